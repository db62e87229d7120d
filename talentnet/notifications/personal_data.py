"""What calendar and mail hold of a person."""

import datetime as dt

from talentnet.accounts.personal_data import PersonalRecord
from talentnet.accounts.retention import Rule, delete_some
from talentnet.notifications.models import CalendarEntry, CalendarFeed, Mail, MailChoice, Mention

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
    """But not one that still has mentions, which go with it: they prevent a second mail."""
    old = Mail.objects.filter(claimed_at__lt=before, mention__isnull=True)
    return delete_some(old.exclude(status__in=[Mail.Status.CLAIMED, Mail.Status.RETRY]))


RULES = [
    Rule(
        "When mails were sent to you",
        "To answer questions about them. What they told you of is kept, so that none does twice.",
        days=90,
        enforce=delete_mails,
    ),
]
