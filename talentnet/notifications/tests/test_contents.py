"""Content of each kind of email, as of this moment."""

import datetime as dt
from typing import Any

import pytest

from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.notifications.calendar import render_calendar
from talentnet.notifications.contents import Content, build_contents
from talentnet.notifications.models import Mail, MailKind, Mention
from talentnet.notifications.mornings import readers_due
from talentnet.notifications.tests.people import (
    Clock,
    client_of,
    create_reader,
    great_match,
    move_in_progress,
    saved_match,
    utc,
)
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db


def content_for(kind: MailKind, profile: Profile) -> Content | None:
    readers = [reader for reader in readers_due() if reader.user_id == profile.user.pk]
    assert len(readers) == 1
    return build_contents(kind, readers).get(profile.user.pk)


def titles(kind: MailKind, profile: Profile) -> list[str]:
    content = content_for(kind, profile)
    return [item.title for section in content.sections for item in section.items] if content else []


def add_mention(profile: Profile, kind: MailKind, *subjects: str) -> None:
    mail = Mail.objects.create(user=profile.user, kind=kind, day=dt.date(2026, 11, 20))
    for subject in subjects:
        Mention.objects.create(
            mail=mail, user=profile.user, kind=kind, subject=subject, day=mail.day
        )


# New great matches


def test_new_great_match_is_in_email(clock: Clock) -> None:
    OpportunityFactory.create()  # so that a match and its opportunity have different ids
    amara = create_reader(MailKind.GREAT_MATCHES, zone="Europe/Lisbon")
    match = great_match(amara, opportunity={"deadline": utc(2026, 12, 1, 23, 59)})
    content = content_for(MailKind.GREAT_MATCHES, amara)
    assert content is not None
    assert content.subject == "A new great match: Evaluations Engineer"
    assert content.mentions == {str(match.opportunity_id): clock.now.date()}
    [section] = content.sections
    [item] = section.items
    assert section.heading == "New great matches"
    assert item.title == "Evaluations Engineer"
    assert item.detail == "Cedar Bay Institute · closes in 8 days (Tue, Dec 1, 11:59 PM WET)"
    assert item.url == f"https://talentnet.example/matches/{match.pk}/"


def test_great_matches_share_one_email_best_first(clock: Clock) -> None:
    amara = create_reader(MailKind.GREAT_MATCHES)
    great_match(amara, "Good", score=80)
    great_match(amara, "Better", score=95)
    content = content_for(MailKind.GREAT_MATCHES, amara)
    assert content is not None
    assert content.subject == "2 new great matches"
    assert titles(MailKind.GREAT_MATCHES, amara) == ["Better", "Good"]


@pytest.mark.parametrize(
    "changes",
    [
        {"tier": "good"},
        {"status": "saved"},
        {"status": "dismissed"},
        {"is_new": False},
        {"applied_at": utc(2026, 11, 20)},
    ],
)
def test_match_not_great_or_seen_before_is_left_out(clock: Clock, changes: dict[str, Any]) -> None:
    amara = create_reader(MailKind.GREAT_MATCHES)
    match = great_match(amara)
    Match.objects.filter(pk=match.pk).update(**changes)
    assert titles(MailKind.GREAT_MATCHES, amara) == []


CLOSED: list[dict[str, Any]] = [
    {"status": "archived"},
    {"deadline": utc(2026, 11, 23, 9, 4)},
    {"starts_at": utc(2026, 11, 20)},
]


@pytest.mark.parametrize("changes", CLOSED)
def test_closed_opportunity_is_left_out(clock: Clock, changes: dict[str, Any]) -> None:
    amara = create_reader(*MailKind)
    matches = [great_match(amara), saved_match(amara, utc(2026, 11, 24, 12))]
    assert len(titles(MailKind.DEADLINES, amara)) == 1
    for match in matches:
        Opportunity.objects.filter(pk=match.opportunity_id).update(**changes)
    assert [titles(kind, amara) for kind in MailKind] == [[], [], []]


