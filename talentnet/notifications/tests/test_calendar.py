"""Calendar feed over HTTP, read with an independent parser and line by line."""

import datetime as dt
import random
import re
from typing import Any

import pytest
from django.test import Client
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from careeractions import transitions
from careeractions.transitions import TRANSITIONS
from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.notifications.models import CalendarEntry, CalendarFeed
from talentnet.notifications.tests.people import Clock, move_in_progress, saved_match, utc
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.text import one_line
from talentnet.verbs import Verb

pytestmark = pytest.mark.django_db

DEADLINE = utc(2026, 12, 1, 23, 59)
HOSTILE = [
    "Engineer; evaluations, and \\more\\n",
    "Engineer\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Another",
    "Engineer\nATTACH:https://evil.example/\x07\x1b",
    "Forschungsmitarbeiter für Überprüfung " * 8,
    "🧑🏽‍🚀🛰️" * 40,
    'Engineer "quoted": <b>&amp;</b>',
]


@pytest.fixture
def amara(clock: Clock) -> Profile:
    return ProfileFactory.create()


def fetch_ics(profile: Profile) -> bytes:
    CalendarFeed.objects.filter(user=profile.user).delete()
    token = CalendarFeed.objects.renew(profile.user, replaces="")
    response = Client().get(f"/calendar/{token}.ics")
    assert response.status_code == 200
    return bytes(response.content)


def parse_feed(profile: Profile) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(fetch_ics(profile).decode())


