"""Changes between finding due emails and sending them: each email reflects the latest data."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from careeractions.models import CareerAction
from matching.models import Match
from talentnet.accounts.models import User
from talentnet.notifications import sending, tasks
from talentnet.notifications.mail_messages import build_message
from talentnet.notifications.models import Mail, MailChoice, MailKind, Mention
from talentnet.notifications.tests.mailers import ScriptedBackend, Step
from talentnet.notifications.tests.people import (
    Clock,
    create_reader,
    great_match,
    move_in_progress,
    saved_match,
    utc,
)
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db

type Mailer = type[ScriptedBackend]


def erase() -> None:
    for model in (Match, CareerAction, Profile, User):
        model.objects.all().delete()


ACCOUNT_CHANGES: dict[str, Step] = {
    "turned off": lambda: MailChoice.objects.update(
        deadlines=False, great_matches=False, week=False
    ),
    "address lost": lambda: EmailAddress.objects.update(verified=False),
    "address replaced": lambda: User.objects.update(email="new@example.org"),
    "account closed": lambda: User.objects.update(is_active=False),
    "account erased": erase,
    "morning is over in their zone": lambda: User.objects.update(time_zone="Asia/Tokyo"),
}
MATCH_CHANGES: dict[str, Step] = {
    "archived": lambda: Opportunity.objects.update(status="archived"),
    "closed": lambda: Opportunity.objects.update(deadline=utc(2026, 11, 23, 9)),
    "dismissed": lambda: Match.objects.update(status="dismissed"),
    "applied to": lambda: Match.objects.update(applied_at=utc(2026, 11, 23)),
    "no longer matched": lambda: Match.objects.all().delete(),
}
CHANGES: dict[MailKind, dict[str, Step]] = {
    MailKind.GREAT_MATCHES: ACCOUNT_CHANGES
    | MATCH_CHANGES
    | {
        "seen": lambda: Match.objects.update(is_new=False),
        "saved": lambda: Match.objects.update(status="saved"),
        "lower tier": lambda: Match.objects.update(tier="good"),
        "organization hidden": lambda: Profile.objects.update(
            hidden_from_organizations=["CEDAR Bay institute"]
        ),
    },
    MailKind.DEADLINES: ACCOUNT_CHANGES
    | MATCH_CHANGES
    | {
        "deadline moved": lambda: Opportunity.objects.update(deadline=utc(2026, 12, 20)),
        "deadline removed": lambda: Opportunity.objects.update(deadline=None),
        "no longer saved": lambda: Match.objects.update(status="active"),
    },
    MailKind.WEEK: ACCOUNT_CHANGES
    | {
        "finished": lambda: CareerAction.objects.update(status="done"),
        "move put back": lambda: CareerAction.objects.update(status="saved", started_at=None),
    },
}
EACH = [(kind, change) for kind, changes in CHANGES.items() for change in changes]


def reader_with_content(kind: MailKind) -> Profile:
    amara = create_reader(kind)
    if kind == MailKind.GREAT_MATCHES:
        great_match(amara)
    elif kind == MailKind.DEADLINES:
        saved_match(amara, utc(2026, 11, 24, 12))
    else:
        move_in_progress(amara)
    return amara


@pytest.fixture
def after_preselection(monkeypatch: pytest.MonkeyPatch) -> Callable[[Step], None]:
    """Make a change right after the run has found the one due email."""
    find_due = sending._due_mails

    def make_change(change: Step) -> None:
        def changed(readers: Any) -> Any:
            due = list(find_due(readers))
            assert len(due) == 1
            change()
            return due

        monkeypatch.setattr(sending, "_due_mails", changed)

    return make_change


@pytest.mark.parametrize(("kind", "change"), EACH)
def test_change_before_claim_prevents_email(
    clock: Clock, mailer: Mailer, after_preselection: Any, kind: MailKind, change: str
) -> None:
    reader_with_content(kind)
    after_preselection(CHANGES[kind][change])
    tasks.send_mails()
    assert (mailer.outbox, Mail.objects.count(), Mention.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize(("kind", "change"), EACH)
def test_change_while_connecting_prevents_email(
    clock: Clock, mailer: Mailer, kind: MailKind, change: str
) -> None:
    reader_with_content(kind)
    mailer.on_open = CHANGES[kind][change]
    tasks.send_mails()
    assert (mailer.outbox, Mail.objects.count(), Mention.objects.count()) == ([], 0, 0)


def test_content_is_reduced_to_current_matches(
    clock: Clock, mailer: Mailer, after_preselection: Any
) -> None:
    amara = create_reader(MailKind.DEADLINES)
    stays = saved_match(amara, utc(2026, 11, 24, 12), title="Stays")
    goes = saved_match(amara, utc(2026, 11, 24, 12), title="Goes")
    moment = utc(2026, 11, 30, 12)
    after_preselection(
        lambda: [
            Match.objects.filter(pk=goes.pk).update(status="dismissed"),
            Opportunity.objects.filter(pk=stays.opportunity_id).update(deadline=moment),
        ]
    )
    tasks.send_mails()
    [message] = mailer.outbox
    assert message.subject == "Closes in 7 days: Stays"
    assert "Mon, Nov 30, 12:00 PM UTC" in message.body
    assert "Goes" not in message.body
    assert Mention.objects.get().day == moment.date()


ACCOUNT_ENDS: dict[str, Step] = {
    name: ACCOUNT_CHANGES[name] for name in ("account closed", "account erased")
}


@pytest.mark.parametrize("change", ACCOUNT_ENDS)
def test_claimed_email_of_closed_account_is_not_sent(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    reader_with_content(MailKind.DEADLINES)

    def build_slowly(mail: Mail, content: Any) -> Any:
        message = build_message(mail, content)
        ACCOUNT_ENDS[change]()
        return message

    monkeypatch.setattr(sending, "build_message", build_slowly)
    tasks.send_mails()
    assert mailer.outbox == []
    statuses = list(Mail.objects.values_list("status", flat=True))
    assert statuses == (["dropped"] if change == "account closed" else [])
    assert Mention.objects.count() == 0


def test_abandoned_claim_is_not_sent(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker stands still for so long that another closes its claim."""
    reader_with_content(MailKind.DEADLINES)
    claim_mail = sending.claim_mail

    def claim_slowly(user_id: int, kind: MailKind) -> Any:
        claimed = claim_mail(user_id, kind)
        clock.advance(minutes=16)
        assert Mail.objects.close_abandoned() == 1
        return claimed

    monkeypatch.setattr(sending, "claim_mail", claim_slowly)
    tasks.send_mails()
    assert mailer.outbox == []
    assert list(Mail.objects.values_list("status", flat=True)) == ["unknown"]


