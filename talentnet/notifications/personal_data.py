"""What calendar and mail hold of a person."""

import datetime as dt

from talentnet.notifications.models import CalendarEntry, CalendarFeed, Mail, MailChoice, Mention
from talentnet.privacy.registry import PersonalRecord
from talentnet.privacy.retention import Rule, delete_some

RECORDS = [
    PersonalRecord(MailChoice, "mail_choices", "The mails you chose", owner="user"),
    PersonalRecord(
        Mail, "mails", "When a mail was sent to you, without what it said", owner="user"
    ),
    PersonalRecord(
        Mention, "mentions", "What mails told you of, so that none does twice", owner="user"
    ),
    PersonalRecord(
        CalendarFeed,
        "calendar",
        "The private address of your calendar",
        owner="user",
        withheld={"token_hash": "a scrambled copy of the address; the address itself is not kept"},
    ),
    PersonalRecord(
        CalendarEntry, "calendar_entries", "How often an entry of it was revised", owner="user"
    ),
]


def delete_mails(before: dt.datetime) -> int:
    return delete_some(Mail.objects.past_keeping())


def delete_mentions(before: dt.datetime) -> int:
    return delete_some(Mention.objects.past_keeping())


RULES = [
    Rule(
        "Which mails you chose, your calendar's private address, scrambled, and how often its "
        "entries were revised",
        "To send what you asked for, and to tell calendar programs what has changed.",
        until="until you change it or delete your account",
    ),
    Rule(
        "When mails were sent to you",
        "To answer questions about them.",
        days=Mail.KEPT.days,
        enforce=delete_mails,
    ),
    Rule(
        "What mails told you of",
        "So that no mail tells you of it again.",
        until=f"{Mention.KEPT_AFTER_CLOSING.days} days after the posting has closed, "
        f"{Mention.KEPT_AFTER_DEADLINE.days} days after a deadline",
        enforce=delete_mentions,
    ),
]
