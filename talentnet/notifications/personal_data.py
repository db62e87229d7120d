"""What calendar and mail hold of a person."""

from talentnet.accounts.personal_data import PersonalRecord
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
