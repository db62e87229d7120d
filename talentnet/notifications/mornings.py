"""Who is to be mailed now: those in whose time zone it is morning."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from talentnet.notifications.models import Mail, MailChoice, MailChoiceQuerySet, MailKind
from talentnet.timezones import zone_names

NINE = 9
MONDAY = 0


@dataclass(frozen=True)
class Reader:
    """Somebody whose morning it is."""

    user_id: int
    zone: str
    day: dt.date
    """Today's date where they are."""
    kinds: tuple[MailKind, ...]
    address: str


def morning_in(zone: str, now: dt.datetime) -> dt.date | None:
    """The date in this zone while the morning lasts there, and None before nine and after.

    It is asked of the moment, not computed ahead, so that no change of the clocks matters: they
    are changed at night, and no date has two mornings.
    """
    if zone not in zone_names():
        return None
    local = now.astimezone(ZoneInfo(zone))
    nine = local.replace(hour=NINE, minute=0, second=0, microsecond=0)
    return local.date() if nine <= local < nine + Mail.MORNING_LASTS else None


def reader_of(choice: MailChoice) -> Reader | None:
    """This person as a reader, now; the choice comes from `reachable`, with its user."""
    day = morning_in(choice.user.time_zone, timezone.now())
    if day is None:
        return None
    kinds = tuple(k for k in choice.kinds if k != MailKind.WEEK or day.weekday() == MONDAY)
    address = getattr(choice, "address", "")
    return Reader(choice.user_id, choice.user.time_zone, day, kinds, address)


def readers_due() -> list[Reader]:
    """Those for whom there was no look yet this morning. Two queries, however many they are."""
    reachable = MailChoice.objects.reachable()
    zones = reachable.order_by().values_list("user__time_zone", flat=True).distinct()
    due = _due(reachable, zones)
    return [reader for choice in due if (reader := reader_of(choice)) is not None]


def _due(reachable: MailChoiceQuerySet, zones: Iterable[str]) -> MailChoiceQuerySet:
    now = timezone.now()
    zones_by_day: dict[dt.date, list[str]] = {}
    for zone in zones:
        if day := morning_in(zone, now):
            zones_by_day.setdefault(day, []).append(zone)
    wanted = Q()
    for day, there in zones_by_day.items():
        # Another day, not an earlier one: a server's clock that ran ahead was set right again.
        no_look_yet = Q(looked_on__isnull=True) | ~Q(looked_on=day)
        wanted |= Q(user__time_zone__in=there) & no_look_yet
    if not wanted:
        return reachable.none()
    return reachable.filter(wanted).select_related("user").order_by("user_id")


def mark_looked(readers: Iterable[Reader]) -> None:
    by_day: dict[dt.date, list[int]] = {}
    for reader in readers:
        by_day.setdefault(reader.day, []).append(reader.user_id)
    for day, user_ids in by_day.items():
        MailChoice.objects.filter(user__in=user_ids).update(looked_on=day)
