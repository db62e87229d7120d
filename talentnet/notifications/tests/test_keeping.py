"""How long mails are kept, and what they told of."""

import datetime as dt
from typing import Any

import pytest

from matching.models import Match
from talentnet.notifications import tasks
from talentnet.notifications.models import Mail, MailKind, Mention
from talentnet.notifications.tests.mailers import Scripted
from talentnet.notifications.tests.people import Clock, great, reader, saved, utc
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db

A_YEAR_AGO = utc(2025, 11, 23, 9, 5)
JUST_AFTER = A_YEAR_AGO + dt.timedelta(seconds=1)


def mention(kind: MailKind, subject: object, day: dt.date = dt.date(2026, 9, 1)) -> Mention:
    return Mention.objects.create(user=reader().user, kind=kind, subject=str(subject), day=day)


def test_mails_are_kept_for_ninety_days(clock: Clock) -> None:
    user = reader().user
    mails = [
        Mail.objects.create(
            user=user,
            kind=MailKind.WEEK,
            day=dt.date(2026, 8, number + 1),
            claimed_at=clock.now - dt.timedelta(days=90, seconds=seconds),
        )
        for number, seconds in enumerate((0, 1))
    ]
    assert list(Mail.objects.past_keeping()) == [mails[1]]


@pytest.mark.parametrize(
    ("changes", "is_past"),
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
def test_a_great_match_is_remembered_until_it_has_been_closed_for_a_year(
    clock: Clock, changes: dict[str, Any], is_past: bool
) -> None:
    opportunity = OpportunityFactory.create()
    Opportunity.objects.filter(pk=opportunity.pk).update(**changes)
    told = mention(MailKind.GREAT_MATCHES, opportunity.pk)
    assert list(Mention.objects.past_keeping()) == ([told] if is_past else [])


def test_a_great_match_is_forgotten_with_its_opportunity(clock: Clock) -> None:
    gone, there = OpportunityFactory.create(), OpportunityFactory.create()
    told = mention(MailKind.GREAT_MATCHES, gone.pk)
    mention(MailKind.GREAT_MATCHES, there.pk)
    gone.delete()
    assert list(Mention.objects.past_keeping()) == [told]


def test_a_deadline_is_remembered_for_sixty_days_after_it(clock: Clock) -> None:
    days = [clock.now.date() - dt.timedelta(days=number) for number in (59, 60, 61)]
    told = [mention(MailKind.DEADLINES, f"1 closes {day}, 7 days before", day) for day in days]
    assert list(Mention.objects.past_keeping()) == told[2:]


def test_without_its_mail_a_mention_goes_on_preventing_a_second(
    clock: Clock, mailer: type[Scripted]
) -> None:
    amara = reader(*MailKind)
    great(amara, "Great")
    saved(amara, utc(2026, 11, 24, 12))
    tasks.send_mails()
    assert len(mailer.taken) == 3  # the week, too
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
    assert list(kinds) == ["deadlines"]  # of the deadline that was moved


def test_removing_what_is_past_keeping_takes_one_query_to_find(
    clock: Clock, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        mention(MailKind.GREAT_MATCHES, 1000 + number)
    with django_assert_num_queries(1):
        assert len(Mention.objects.past_keeping()) == 3
