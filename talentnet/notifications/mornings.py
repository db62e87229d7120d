"""Find the readers to email now: it is morning in their time zone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from talentnet.notifications.models import Mail, MailChoice, MailChoiceQuerySet, MailKind
from talentnet.timezones import zone_names

MORNING_HOUR = 9
MONDAY = 0


@dataclass(frozen=True)
class Reader:
    """A person to email, as of this morning in their time zone."""

    user_id: int
    zone: str
    day: dt.date
    """Today's date in `zone`."""
    kinds: tuple[MailKind, ...]
    address: str


def morning_in(zone: str, now: dt.datetime) -> dt.date | None:
    """Local date if `now` falls in the zone's morning, else None. Unknown zones have none."""
    if zone not in zone_names():
        return None
    # Computed from `now` rather than scheduled ahead, so that clock changes don't matter: they
    # happen at night, and no date has two mornings.
    local = now.astimezone(ZoneInfo(zone))
    nine = local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
    return local.date() if nine <= local < nine + Mail.MORNING_LENGTH else None


def reader_for(choice: MailChoice) -> Reader | None:
    """Reader for a choice from `reachable()` with its user; None if it isn't morning there."""
    day = morning_in(choice.user.time_zone, timezone.now())
    if day is None:
        return None
    kinds = tuple(k for k in choice.kinds if k != MailKind.WEEK or day.weekday() == MONDAY)
    address = getattr(choice, "address", "")
    return Reader(choice.user_id, choice.user.time_zone, day, kinds, address)


def readers_due() -> list[Reader]:
    """Readers who haven't been checked this morning. Takes two queries for any number of them."""
    reachable = MailChoice.objects.reachable()
    # Cleared ordering: DISTINCT would include the ordering column.
    zones = reachable.order_by().values_list("user__time_zone", flat=True).distinct()
    choices = _unchecked(reachable, zones)
    return [reader for choice in choices if (reader := reader_for(choice)) is not None]


def _unchecked(reachable: MailChoiceQuerySet, zones: Iterable[str]) -> MailChoiceQuerySet:
    now = timezone.now()
    zones_by_day: dict[dt.date, list[str]] = {}
    for zone in zones:
        if day := morning_in(zone, now):
            zones_by_day.setdefault(day, []).append(zone)
    due = Q()
    for day, day_zones in zones_by_day.items():
        # "Not today" rather than "before today": a server clock that ran ahead for a while must
        # not silence people until that date.
        not_checked_today = Q(looked_on__isnull=True) | ~Q(looked_on=day)
        due |= Q(user__time_zone__in=day_zones) & not_checked_today
    # An empty Q would select everybody.
    if not due:
        return reachable.none()
    return reachable.filter(due).select_related("user").order_by("user_id")


def mark_checked(readers: Iterable[Reader]) -> None:
    """Record that these readers need no further check this morning."""
    by_day: dict[dt.date, list[int]] = {}
    for reader in readers:
        by_day.setdefault(reader.day, []).append(reader.user_id)
    for day, user_ids in by_day.items():
        MailChoice.objects.filter(user__in=user_ids).update(looked_on=day)
