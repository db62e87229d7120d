"""A person's calendar (RFC 5545): deadlines of saved matches, and career actions as to-dos.

It tells title, organization, date and a link to this site: calendars are kept by others, and
shared. Times are in UTC, which every calendar shows in its reader's zone.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Component, Event, Timezone, TimezoneStandard, Todo, vText

from careeractions.models import CareerAction
from matching.models import Match
from talentnet.accounts.models import User
from talentnet.notifications.models import CalendarEntry
from talentnet.opportunities.models import Opportunity
from talentnet.text import heading, one_line

PRODUCT = "-//Talentnet//Deadlines and moves//EN"
KEPT = dt.timedelta(days=30)
"""How long what is over stays in the calendar."""
READ_AGAIN_AFTER = dt.timedelta(hours=6)


@dataclass(frozen=True)
class CalendarItem:
    """What the calendar shows of a match or of a career action."""

    kind: CalendarEntry.Kind
    number: int
    summary: str
    status: str
    path: str
    at: dt.datetime | None
    """The deadline, or when a career action was done."""
    started_at: dt.datetime | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind.value, self.number

    @property
    def fingerprint(self) -> str:
        """Of what, when changed, is a revision; not of the path, which leads to the same."""
        told = [self.summary, self.status, str(self.at), str(self.started_at)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def calendar_of(user: User, absolute: Callable[[str], str]) -> bytes:
    """The calendar; `absolute` makes the address of a path of this site."""
    shown = [*_deadlines(user), *_actions(user)]
    entries = _revised(user, shown)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # No METHOD: with one, DTSTAMP would be the time of this reading, and no two readings equal.
    for name in ("name", "x-wr-calname"):
        calendar.add(name, "Talentnet")
    calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    for one in shown:
        calendar.add_component(_component(one, entries[one.key], absolute(one.path)))
    if not shown:
        calendar.add_component(_utc())
    written: bytes = calendar.to_ical()
    return written


def _deadlines(user: User) -> list[CalendarItem]:
    saved = (
        Match.objects.filter(
            profile__user=user,
            status=Match.Status.SAVED,
            opportunity__deadline__gt=timezone.now() - KEPT,
        )
        .select_related("opportunity")
        .order_by("opportunity__deadline", "id")
    )
    return [_deadline(match) for match in saved]


def _deadline(match: Match) -> CalendarItem:
    opportunity = match.opportunity
    is_withdrawn = opportunity.status != Opportunity.Status.ACTIVE
    return CalendarItem(
        CalendarEntry.Kind.DEADLINE,
        opportunity.pk,
        f"Deadline: {heading(opportunity.title)}, {one_line(opportunity.organization)}",
        "CANCELLED" if is_withdrawn else "CONFIRMED",
        reverse("matching:match", args=[match.pk]),
        opportunity.deadline,
    )


def _actions(user: User) -> list[CalendarItem]:
    under_way = Q(status=CareerAction.Status.IN_PROGRESS)
    done = Q(status=CareerAction.Status.DONE, completed_at__gt=timezone.now() - KEPT)
    actions = CareerAction.objects.filter(under_way | done, profile__user=user).order_by("id")
    return [_action(action) for action in actions]


def _action(action: CareerAction) -> CalendarItem:
    is_done = action.status == CareerAction.Status.DONE
    return CalendarItem(
        CalendarEntry.Kind.ACTION,
        action.pk,
        heading(action.title),
        "COMPLETED" if is_done else "IN-PROCESS",
        f"{reverse('careeractions:moves')}#action-{action.pk}",
        action.completed_at if is_done else None,
        action.started_at,
    )


def _revised(user: User, shown: list[CalendarItem]) -> dict[tuple[str, int], CalendarEntry]:
    """The entry of each, one revision further where what it shows has changed."""
    entries = _entries(user)
    if all(_is_current(one, entries) for one in shown):
        return entries
    with transaction.atomic():
        # Two programs that read at once count one revision.
        User.objects.select_for_update().get(pk=user.pk)
        entries = _entries(user)
        changed = [one for one in shown if not _is_current(one, entries)]
        for one in changed:
            entries[one.key] = _revise(user, one, entries.get(one.key))
        CalendarEntry.objects.bulk_create(
            [entries[one.key] for one in changed],
            update_conflicts=True,
            unique_fields=["user", "kind", "number"],
            update_fields=["fingerprint", "sequence", "revised_at"],
        )
    return entries


def _entries(user: User) -> dict[tuple[str, int], CalendarEntry]:
    return {(e.kind, e.number): e for e in CalendarEntry.objects.filter(user=user)}


def _is_current(one: CalendarItem, entries: dict[tuple[str, int], CalendarEntry]) -> bool:
    entry = entries.get(one.key)
    return entry is not None and entry.fingerprint == one.fingerprint


def _revise(user: User, one: CalendarItem, entry: CalendarEntry | None) -> CalendarEntry:
    if entry is None:
        entry = CalendarEntry(user=user, kind=one.kind, number=one.number)
    else:
        entry.sequence += 1
    entry.fingerprint = one.fingerprint
    entry.revised_at = timezone.now()
    return entry


def _component(one: CalendarItem, entry: CalendarEntry, address: str) -> Component:
    component = _event(one) if one.kind == CalendarEntry.Kind.DEADLINE else _todo(one)
    component.add("uid", str(entry.uid))
    component.add("dtstamp", entry.revised_at)
    component.add("last-modified", entry.revised_at)
    component.add("sequence", entry.sequence)
    component.add("summary", _Text(one.summary))
    component.add("status", one.status)
    component.add("url", address)
    return component


class _Text(vText):
    """One line as RFC 5545, 3.3.11 escapes it. The library would make a line break of a title's
    own "\\N"."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\")
        return re.sub("[;,]", r"\\\g<0>", escaped).encode()


def _event(one: CalendarItem) -> Component:
    """A moment, not a span: nobody is busy because of it."""
    event = Event()
    event.add("dtstart", one.at)
    event.add("transp", "TRANSPARENT")
    return event


def _todo(one: CalendarItem) -> Component:
    todo = Todo()
    if one.started_at:
        todo.add("dtstart", one.started_at)
    if one.at:
        todo.add("completed", one.at)
        todo.add("percent-complete", 100)
    return todo


def _utc() -> Component:
    """A calendar holds at least one component (RFC 5545, 3.6), even when there is nothing yet."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", dt.timedelta(0))
    standard.add("tzoffsetto", dt.timedelta(0))
    zone.add_component(standard)
    return zone
