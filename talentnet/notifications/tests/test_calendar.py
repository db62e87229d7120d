"""What is in the calendar, read over HTTP with a parser of another make, and by hand."""

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
from talentnet.notifications.tests.people import Clock, saved, under_way, utc
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


def written(profile: Profile) -> bytes:
    CalendarFeed.objects.filter(user=profile.user).delete()
    token = CalendarFeed.objects.renew(profile.user, replaces="")
    response = Client().get(f"/calendar/{token}.ics")
    assert response.status_code == 200
    return bytes(response.content)


def read(profile: Profile) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(written(profile).decode())


def lines(raw: bytes) -> list[str]:
    """The content lines, unfolded by hand as RFC 5545, 3.1 says; strict about how they are cut."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    physical = raw[:-2].split(b"\r\n")
    assert [line for line in physical if len(line) > 75] == []
    for line in physical:
        line.decode()  # no character is cut in two
    return raw[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def properties(raw: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines(raw) if re.match(rf"{name}[;:]", line)]


def test_a_saved_match_with_a_deadline_is_an_event(amara: Profile) -> None:
    match = saved(amara, DEADLINE, title="Evaluations Engineer")
    [event] = read(amara).events
    assert event.summary == "Deadline: Evaluations Engineer, Cedar Bay Institute"
    assert event.dtstart == DEADLINE
    assert str(event.url) == f"http://testserver/matches/{match.pk}/"
    assert (event.status, event.transparency) == ("CONFIRMED", "TRANSPARENT")
    assert (event.dtend, event.duration, event.description) == (None, None, None)


@pytest.mark.parametrize("status", ["active", "dismissed"])
def test_what_is_not_saved_is_not_in_it(amara: Profile, status: str) -> None:
    match = saved(amara, DEADLINE)
    Match.objects.filter(pk=match.pk).update(status=status)
    assert read(amara).events == []


def test_what_has_no_deadline_is_not_in_it(amara: Profile) -> None:
    saved(amara, None)
    assert read(amara).events == []


def test_a_deadline_stays_for_thirty_days(amara: Profile, clock: Clock) -> None:
    saved(amara, DEADLINE)
    clock.now = DEADLINE + dt.timedelta(days=30, seconds=-1)
    assert len(read(amara).events) == 1
    clock.pass_by(seconds=1)
    assert read(amara).events == []


def test_a_posting_that_was_withdrawn_is_canceled(amara: Profile) -> None:
    match = saved(amara, DEADLINE)
    read(amara)
    Opportunity.objects.filter(pk=match.opportunity_id).update(status="archived")
    [event] = read(amara).events
    assert (event.status, event.sequence) == ("CANCELLED", 1)


def test_nobody_sees_what_is_another_s(amara: Profile) -> None:
    other = ProfileFactory.create()
    saved(other, DEADLINE)
    under_way(other)
    assert (read(amara).events, read(amara).todos) == ([], [])


def test_to_dos_follow_the_card(amara: Profile, clock: Clock) -> None:
    card = under_way(amara, "Build a harness")
    [todo] = read(amara).todos
    assert (todo.summary, todo.status, todo.completed) == ("Build a harness", "IN-PROCESS", None)
    assert (todo.dtstart, todo.sequence) == (clock.now, 0)
    assert str(todo.url) == f"http://testserver/actions/#action-{card.pk}"
    assert transitions.change(amara, card.pk, Verb.CANCEL)
    assert read(amara).todos == []
    assert transitions.change(amara, card.pk, Verb.START)
    assert transitions.change(amara, card.pk, Verb.COMPLETE)
    card.refresh_from_db()
    assert card.completed_at is not None
    clock.now = card.completed_at + dt.timedelta(days=29)
    [todo] = read(amara).todos
    done_at = card.completed_at.replace(microsecond=0)
    assert (todo.status, todo.completed, todo.sequence) == ("COMPLETED", done_at, 1)
    clock.pass_by(days=1)
    assert read(amara).todos == []


SHOWN = {"in_progress": ["IN-PROCESS"], "done": ["COMPLETED"]}


@pytest.mark.parametrize("verb", list(TRANSITIONS))
def test_a_to_do_follows_every_transition(amara: Profile, verb: Verb) -> None:
    """A to-do that is none any more is gone: who subscribes takes each reading for the whole. It
    has the same UID whenever it is there, and a revision more for each change that was read."""
    for source in TRANSITIONS[verb].sources:
        fields = {"dismissed_from": "saved"} if source == "dismissed" else {}
        card = under_way(amara, status=source, **fields)
        before = read(amara).todos
        assert [todo.status for todo in before] == SHOWN.get(source, [])
        assert transitions.change(amara, card.pk, verb)
        card.refresh_from_db()
        after = read(amara).todos
        assert [todo.status for todo in after] == SHOWN.get(card.status, [])
        assert len({todo.uid for todo in [*before, *after]}) <= 1
        if before and after:
            assert [todo.sequence for todo in [*before, *after]] == [0, 1]
        done_at = card.completed_at and card.completed_at.replace(microsecond=0)
        assert [todo.completed for todo in after] == [done_at] * len(after)
        percent = properties(written(amara), "PERCENT-COMPLETE")
        assert percent == (["100"] if card.status == "done" else [])
        card.delete()


@pytest.mark.parametrize("status", ["active", "saved", "dismissed"])
def test_cards_that_are_not_under_way_are_no_to_dos(amara: Profile, status: str) -> None:
    under_way(amara, status=status)
    assert read(amara).todos == []


def test_a_revision_is_counted_and_dated_and_keeps_its_uid(amara: Profile, clock: Clock) -> None:
    match = saved(amara, DEADLINE)
    [first] = read(amara).events
    assert (first.sequence, first.dtstamp, first.last_modified) == (0, clock.now, clock.now)
    began = clock.now
    clock.pass_by(hours=1)
    [same] = read(amara).events
    assert (same.uid, same.sequence, same.dtstamp) == (first.uid, 0, began)
    later = DEADLINE + dt.timedelta(days=3)
    Opportunity.objects.filter(pk=match.opportunity_id).update(deadline=later)
    [moved] = read(amara).events
    assert (moved.uid, moved.sequence, moved.dtstamp) == (first.uid, 1, clock.now)
    assert (moved.last_modified, moved.dtstart) == (clock.now, later)


def test_what_comes_back_goes_on_where_it_was(amara: Profile, clock: Clock) -> None:
    match = saved(amara, DEADLINE)
    [first] = read(amara).events
    Match.objects.filter(pk=match.pk).update(status="dismissed")
    assert read(amara).events == []
    Match.objects.filter(pk=match.pk).update(status="saved")
    Opportunity.objects.filter(pk=match.opportunity_id).update(title="Another title")
    [back] = read(amara).events
    assert (back.uid, back.sequence) == (first.uid, 1)


def test_uids_are_of_one_kind_and_one_person(amara: Profile) -> None:
    match = saved(amara, DEADLINE)
    other = saved(ProfileFactory.create(), DEADLINE)
    Match.objects.filter(pk=other.pk).update(opportunity=match.opportunity)
    under_way(amara)
    calendars = [read(amara), read(other.profile)]
    uids = {event.uid for calendar in calendars for event in calendar.events}
    uids |= {todo.uid for calendar in calendars for todo in calendar.todos}
    assert len(uids) == 3


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_a_title(amara: Profile, title: str) -> None:
    saved(amara, DEADLINE, title=title[:500])
    under_way(amara, title[:200])
    raw = written(amara)
    named = [line for line in lines(raw) if line.startswith(("BEGIN:", "END:"))]
    assert named == [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTODO", "END:VTODO"),
        "END:VCALENDAR",
    ]
    assert not any(line.startswith("ATTACH") for line in lines(raw))
    calendar = IcsCalendarStream.calendar_from_ics(raw.decode())
    shown = " ".join(re.sub(r"[\x07\x1b]", "", title[:500]).split())
    assert calendar.events[0].summary == f"Deadline: {shown}, Cedar Bay Institute"
    assert calendar.todos[0].summary == " ".join(re.sub(r"[\x07\x1b]", "", title[:200]).split())


def test_no_mixture_of_signs_breaks_out_of_a_title(amara: Profile) -> None:
    signs = [
        *"\r\n\\;,:\"'\t \x0b\x0c\x1c\x85\u2028\u2029\u200b\u202eaÄß",
        *"\x1b\x7f\ufeff🧑🏽\u200d🚀",
    ]
    signs += ["BEGIN:VEVENT", "END:VCALENDAR", "\\n", "\\N", "^n", "=0D=0A", "%0d%0a"]
    chance = random.Random(5545)  # noqa: S311  # no secret: the same titles in each run
    titles = ["".join(chance.choices(signs, k=chance.randint(1, 60))) for _ in range(100)]
    offered = [OpportunityFactory.build(title=title, deadline=DEADLINE) for title in titles]
    Opportunity.objects.bulk_create(offered)
    Match.objects.bulk_create(
        MatchFactory.build(profile=amara, opportunity=one, status="saved") for one in offered
    )
    raw = written(amara)
    assert [line for line in lines(raw) if line.startswith("BEGIN:")] == [
        "BEGIN:VCALENDAR",
        *["BEGIN:VEVENT"] * len(titles),
    ]
    summaries = [
        str(event.summary) for event in IcsCalendarStream.calendar_from_ics(raw.decode()).events
    ]
    expected = [one_line(title) or "Untitled" for title in titles]
    assert summaries == [f"Deadline: {title}, Cedar Bay Institute" for title in expected]


def test_a_title_without_a_visible_sign_is_called_untitled(amara: Profile) -> None:
    saved(amara, DEADLINE, title="\u200b")
    under_way(amara, "\u202e \u200b")
    assert [event.summary for event in read(amara).events] == [
        "Deadline: Untitled, Cedar Bay Institute"
    ]
    assert [todo.summary for todo in read(amara).todos] == ["Untitled"]


def test_the_frame_is_as_the_rfc_asks(amara: Profile) -> None:
    saved(amara, DEADLINE)
    raw = written(amara)
    assert lines(raw)[0] == "BEGIN:VCALENDAR"
    assert properties(raw, "VERSION") == ["2.0"]
    assert properties(raw, "PRODID") == ["-//Talentnet//Deadlines and moves//EN"]
    assert properties(raw, "METHOD") == []
    assert properties(raw, "REFRESH-INTERVAL") == ["PT6H"]
    assert properties(raw, "DTSTART") == ["20261201T235900Z"]
    assert properties(raw, "DTSTAMP") == ["20261123T090500Z"]


def test_a_calendar_without_anything_is_a_calendar_all_the_same(amara: Profile) -> None:
    raw = written(amara)
    assert (read(amara).events, read(amara).todos) == ([], [])
    assert [line for line in lines(raw) if line.startswith("BEGIN:")] == [
        *("BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "BEGIN:STANDARD")
    ]


def test_it_tells_nothing_of_the_person(amara: Profile) -> None:
    saved(amara, DEADLINE, strengths=["Knows Python well"], gap="A gap")
    under_way(amara, note="A private note", description="A description", rationale="A rationale")
    text = "\n".join(lines(written(amara)))
    secrets = ["private note", "A description", "A rationale", "Knows Python", "A gap"]
    secrets += [amara.name, amara.user.email, amara.headline, amara.career_goals]
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("number", [1, 3])
def test_reading_again_takes_four_queries_and_writes_nothing(
    amara: Profile, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        saved(amara, DEADLINE)
        under_way(amara)
    token = CalendarFeed.objects.renew(amara.user, replaces="")
    address = f"/calendar/{token}.ics"
    first = Client().get(address)
    stored = list(CalendarEntry.objects.order_by("pk").values())
    with django_assert_num_queries(4):  # the feed, matches, actions, entries
        again = Client().get(address)
    assert again.content == first.content
    assert list(CalendarEntry.objects.order_by("pk").values()) == stored
    assert len(stored) == 2 * number