def test_reader_changing_time_zone_is_reminded_once(clock: Clock, mailer: Mailer) -> None:
    """Both mornings are seven local days before the deadline.

    It is on December 1 in New York, seen on November 24, and on December 2 in Berlin, seen on
    November 25.
    """
    amara = create_reader(MailKind.DEADLINES, zone="America/New_York")
    saved_match(amara, utc(2026, 12, 1, 23, 59))
    clock.now = utc(2026, 11, 24, 14, 5)
    tasks.send_mails()
    User.objects.update(time_zone="Europe/Berlin")
    clock.now = utc(2026, 11, 25, 8, 5)
    tasks.send_mails()
    assert [message.subject for message in mailer.outbox] == [
        "Closes in 7 days: Evaluations Engineer"
    ]


def test_clock_that_ran_ahead_costs_no_morning(clock: Clock, mailer: Mailer) -> None:
    amara = create_reader(MailKind.DEADLINES)
    clock.now = utc(2027, 11, 23, 9, 5)
    tasks.send_mails()
    clock.now = utc(2026, 11, 23, 9, 5)
    saved_match(amara, utc(2026, 11, 24, 12))
    for _ in range(2):
        tasks.send_mails()
        clock.advance(minutes=15)
    assert len(mailer.outbox) == 1
    assert MailChoice.objects.get().looked_on == dt.date(2026, 11, 23)
