"""What a mail says was true, and wanted, when it was sent: whatever changes between the first look
and the handing over."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from careeractions.models import CareerAction
from matching.models import Match
from talentnet.accounts.models import User
from talentnet.notifications import sending, tasks
from talentnet.notifications.mail_messages import letter
from talentnet.notifications.models import Mail, MailChoice, MailKind, Mention
from talentnet.notifications.tests.mailers import Scripted, Step
from talentnet.notifications.tests.people import Clock, great, reader, saved, under_way, utc
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db

type Mailer = type[Scripted]


def erase() -> None:
    for model in (Match, CareerAction, Profile, User):
        model.objects.all().delete()


OF_A_PERSON: dict[str, Step] = {
    "turned off": lambda: MailChoice.objects.update(
        deadlines=False, great_matches=False, week=False
    ),
    "address lost": lambda: EmailAddress.objects.update(verified=False),
    "address replaced": lambda: User.objects.update(email="new@example.org"),
    "account closed": lambda: User.objects.update(is_active=False),
    "account erased": erase,
    "where they are it is no morning": lambda: User.objects.update(time_zone="Asia/Tokyo"),
}
OF_A_POSTING: dict[str, Step] = {
    "archived": lambda: Opportunity.objects.update(status="archived"),
    "closed": lambda: Opportunity.objects.update(deadline=utc(2026, 11, 23, 9)),
    "dismissed": lambda: Match.objects.update(status="dismissed"),
    "applied to": lambda: Match.objects.update(applied_at=utc(2026, 11, 23)),
    "no longer matched": lambda: Match.objects.all().delete(),
}
CHANGES: dict[MailKind, dict[str, Step]] = {
    MailKind.GREAT_MATCHES: OF_A_PERSON
    | OF_A_POSTING
    | {
        "looked at": lambda: Match.objects.update(is_new=False),
        "saved": lambda: Match.objects.update(status="saved"),
        "less great": lambda: Match.objects.update(tier="good"),
        "hidden from": lambda: Profile.objects.update(
            hidden_from_organizations=["CEDAR Bay institute"]
        ),
    },
    MailKind.DEADLINES: OF_A_PERSON
    | OF_A_POSTING
    | {
        "moved": lambda: Opportunity.objects.update(deadline=utc(2026, 12, 20)),
        "without end": lambda: Opportunity.objects.update(deadline=None),
        "no longer saved": lambda: Match.objects.update(status="active"),
    },
    MailKind.WEEK: OF_A_PERSON
    | {
        "finished": lambda: CareerAction.objects.update(status="done"),
        "put back": lambda: CareerAction.objects.update(status="saved", started_at=None),
    },
}
EACH = [(kind, change) for kind, changes in CHANGES.items() for change in changes]


def with_something_to_read(kind: MailKind) -> Profile:
    amara = reader(kind)
    if kind == MailKind.GREAT_MATCHES:
        great(amara)
    elif kind == MailKind.DEADLINES:
        saved(amara, utc(2026, 11, 24, 12))
    else:
        under_way(amara)
    return amara


@pytest.fixture
def after_the_look(monkeypatch: pytest.MonkeyPatch) -> Callable[[Step], None]:
    """Have something change when it is known that there is one mail to be written."""
    look = sending._with_something_to_say

    def then(change: Step) -> None:
        def changed(readers: Any) -> Any:
            found = list(look(readers))
            assert len(found) == 1
            change()
            return found

        monkeypatch.setattr(sending, "_with_something_to_say", changed)

    return then


@pytest.mark.parametrize(("kind", "change"), EACH)
def test_what_has_changed_since_the_look_is_not_told(
    clock: Clock, mailer: Mailer, after_the_look: Any, kind: MailKind, change: str
) -> None:
    with_something_to_read(kind)
    after_the_look(CHANGES[kind][change])
    tasks.send_mails()
    assert (mailer.taken, Mail.objects.count(), Mention.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize(("kind", "change"), EACH)
def test_nor_what_changes_while_the_mail_server_is_slow_to_answer(
    clock: Clock, mailer: Mailer, kind: MailKind, change: str
) -> None:
    with_something_to_read(kind)
    mailer.on_open = CHANGES[kind][change]
    tasks.send_mails()
    assert (mailer.taken, Mail.objects.count(), Mention.objects.count()) == ([], 0, 0)


def test_what_is_left_of_it_is_told(clock: Clock, mailer: Mailer, after_the_look: Any) -> None:
    amara = reader(MailKind.DEADLINES)
    stays = saved(amara, utc(2026, 11, 24, 12), title="Stays")
    goes = saved(amara, utc(2026, 11, 24, 12), title="Goes")
    moment = utc(2026, 11, 30, 12)
    after_the_look(
        lambda: [
            Match.objects.filter(pk=goes.pk).update(status="dismissed"),
            Opportunity.objects.filter(pk=stays.opportunity_id).update(deadline=moment),
        ]
    )
    tasks.send_mails()
    [message] = mailer.taken
    assert message.subject == "Closes in 7 days: Stays"
    assert "Mon, Nov 30, 12:00 PM UTC" in message.body
    assert "Goes" not in message.body
    assert Mention.objects.get().day == moment.date()


GONE: dict[str, Step] = {name: OF_A_PERSON[name] for name in ("account closed", "account erased")}


@pytest.mark.parametrize("change", GONE)
def test_who_has_gone_gets_no_mail_even_one_that_is_claimed(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    with_something_to_read(MailKind.DEADLINES)

    def held_up(mail: Mail, content: Any) -> Any:
        written = letter(mail, content)
        GONE[change]()
        return written

    monkeypatch.setattr(sending, "letter", held_up)
    tasks.send_mails()
    assert mailer.taken == []
    kept = list(Mail.objects.values_list("status", flat=True))
    assert kept == (["dropped"] if change == "account closed" else [])
    assert Mention.objects.count() == 0


def test_a_claim_that_was_given_up_meanwhile_is_not_handed_over(
    clock: Clock, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a worker that stood still for long: another has settled that nobody knows."""
    with_something_to_read(MailKind.DEADLINES)
    claim = sending.claim

    def held_up(user_id: int, kind: MailKind) -> Any:
        claimed = claim(user_id, kind)
        clock.pass_by(minutes=16)
        assert Mail.objects.end_abandoned() == 1
        return claimed

    monkeypatch.setattr(sending, "claim", held_up)
    tasks.send_mails()
    assert mailer.taken == []
    assert list(Mail.objects.values_list("status", flat=True)) == ["unknown"]