def lines(raw: bytes) -> list[str]:
    """Content lines, unfolded according to RFC 5545, 3.1. Checks line lengths and line ends."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    physical = raw[:-2].split(b"\r\n")
    assert [line for line in physical if len(line) > 75] == []
    for line in physical:
        line.decode()  # folding splits no character
    return raw[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def properties(raw: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines(raw) if re.match(rf"{name}[;:]", line)]


def test_saved_match_with_deadline_is_an_event(amara: Profile) -> None:
    match = saved_match(amara, DEADLINE, title="Evaluations Engineer")
    [event] = parse_feed(amara).events
    assert event.summary == "Deadline: Evaluations Engineer, Cedar Bay Institute"
    assert event.dtstart == DEADLINE
    assert str(event.url) == f"http://testserver/matches/{match.pk}/"
    assert (event.status, event.transparency) == ("CONFIRMED", "TRANSPARENT")
    assert (event.dtend, event.duration, event.description) == (None, None, None)


@pytest.mark.parametrize("status", ["active", "dismissed"])
def test_unsaved_match_is_no_event(amara: Profile, status: str) -> None:
    match = saved_match(amara, DEADLINE)
    Match.objects.filter(pk=match.pk).update(status=status)
    assert parse_feed(amara).events == []


def test_saved_match_without_deadline_is_no_event(amara: Profile) -> None:
    saved_match(amara, None)
    assert parse_feed(amara).events == []


def test_past_deadline_stays_for_thirty_days(amara: Profile, clock: Clock) -> None:
    saved_match(amara, DEADLINE)
    clock.now = DEADLINE + dt.timedelta(days=30, seconds=-1)
    assert len(parse_feed(amara).events) == 1
    clock.advance(seconds=1)
    assert parse_feed(amara).events == []


def test_event_of_archived_opportunity_is_canceled(amara: Profile) -> None:
    match = saved_match(amara, DEADLINE)
    parse_feed(amara)
    Opportunity.objects.filter(pk=match.opportunity_id).update(status="archived")
    [event] = parse_feed(amara).events
    assert (event.status, event.sequence) == ("CANCELLED", 1)


def test_calendar_leaves_out_items_of_others(amara: Profile) -> None:
    other = ProfileFactory.create()
    saved_match(other, DEADLINE)
    move_in_progress(other)
    assert (parse_feed(amara).events, parse_feed(amara).todos) == ([], [])


def test_todo_follows_move_until_thirty_days_after(amara: Profile, clock: Clock) -> None:
    move = move_in_progress(amara, "Build a harness")
    [todo] = parse_feed(amara).todos
    assert (todo.summary, todo.status, todo.completed) == ("Build a harness", "IN-PROCESS", None)
    assert (todo.dtstart, todo.sequence) == (clock.now, 0)
    assert str(todo.url) == f"http://testserver/actions/#action-{move.pk}"
    assert transitions.change_action(amara, move.pk, Verb.CANCEL)
    assert parse_feed(amara).todos == []
    assert transitions.change_action(amara, move.pk, Verb.START)
    assert transitions.change_action(amara, move.pk, Verb.COMPLETE)
    move.refresh_from_db()
    assert move.completed_at is not None
    clock.now = move.completed_at + dt.timedelta(days=29)
    [todo] = parse_feed(amara).todos
    done_at = move.completed_at.replace(microsecond=0)
    assert (todo.status, todo.completed, todo.sequence) == ("COMPLETED", done_at, 1)
    clock.advance(days=1)
    assert parse_feed(amara).todos == []


TODO_STATUSES = {"in_progress": ["IN-PROCESS"], "done": ["COMPLETED"]}


@pytest.mark.parametrize("verb", list(TRANSITIONS))
def test_todo_follows_every_transition(amara: Profile, verb: Verb) -> None:
    """A to-do disappears with its status, keeps its UID, and gets a revision for each change."""
    for source in TRANSITIONS[verb].sources:
        fields = {"dismissed_from": "saved"} if source == "dismissed" else {}
        move = move_in_progress(amara, status=source, **fields)
        before = parse_feed(amara).todos
        assert [todo.status for todo in before] == TODO_STATUSES.get(source, [])
        assert transitions.change_action(amara, move.pk, verb)
        move.refresh_from_db()
        after = parse_feed(amara).todos
        assert [todo.status for todo in after] == TODO_STATUSES.get(move.status, [])
        assert len({todo.uid for todo in [*before, *after]}) <= 1
        if before and after:
            assert [todo.sequence for todo in [*before, *after]] == [0, 1]
        done_at = move.completed_at and move.completed_at.replace(microsecond=0)
        assert [todo.completed for todo in after] == [done_at] * len(after)
        percent = properties(fetch_ics(amara), "PERCENT-COMPLETE")
        assert percent == (["100"] if move.status == "done" else [])
        move.delete()


@pytest.mark.parametrize("status", ["active", "saved", "dismissed"])
def test_move_not_in_progress_is_no_todo(amara: Profile, status: str) -> None:
    move_in_progress(amara, status=status)
    assert parse_feed(amara).todos == []


def test_changed_event_gets_new_sequence_and_keeps_uid(amara: Profile, clock: Clock) -> None:
    match = saved_match(amara, DEADLINE)
    [first] = parse_feed(amara).events
    assert (first.sequence, first.dtstamp, first.last_modified) == (0, clock.now, clock.now)
    first_revised_at = clock.now
    clock.advance(hours=1)
    [same] = parse_feed(amara).events
    assert (same.uid, same.sequence, same.dtstamp) == (first.uid, 0, first_revised_at)
    new_deadline = DEADLINE + dt.timedelta(days=3)
    Opportunity.objects.filter(pk=match.opportunity_id).update(deadline=new_deadline)
    [changed] = parse_feed(amara).events
    assert (changed.uid, changed.sequence, changed.dtstamp) == (first.uid, 1, clock.now)
    assert (changed.last_modified, changed.dtstart) == (clock.now, new_deadline)


def test_restored_event_continues_its_sequence(amara: Profile, clock: Clock) -> None:
    match = saved_match(amara, DEADLINE)
    [first] = parse_feed(amara).events
    Match.objects.filter(pk=match.pk).update(status="dismissed")
    assert parse_feed(amara).events == []
    Match.objects.filter(pk=match.pk).update(status="saved")
    Opportunity.objects.filter(pk=match.opportunity_id).update(title="Another title")
    [restored] = parse_feed(amara).events
    assert (restored.uid, restored.sequence) == (first.uid, 1)


def test_uids_differ_by_kind_and_person(amara: Profile) -> None:
    match = saved_match(amara, DEADLINE)
    other = saved_match(ProfileFactory.create(), DEADLINE)
    Match.objects.filter(pk=other.pk).update(opportunity=match.opportunity)
    move_in_progress(amara)
    calendars = [parse_feed(amara), parse_feed(other.profile)]
    uids = {event.uid for calendar in calendars for event in calendar.events}
    uids |= {todo.uid for calendar in calendars for todo in calendar.todos}
    assert len(uids) == 3


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_title_adds_no_component_or_property(amara: Profile, title: str) -> None:
    saved_match(amara, DEADLINE, title=title[:500])
    move_in_progress(amara, title[:200])
    raw = fetch_ics(amara)
    delimiters = [line for line in lines(raw) if line.startswith(("BEGIN:", "END:"))]
    assert delimiters == [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTODO", "END:VTODO"),
        "END:VCALENDAR",
    ]
    assert not any(line.startswith("ATTACH") for line in lines(raw))
    calendar = IcsCalendarStream.calendar_from_ics(raw.decode())
    shown = " ".join(re.sub(r"[\x07\x1b]", "", title[:500]).split())
    assert calendar.events[0].summary == f"Deadline: {shown}, Cedar Bay Institute"
    assert calendar.todos[0].summary == " ".join(re.sub(r"[\x07\x1b]", "", title[:200]).split())


def test_random_titles_add_no_component(amara: Profile) -> None:
    pieces = [
        *"\r\n\\;,:\"'\t \x0b\x0c\x1c\x85\u2028\u2029\u200b\u202eaÄß",
        *"\x1b\x7f\ufeff🧑🏽\u200d🚀",
    ]
    pieces += ["BEGIN:VEVENT", "END:VCALENDAR", "\\n", "\\N", "^n", "=0D=0A", "%0d%0a"]
    rng = random.Random(5545)  # noqa: S311  # reproducible titles, no secret
    titles = ["".join(rng.choices(pieces, k=rng.randint(1, 60))) for _ in range(100)]
    opportunities = [OpportunityFactory.build(title=title, deadline=DEADLINE) for title in titles]
    Opportunity.objects.bulk_create(opportunities)
    Match.objects.bulk_create(
        MatchFactory.build(profile=amara, opportunity=opportunity, status="saved")
        for opportunity in opportunities
    )
    raw = fetch_ics(amara)
    assert [line for line in lines(raw) if line.startswith("BEGIN:")] == [
        "BEGIN:VCALENDAR",
        *["BEGIN:VEVENT"] * len(titles),
    ]
    summaries = [
        str(event.summary) for event in IcsCalendarStream.calendar_from_ics(raw.decode()).events
    ]
    expected = [one_line(title) or "Untitled" for title in titles]
    assert summaries == [f"Deadline: {title}, Cedar Bay Institute" for title in expected]


def test_invisible_title_is_shown_as_untitled(amara: Profile) -> None:
    saved_match(amara, DEADLINE, title="\u200b")
    move_in_progress(amara, "\u202e \u200b")
    assert [event.summary for event in parse_feed(amara).events] == [
        "Deadline: Untitled, Cedar Bay Institute"
    ]
    assert [todo.summary for todo in parse_feed(amara).todos] == ["Untitled"]


def test_calendar_properties_follow_rfc_5545(amara: Profile) -> None:
    saved_match(amara, DEADLINE)
    raw = fetch_ics(amara)
    assert lines(raw)[0] == "BEGIN:VCALENDAR"
    assert properties(raw, "VERSION") == ["2.0"]
    assert properties(raw, "PRODID") == ["-//Talentnet//Deadlines and moves//EN"]
    assert properties(raw, "METHOD") == []
    assert properties(raw, "REFRESH-INTERVAL") == ["PT6H"]
    assert properties(raw, "DTSTART") == ["20261201T235900Z"]
    assert properties(raw, "DTSTAMP") == ["20261123T090500Z"]


def test_empty_calendar_holds_a_time_zone(amara: Profile) -> None:
    raw = fetch_ics(amara)
    assert (parse_feed(amara).events, parse_feed(amara).todos) == ([], [])
    assert [line for line in lines(raw) if line.startswith("BEGIN:")] == [
        *("BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "BEGIN:STANDARD")
    ]


def test_calendar_holds_no_profile_data_or_notes(amara: Profile) -> None:
    saved_match(amara, DEADLINE, strengths=["Knows Python well"], gap="A gap")
    move_in_progress(
        amara, note="A private note", description="A description", rationale="A rationale"
    )
    text = "\n".join(lines(fetch_ics(amara)))
    secrets = ["private note", "A description", "A rationale", "Knows Python", "A gap"]
    secrets += [amara.name, amara.user.email, amara.headline, amara.career_goals]
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("number", [1, 3])
def test_unchanged_feed_takes_four_queries_and_no_writes(
    amara: Profile, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        saved_match(amara, DEADLINE)
        move_in_progress(amara)
    token = CalendarFeed.objects.renew(amara.user, replaces="")
    address = f"/calendar/{token}.ics"
    first = Client().get(address)
    stored = list(CalendarEntry.objects.order_by("pk").values())
    with django_assert_num_queries(4):  # the feed, matches, actions, entries
        again = Client().get(address)
    assert again.content == first.content
    assert list(CalendarEntry.objects.order_by("pk").values()) == stored
    assert len(stored) == 2 * number
