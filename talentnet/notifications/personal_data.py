"""Export, erasure and retention of calendar and email data."""

import datetime as dt

from talentnet.notifications.models import CalendarEntry, CalendarFeed, Mail, MailChoice, Mention
from talentnet.privacy.registry import PersonalRecord
from talentnet.privacy.retention import Rule, delete_some

RECORDS = [
    PersonalRecord(MailChoice, "mail_choices", "The emails you chose", owner="user"),
    PersonalRecord(
        Mail, "mails", "Times of the emails we sent you, without their text", owner="user"
    ),
    PersonalRecord(
        Mention,
        "mentions",
        "Matches and deadlines we've emailed you about, so we don't repeat them",
        owner="user",
    ),
    PersonalRecord(
        CalendarFeed,
        "calendar",
        "Your private calendar link",
        owner="user",
        withheld={"token_hash": "a hash of the link; the link itself isn't stored"},
    ),
    PersonalRecord(
        CalendarEntry, "calendar_entries", "Revision numbers of your calendar items", owner="user"
    ),
]


# Both ignore `before`: each queryset computes the end of its own retention.
def delete_mails(before: dt.datetime) -> int:
    return delete_some(Mail.objects.expired())


def delete_mentions(before: dt.datetime) -> int:
    return delete_some(Mention.objects.expired())


RULES = [
    Rule(
        "Your email choices, a hash of your calendar link, and revision numbers of your calendar "
        "items",
        "We need these to send the emails you chose and to keep your calendar up to date.",
        until="until you change them or delete your account",
    ),
    Rule(
        "Times of the emails we sent you",
        "They help us answer your questions about them.",
        days=Mail.RETENTION.days,
        enforce=delete_mails,
    ),
    Rule(
        "Matches and deadlines we've emailed you about",
        "We don't email you about the same one twice.",
        until=f"{Mention.RETENTION_AFTER_CLOSING.days} days after the posting closes, "
        f"{Mention.RETENTION_AFTER_DEADLINE.days} days after a deadline",
        enforce=delete_mentions,
    ),
]
