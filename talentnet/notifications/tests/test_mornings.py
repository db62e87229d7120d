"""Nine in the morning, in any time zone."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from talentnet.notifications.models import MailChoice, MailKind
from talentnet.notifications.mornings import mark_checked, morning_in, readers_due
from talentnet.notifications.tests.people import Clock, create_reader, utc


@pytest.mark.parametrize(
    ("zone", "nine"),
    [
        ("UTC", utc(2026, 11, 23, 9)),
        ("Asia/Kolkata", utc(2026, 11, 23, 3, 30)),
        ("Asia/Kathmandu", utc(2026, 11, 23, 3, 15)),
        ("Pacific/Kiritimati", utc(2026, 11, 22, 19)),
        ("Pacific/Niue", utc(2026, 11, 23, 20)),
        ("America/St_Johns", utc(2026, 11, 23, 12, 30)),
        ("Australia/Lord_Howe", utc(2026, 11, 22, 22)),
    ],
)
def test_morning_lasts_from_nine_to_noon(zone: str, nine: dt.datetime) -> None:
    minute = dt.timedelta(minutes=1)
    noon = nine + dt.timedelta(hours=3)
    moments = [nine - minute, nine, noon - minute, noon]
    monday = dt.date(2026, 11, 23)
    assert [morning_in(zone, moment) for moment in moments] == [None, monday, monday, None]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Lisbon", (dt.date(2026, 3, 28), 4)),  # forward on the 29th
        ("Europe/Lisbon", (dt.date(2026, 10, 24), 4)),  # back on the 25th
        ("Australia/Lord_Howe", (dt.date(2026, 4, 4), 4)),  # back by half an hour on the 5th
        ("Pacific/Chatham", (dt.date(2026, 9, 26), 4)),  # forward, in a zone of quarter hours
        ("America/New_York", (dt.date(2026, 3, 7), 4)),
        (
            "America/Santiago",
            (dt.date(2026, 9, 5), 4),
        ),  # forward at midnight, so the day begins at 1
        ("Africa/Casablanca", (dt.date(2026, 2, 14), 4)),  # back for Ramadan
    ],
)
def test_each_day_has_one_morning_despite_clock_changes(
    zone: str, days: tuple[dt.date, int]
) -> None:
    first, number = days
    start = dt.datetime.combine(first, dt.time(0), ZoneInfo(zone)).astimezone(dt.UTC)
    quarters = [start + dt.timedelta(minutes=15 * n) for n in range(number * 96 - 8)]
    mornings = [(day, moment) for moment in quarters if (day := morning_in(zone, moment))]
    first_moments = {day: moment.astimezone(ZoneInfo(zone)) for day, moment in reversed(mornings)}
    expected = [first + dt.timedelta(days=n) for n in range(number)]
    assert sorted(first_moments) == expected
    assert {(moment.hour, moment.minute) for moment in first_moments.values()} == {(9, 0)}
    assert len(mornings) == 12 * number


def test_unknown_zone_has_no_morning() -> None:
    assert [morning_in(zone, utc(2026, 11, 23, 9)) for zone in ("", "Nowhere/Land")] == [None] * 2


@pytest.mark.django_db
def test_unchecked_readers_are_due_in_their_morning(clock: Clock) -> None:
    due_reader = create_reader(MailKind.DEADLINES, zone="UTC")
    checked = create_reader(MailKind.DEADLINES, zone="Europe/London")
    create_reader(MailKind.DEADLINES, zone="America/New_York")
    create_reader(MailKind.DEADLINES, zone="")
    create_reader(zone="UTC")
    MailChoice.objects.filter(user=checked.user).update(looked_on=clock.now.date())
    due = readers_due()
    assert [(reader.user_id, reader.zone, reader.day, reader.address) for reader in due] == [
        (due_reader.user.pk, "UTC", clock.now.date(), due_reader.user.email)
    ]
    mark_checked(due)
    assert readers_due() == []
    clock.advance(days=1)
    assert {reader.user_id for reader in readers_due()} == {due_reader.user.pk, checked.user.pk}


@pytest.mark.django_db
def test_two_dates_can_have_morning_simultaneously(clock: Clock) -> None:
    clock.now = utc(2026, 11, 22, 21, 5)
    create_reader(MailKind.WEEK, MailKind.DEADLINES, zone="Pacific/Auckland")  # Monday, 10:05
    create_reader(MailKind.WEEK, MailKind.DEADLINES, zone="Pacific/Pago_Pago")  # Sunday, 10:05
    due = readers_due()
    assert [(reader.day, reader.kinds) for reader in due] == [
        (dt.date(2026, 11, 23), (MailKind.DEADLINES, MailKind.WEEK)),
        (dt.date(2026, 11, 22), (MailKind.DEADLINES,)),
    ]
    mark_checked(due)
    checked_days = MailChoice.objects.order_by("user_id").values_list("looked_on", flat=True)
    assert list(checked_days) == [dt.date(2026, 11, 23), dt.date(2026, 11, 22)]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 5])
def test_readers_due_takes_two_queries(
    clock: Clock, number: int, django_assert_num_queries: Any
) -> None:
    for zone in ("UTC", "Europe/London", "Africa/Accra", "Asia/Tokyo", "Africa/Lome")[:number]:
        create_reader(*MailKind, zone=zone)
    with django_assert_num_queries(2):
        readers_due()
