"""Retention of sent emails and of their mentions."""

import datetime as dt
from typing import Any

import pytest

from matching.models import Match
from talentnet.notifications import tasks
from talentnet.notifications.models import Mail, MailKind, Mention
from talentnet.notifications.tests.mailers import ScriptedBackend
from talentnet.notifications.tests.people import Clock, create_reader, great_match, saved_match, utc
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db

A_YEAR_AGO = utc(2025, 11, 23, 9, 5)
JUST_AFTER = A_YEAR_AGO + dt.timedelta(seconds=1)


def create_mention(kind: MailKind, subject: object, day: dt.date = dt.date(2026, 9, 1)) -> Mention:
    return Mention.objects.create(
        user=create_reader().user, kind=kind, subject=str(subject), day=day
    )


def test_mail_expires_after_ninety_days(clock: Clock) -> None:
    user = create_reader().user
    mails = [
        Mail.objects.create(
            user=user,
            kind=MailKind.WEEK,
            day=dt.date(2026, 8, number + 1),
            claimed_at=clock.now - dt.timedelta(days=90, seconds=seconds),
        )
        for number, seconds in enumerate((0, 1))
    ]
    assert list(Mail.objects.expired()) == [mails[1]]


@pytest.mark.parametrize(
    ("changes", "is_expired"),
    [
        ({}, False),
        ({"deadline": A_YEAR_AGO}, True),
        ({"deadline": JUST_AFTER}, False),
        ({"ends_at": A_YEAR_AGO}, True),
        ({"ends_at": JUST_AFTER, "starts_at": A_YEAR_AGO}, False),
        ({"starts_at": A_YEAR_AGO}, True),
        ({"starts_at": JUST_AFTER}, False),
        ({"status": "archived", "updated_at": A_YEAR_AGO}, True),
        ({"status": "archived", "updated_at": JUST_AFTER}, False),
        ({"status": "active", "updated_at": A_YEAR_AGO}, False),
    ],
)
def test_great_match_mention_expires_a_year_after_closing(
    clock: Clock, changes: dict[str, Any], is_expired: bool
) -> None:
    opportunity = OpportunityFactory.create()
    Opportunity.objects.filter(pk=opportunity.pk).update(**changes)
    mention = create_mention(MailKind.GREAT_MATCHES, opportunity.pk)
    assert list(Mention.objects.expired()) == ([mention] if is_expired else [])


def test_great_match_mention_expires_with_its_opportunity(clock: Clock) -> None:
    deleted, present = OpportunityFactory.create(), OpportunityFactory.create()
    mention = create_mention(MailKind.GREAT_MATCHES, deleted.pk)
    create_mention(MailKind.GREAT_MATCHES, present.pk)
    deleted.delete()
    assert list(Mention.objects.expired()) == [mention]


def test_deadline_mention_expires_after_sixty_days(clock: Clock) -> None:
    days = [clock.now.date() - dt.timedelta(days=number) for number in (59, 60, 61)]
    mentions = [
        create_mention(MailKind.DEADLINES, f"1 closes {day}, 7 days before", day) for day in days
    ]
    assert list(Mention.objects.expired()) == mentions[2:]


def test_mention_without_its_mail_still_prevents_repetition(
    clock: Clock, mailer: type[ScriptedBackend]
) -> None:
    amara = create_reader(*MailKind)
    great_match(amara, "Great")
    saved_match(amara, utc(2026, 11, 24, 12))
    tasks.send_mails()
    assert len(mailer.outbox) == 3  # with the week
    Mail.objects.all().delete()
    assert Mention.objects.filter(mail=None).count() == 2
    assert sorted(Mention.objects.values_list("kind", "day")) == [
        ("deadlines", dt.date(2026, 11, 24)),
        ("great_matches", dt.date(2026, 11, 23)),
    ]
    Match.objects.filter(tier="great").update(is_new=True)
    clock.now = utc(2026, 11, 24, 9, 5)
    Opportunity.objects.update(deadline=utc(2026, 11, 25, 12))
    tasks.send_mails()
    kinds = Mail.objects.values_list("kind", flat=True)
    assert list(kinds) == ["deadlines"]  # for the moved deadline


def test_expired_mentions_take_one_query(clock: Clock, django_assert_num_queries: Any) -> None:
    for number in range(3):
        create_mention(MailKind.GREAT_MATCHES, 1000 + number)
    with django_assert_num_queries(1):
        assert len(Mention.objects.expired()) == 3