def test_who_travels_is_told_of_a_deadline_once(clock: Clock, mailer: Mailer) -> None:
    """In New York the deadline is on the first, seven days from the 24th; in Berlin, where the
    reader wakes up next, it is on the second, seven days from the 25th."""
    amara = reader(MailKind.DEADLINES, zone="America/New_York")
    saved(amara, utc(2026, 12, 1, 23, 59))
    clock.now = utc(2026, 11, 24, 14, 5)
    tasks.send_mails()
    User.objects.update(time_zone="Europe/Berlin")
    clock.now = utc(2026, 11, 25, 8, 5)
    tasks.send_mails()
    assert [message.subject for message in mailer.taken] == [
        "Closes in 7 days: Evaluations Engineer"
    ]


def test_a_clock_that_ran_ahead_and_was_set_right_costs_no_morning(
    clock: Clock, mailer: Mailer
) -> None:
    amara = reader(MailKind.DEADLINES)
    clock.now = utc(2027, 11, 23, 9, 5)
    tasks.send_mails()
    clock.now = utc(2026, 11, 23, 9, 5)
    saved(amara, utc(2026, 11, 24, 12))
    for _ in range(2):
        tasks.send_mails()
        clock.pass_by(minutes=15)
    assert len(mailer.taken) == 1
    assert MailChoice.objects.get().looked_on == dt.date(2026, 11, 23)
