"""Calendar feed of a person (RFC 5545): saved deadlines as events, moves as to-dos.

It shows titles, organizations, dates and links only, since calendars are stored elsewhere and
shared. Times are in UTC, which every calendar program shows in its reader's zone.
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

PRODUCT_ID = "-//Talentnet//Deadlines and moves//EN"
# Past deadlines and completed moves stay in the calendar this long.
PAST_ITEMS = dt.timedelta(days=30)
# A hint for calendar programs. Many poll by their own rules.
REFRESH_INTERVAL = dt.timedelta(hours=6)
_SPECIAL = re.compile("[;,]")


@dataclass(frozen=True)
class CalendarItem:
    """Visible content of one event or to-do."""

    kind: CalendarEntry.Kind
    number: int
    summary: str
    status: str
    path: str
    at: dt.datetime | None
    """Deadline of a match, or completion time of a move."""
    started_at: dt.datetime | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind.value, self.number

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content. A change of it counts as a revision."""
        # Without the path: a new link to the same thing isn't worth telling calendar programs.
        content = [self.summary, self.status, str(self.at), str(self.started_at)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


type Entries = dict[tuple[str, int], CalendarEntry]


def render_calendar(user: User, absolute_url: Callable[[str], str]) -> bytes:
    """The person's calendar in iCalendar format; `absolute_url` completes a path of this site."""
    items = [*_deadline_items(user), *_action_items(user)]
    entries = _current_entries(user, items)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    # No METHOD: with one, DTSTAMP would be the time of this request, and the ETag would change
    # each time.
    for name in ("name", "x-wr-calname"):
        calendar.add(name, "Talentnet")
    calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    for item in items:
        calendar.add_component(_component(item, entries[item.key], absolute_url(item.path)))
    if not items:
        calendar.add_component(_utc_timezone())
    content: bytes = calendar.to_ical()
    return content


def _deadline_items(user: User) -> list[CalendarItem]:
    saved = (
        Match.objects.filter(
            profile__user=user,
            status=Match.Status.SAVED,
            opportunity__deadline__gt=timezone.now() - PAST_ITEMS,
        )
        .select_related("opportunity")
        # A fixed order keeps the ETag of an unchanged calendar.
        .order_by("opportunity__deadline", "id")
    )
    return [_deadline_item(match) for match in saved]


def _deadline_item(match: Match) -> CalendarItem:
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


def _action_items(user: User) -> list[CalendarItem]:
    in_progress = Q(status=CareerAction.Status.IN_PROGRESS)
    done = Q(status=CareerAction.Status.DONE, completed_at__gt=timezone.now() - PAST_ITEMS)
    actions = CareerAction.objects.filter(in_progress | done, profile__user=user).order_by("id")
    return [_action_item(action) for action in actions]


def _action_item(action: CareerAction) -> CalendarItem:
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


def _current_entries(user: User, items: list[CalendarItem]) -> Entries:
    """Entries for all items, after storing a new revision of each changed one."""
    entries = _stored_entries(user)
    # The usual case, an unchanged calendar, takes no lock and writes nothing.
    if all(_is_current(item, entries) for item in items):
        return entries
    with transaction.atomic():
        # Two programs can read the calendar concurrently. The lock makes the second one see the
        # revisions of the first instead of counting them again.
        User.objects.select_for_update().get(pk=user.pk)
        entries = _stored_entries(user)
        changed = [item for item in items if not _is_current(item, entries)]
        for item in changed:
            entries[item.key] = _revise(user, item, entries.get(item.key))
        CalendarEntry.objects.bulk_create(
            [entries[item.key] for item in changed],
            update_conflicts=True,
            unique_fields=["user", "kind", "number"],
            # Without `uid`, by which calendar programs recognize the item.
            update_fields=["fingerprint", "sequence", "revised_at"],
        )
    return entries


def _stored_entries(user: User) -> Entries:
    return {(e.kind, e.number): e for e in CalendarEntry.objects.filter(user=user)}


def _is_current(item: CalendarItem, entries: Entries) -> bool:
    entry = entries.get(item.key)
    return entry is not None and entry.fingerprint == item.fingerprint


def _revise(user: User, item: CalendarItem, entry: CalendarEntry | None) -> CalendarEntry:
    if entry is None:
        entry = CalendarEntry(user=user, kind=item.kind, number=item.number)
    else:
        entry.sequence += 1
    entry.fingerprint = item.fingerprint
    entry.revised_at = timezone.now()
    return entry


def _component(item: CalendarItem, entry: CalendarEntry, url: str) -> Component:
    component = _event(item) if item.kind == CalendarEntry.Kind.DEADLINE else _todo(item)
    component.add("uid", str(entry.uid))
    component.add("dtstamp", entry.revised_at)
    component.add("last-modified", entry.revised_at)
    component.add("sequence", entry.sequence)
    component.add("summary", _EscapedText(item.summary))
    component.add("status", item.status)
    component.add("url", url)
    return component


class _EscapedText(vText):
    """A line of text, escaped according to RFC 5545, 3.3.11."""

    def to_ical(self) -> bytes:
        # The library's own escaping turns a literal "\N" in a title into a line break.
        escaped = str(self).replace("\\", "\\\\")
        return _SPECIAL.sub(r"\\\g<0>", escaped).encode()


def _event(item: CalendarItem) -> Component:
    # A point in time without a duration, and transparent: a deadline doesn't make anyone busy.
    event = Event()
    event.add("dtstart", item.at)
    event.add("transp", "TRANSPARENT")
    return event


def _todo(item: CalendarItem) -> Component:
    todo = Todo()
    if item.started_at:
        todo.add("dtstart", item.started_at)
    if item.at:
        todo.add("completed", item.at)
        todo.add("percent-complete", 100)
    return todo


def _utc_timezone() -> Component:
    """Filler for an empty calendar, which needs at least one component (RFC 5545, 3.6)."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", dt.datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", dt.timedelta(0))
    standard.add("tzoffsetto", dt.timedelta(0))
    zone.add_component(standard)
    return zone