def test_organization_hidden_since_refresh_is_left_out(clock: Clock) -> None:
    amara = create_reader(MailKind.GREAT_MATCHES)
    great_match(amara, "Hidden", opportunity={"organization": "Élan INSTITUT"})
    great_match(amara, "Another", opportunity={"organization": "Lanternfield"})
    assert titles(MailKind.GREAT_MATCHES, amara) == ["Hidden", "Another"]
    Profile.objects.filter(pk=amara.pk).update(hidden_from_organizations=["élan institut"])
    assert titles(MailKind.GREAT_MATCHES, amara) == ["Another"]


def test_saved_match_of_hidden_organization_stays_everywhere(clock: Clock) -> None:
    """Hiding an organization removes new matches, not saved ones, as the settings say."""
    amara = create_reader(*MailKind)
    match = saved_match(amara, utc(2026, 11, 24, 12))
    organization = match.opportunity.organization
    Profile.objects.filter(pk=amara.pk).update(hidden_from_organizations=[organization])
    client = client_of(amara.user)
    assert (
        titles(MailKind.DEADLINES, amara)
        == titles(MailKind.WEEK, amara)
        == ["Evaluations Engineer"]
    )
    assert "Evaluations Engineer" in client.get("/matches/?show=saved").content.decode()
    calendar = render_calendar(amara.user, "https://talentnet.example{}".format).decode()
    assert f"SUMMARY:Deadline: Evaluations Engineer\\, {organization}" in calendar


def test_mentioned_opportunity_stays_out_when_matched_again(clock: Clock) -> None:
    amara, other = create_reader(MailKind.GREAT_MATCHES), create_reader(MailKind.GREAT_MATCHES)
    match = great_match(amara)
    add_mention(amara, MailKind.GREAT_MATCHES, str(match.opportunity_id))
    MatchFactory.create(profile=other, opportunity=match.opportunity, tier="great")
    match.delete()
    MatchFactory.create(profile=amara, opportunity=match.opportunity, tier="great")
    assert titles(MailKind.GREAT_MATCHES, amara) == []
    assert titles(MailKind.GREAT_MATCHES, other) == ["Evaluations Engineer"]


# Deadlines


@pytest.mark.parametrize(
    ("deadline", "subject"),
    [
        (utc(2026, 11, 30, 0, 0), "Closes in 7 days: Evaluations Engineer"),
        (utc(2026, 11, 30, 23, 59), "Closes in 7 days: Evaluations Engineer"),
        (utc(2026, 11, 24, 0, 30), "Closes tomorrow: Evaluations Engineer"),
        (utc(2026, 11, 24, 23, 59), "Closes tomorrow: Evaluations Engineer"),
        (utc(2026, 11, 23, 23, 59), None),
        (utc(2026, 11, 25, 12), None),
        (utc(2026, 11, 29, 23, 59), None),
        (utc(2026, 12, 1, 0, 0), None),
        (None, None),
    ],
)
def test_reminders_go_out_seven_days_and_one_day_before(
    clock: Clock, deadline: dt.datetime | None, subject: str | None
) -> None:
    amara = create_reader(MailKind.DEADLINES)
    saved_match(amara, deadline)
    content = content_for(MailKind.DEADLINES, amara)
    assert (content.subject if content else None) == subject


def test_reminder_counts_days_in_readers_zone(clock: Clock) -> None:
    """The deadline is on November 30 in UTC, but on December 1 in Tokyo."""
    clock.now = utc(2026, 11, 24, 0, 5)
    amara = create_reader(MailKind.DEADLINES, zone="Asia/Tokyo")
    saved_match(amara, utc(2026, 11, 30, 23, 59))
    content = content_for(MailKind.DEADLINES, amara)
    assert content is not None
    assert content.subject == "Closes in 7 days: Evaluations Engineer"
    detail = content.sections[0].items[0].detail
    assert detail == "Cedar Bay Institute · closes in 7 days (Tue, Dec 1, 8:59 AM JST)"


@pytest.mark.parametrize(
    "changes",
    [{"status": "active"}, {"status": "dismissed"}, {"applied_at": utc(2026, 11, 20)}],
)
def test_reminder_leaves_out_unsaved_and_applied_matches(
    clock: Clock, changes: dict[str, Any]
) -> None:
    amara = create_reader(MailKind.DEADLINES)
    match = saved_match(amara, utc(2026, 11, 24, 12))
    Match.objects.filter(pk=match.pk).update(**changes)
    assert titles(MailKind.DEADLINES, amara) == []


def test_reminder_repeats_only_for_moved_deadline(clock: Clock) -> None:
    amara = create_reader(MailKind.DEADLINES)
    match = saved_match(amara, utc(2026, 11, 30, 12))
    content = content_for(MailKind.DEADLINES, amara)
    assert content is not None
    add_mention(amara, MailKind.DEADLINES, *content.mentions)
    assert titles(MailKind.DEADLINES, amara) == []
    clock.advance(days=6)
    assert len(titles(MailKind.DEADLINES, amara)) == 1
    clock.advance(days=-1)
    Opportunity.objects.filter(pk=match.opportunity_id).update(deadline=utc(2026, 12, 5, 12))
    assert len(titles(MailKind.DEADLINES, amara)) == 1


# The week


def test_week_lists_moves_and_closing_matches(clock: Clock) -> None:
    amara = create_reader(MailKind.WEEK, zone="Europe/Lisbon")
    move = move_in_progress(amara, "Build a harness", started_at=utc(2026, 11, 2, 12))
    saved_match(amara, utc(2026, 11, 26, 12), title="This week")
    saved_match(amara, utc(2026, 12, 10, 12), title="Next month")
    content = content_for(MailKind.WEEK, amara)
    assert content is not None
    assert content.subject == "Your week: 1 move in progress and 1 deadline"
    assert [(s.heading, [i.title for i in s.items]) for s in content.sections] == [
        ("Your moves in progress", ["Build a harness"]),
        ("Saved matches that close this week", ["This week"]),
    ]
    item = content.sections[0].items[0]
    assert item.detail == "since Nov 2"
    assert item.url == f"https://talentnet.example/actions/#action-{move.pk}"


@pytest.mark.parametrize("status", ["active", "saved", "done", "dismissed"])
def test_week_without_moves_in_progress_is_empty(clock: Clock, status: str) -> None:
    amara = create_reader(MailKind.WEEK)
    move_in_progress(amara, status=status)
    assert titles(MailKind.WEEK, amara) == []


# All kinds


def test_content_leaves_out_data_of_others(clock: Clock) -> None:
    amara, other = create_reader(*MailKind), create_reader(*MailKind)
    great_match(other)
    saved_match(other, utc(2026, 11, 24, 12))
    move_in_progress(other)
    assert [titles(kind, amara) for kind in MailKind] == [[], [], []]
    assert [len(titles(kind, other)) for kind in MailKind] == [1, 1, 2]


def test_line_breaks_in_titles_are_removed(clock: Clock) -> None:
    amara = create_reader(*MailKind)
    title = "Engineer\r\nBcc: all@example.org\r\n\r\nDear reader" + " and more" * 30
    great_match(amara, title)
    saved_match(amara, utc(2026, 11, 24, 12), title=title)
    move_in_progress(amara, title[:200])
    for kind in MailKind:
        content = content_for(kind, amara)
        assert content is not None
        items = [item for section in content.sections for item in section.items]
        texts = [content.subject, *(f"{i.title}{i.detail}{i.url}" for i in items)]
        assert not any(character in text for text in texts for character in "\r\n")
        assert len(content.subject) <= 120


def test_invisible_title_is_shown_as_untitled(clock: Clock) -> None:
    amara = create_reader(*MailKind)
    great_match(amara, "\u200b\u202e")
    content = content_for(MailKind.GREAT_MATCHES, amara)
    assert content is not None
    assert content.subject == "A new great match: Untitled"
    assert titles(MailKind.GREAT_MATCHES, amara) == ["Untitled"]


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize(("kind", "queries"), [*zip(MailKind, (2, 2, 2), strict=True)])
def test_contents_take_same_queries_for_any_readers(
    clock: Clock, kind: MailKind, queries: int, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        amara = create_reader(*MailKind)
        great_match(amara)
        saved_match(amara, utc(2026, 11, 24, 12))
        move_in_progress(amara)
    readers = readers_due()
    with django_assert_num_queries(queries):
        assert len(build_contents(kind, readers)) == number
