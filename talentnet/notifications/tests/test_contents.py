"""What a mail says: what is true and wanted at this moment."""

import datetime as dt
from typing import Any

import pytest

from matching.models import Match
from matching.tests.factories import MatchFactory
from talentnet.notifications.calendar import calendar_of
from talentnet.notifications.contents import Content, contents
from talentnet.notifications.models import Mail, MailKind, Mention
from talentnet.notifications.mornings import readers_due
from talentnet.notifications.tests.people import (
    Clock,
    client_of,
    great,
    reader,
    saved,
    under_way,
    utc,
)
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile

pytestmark = pytest.mark.django_db


def content(kind: MailKind, profile: Profile) -> Content | None:
    readers = [one for one in readers_due() if one.user_id == profile.user.pk]
    assert len(readers) == 1
    return contents(kind, readers).get(profile.user.pk)


def told(kind: MailKind, profile: Profile) -> list[str]:
    found = content(kind, profile)
    return [item.title for section in found.sections for item in section.items] if found else []


def mention(profile: Profile, kind: MailKind, *subjects: str) -> None:
    mail = Mail.objects.create(user=profile.user, kind=kind, day=dt.date(2026, 11, 20))
    for subject in subjects:
        Mention.objects.create(
            mail=mail, user=profile.user, kind=kind, subject=subject, day=mail.day
        )


# New great matches


def test_a_new_great_match_is_told_of(clock: Clock) -> None:
    OpportunityFactory.create()  # so that a match and its opportunity have different ids
    amara = reader(MailKind.GREAT_MATCHES, zone="Europe/Lisbon")
    match = great(amara, opportunity={"deadline": utc(2026, 12, 1, 23, 59)})
    found = content(MailKind.GREAT_MATCHES, amara)
    assert found is not None
    assert found.subject == "A new great match: Evaluations Engineer"
    assert found.mentions == {str(match.opportunity_id): clock.now.date()}
    [section] = found.sections
    [item] = section.items
    assert section.heading == "New great matches"
    assert item.title == "Evaluations Engineer"
    assert item.detail == "Cedar Bay Institute · closes in 8 days (Tue, Dec 1, 11:59 PM WET)"
    assert item.url == f"https://talentnet.example/matches/{match.pk}/"


def test_several_are_told_of_in_one_mail_the_best_first(clock: Clock) -> None:
    amara = reader(MailKind.GREAT_MATCHES)
    great(amara, "Good", score=80)
    great(amara, "Better", score=95)
    found = content(MailKind.GREAT_MATCHES, amara)
    assert found is not None
    assert found.subject == "2 new great matches"
    assert told(MailKind.GREAT_MATCHES, amara) == ["Better", "Good"]


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
def test_what_is_not_great_or_known_already_is_no_news(
    clock: Clock, changes: dict[str, Any]
) -> None:
    amara = reader(MailKind.GREAT_MATCHES)
    match = great(amara)
    Match.objects.filter(pk=match.pk).update(**changes)
    assert told(MailKind.GREAT_MATCHES, amara) == []


CLOSED: list[dict[str, Any]] = [
    {"status": "archived"},
    {"deadline": utc(2026, 11, 23, 9, 4)},
    {"starts_at": utc(2026, 11, 20)},
]


@pytest.mark.parametrize("changes", CLOSED)
def test_what_is_closed_is_not_told_of(clock: Clock, changes: dict[str, Any]) -> None:
    amara = reader(*MailKind)
    matches = [great(amara), saved(amara, utc(2026, 11, 24, 12))]
    assert len(told(MailKind.DEADLINES, amara)) == 1
    for match in matches:
        Opportunity.objects.filter(pk=match.opportunity_id).update(**changes)
    assert [told(kind, amara) for kind in MailKind] == [[], [], []]


def test_an_organization_that_is_hidden_from_by_now_is_left_out(clock: Clock) -> None:
    amara = reader(MailKind.GREAT_MATCHES)
    great(amara, "Hidden", opportunity={"organization": "Élan INSTITUT"})
    great(amara, "Another", opportunity={"organization": "Lanternfield"})
    assert told(MailKind.GREAT_MATCHES, amara) == ["Hidden", "Another"]
    Profile.objects.filter(pk=amara.pk).update(hidden_from_organizations=["élan institut"])
    assert told(MailKind.GREAT_MATCHES, amara) == ["Another"]


def test_what_was_saved_goes_on_being_told_of_wherever_it_is_shown(clock: Clock) -> None:
    """As the settings say: hiding leaves out what is found, not what the reader has taken up."""
    amara = reader(*MailKind)
    match = saved(amara, utc(2026, 11, 24, 12))
    organization = match.opportunity.organization
    Profile.objects.filter(pk=amara.pk).update(hidden_from_organizations=[organization])
    client = client_of(amara.user)
    assert told(MailKind.DEADLINES, amara) == told(MailKind.WEEK, amara) == ["Evaluations Engineer"]
    assert "Evaluations Engineer" in client.get("/matches/?show=saved").content.decode()
    calendar = calendar_of(amara.user, "https://talentnet.example{}".format).decode()
    assert f"SUMMARY:Deadline: Evaluations Engineer\\, {organization}" in calendar


def test_what_was_told_is_not_told_again_not_even_as_a_new_match(clock: Clock) -> None:
    amara, other = reader(MailKind.GREAT_MATCHES), reader(MailKind.GREAT_MATCHES)
    match = great(amara)
    mention(amara, MailKind.GREAT_MATCHES, str(match.opportunity_id))
    MatchFactory.create(profile=other, opportunity=match.opportunity, tier="great")
    match.delete()
    MatchFactory.create(profile=amara, opportunity=match.opportunity, tier="great")
    assert told(MailKind.GREAT_MATCHES, amara) == []
    assert told(MailKind.GREAT_MATCHES, other) == ["Evaluations Engineer"]


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
def test_a_saved_match_is_told_of_seven_days_and_one_day_before(
    clock: Clock, deadline: dt.datetime | None, subject: str | None
) -> None:
    amara = reader(MailKind.DEADLINES)
    saved(amara, deadline)
    found = content(MailKind.DEADLINES, amara)
    assert (found.subject if found else None) == subject


def test_days_are_the_reader_s_own(clock: Clock) -> None:
    """Nine in Tokyo is midnight in UTC, and the deadline there is on the day after."""
    clock.now = utc(2026, 11, 24, 0, 5)
    amara = reader(MailKind.DEADLINES, zone="Asia/Tokyo")
    saved(amara, utc(2026, 11, 30, 23, 59))
    found = content(MailKind.DEADLINES, amara)
    assert found is not None
    assert found.subject == "Closes in 7 days: Evaluations Engineer"
    detail = found.sections[0].items[0].detail
    assert detail == "Cedar Bay Institute · closes in 7 days (Tue, Dec 1, 8:59 AM JST)"


@pytest.mark.parametrize(
    "changes",
    [{"status": "active"}, {"status": "dismissed"}, {"applied_at": utc(2026, 11, 20)}],
)
def test_no_deadline_is_told_of_what_is_not_saved_or_was_applied_to(
    clock: Clock, changes: dict[str, Any]
) -> None:
    amara = reader(MailKind.DEADLINES)
    match = saved(amara, utc(2026, 11, 24, 12))
    Match.objects.filter(pk=match.pk).update(**changes)
    assert told(MailKind.DEADLINES, amara) == []


def test_a_deadline_is_told_of_once_at_each_distance_and_anew_when_moved(clock: Clock) -> None:
    amara = reader(MailKind.DEADLINES)
    match = saved(amara, utc(2026, 11, 30, 12))
    found = content(MailKind.DEADLINES, amara)
    assert found is not None
    mention(amara, MailKind.DEADLINES, *found.mentions)
    assert told(MailKind.DEADLINES, amara) == []
    clock.pass_by(days=6)
    assert len(told(MailKind.DEADLINES, amara)) == 1
    clock.pass_by(days=-1)
    Opportunity.objects.filter(pk=match.opportunity_id).update(deadline=utc(2026, 12, 5, 12))
    assert len(told(MailKind.DEADLINES, amara)) == 1


# The week


def test_the_week_tells_of_moves_under_way_and_of_what_closes(clock: Clock) -> None:
    amara = reader(MailKind.WEEK, zone="Europe/Lisbon")
    card = under_way(amara, "Build a harness", started_at=utc(2026, 11, 2, 12))
    saved(amara, utc(2026, 11, 26, 12), title="This week")
    saved(amara, utc(2026, 12, 10, 12), title="Next month")
    found = content(MailKind.WEEK, amara)
    assert found is not None
    assert found.subject == "Your week: 1 move in progress and 1 deadline"
    assert [(s.heading, [i.title for i in s.items]) for s in found.sections] == [
        ("Your moves in progress", ["Build a harness"]),
        ("Saved matches that close this week", ["This week"]),
    ]
    move = found.sections[0].items[0]
    assert move.detail == "since Nov 2"
    assert move.url == f"https://talentnet.example/actions/#action-{card.pk}"


@pytest.mark.parametrize("status", ["active", "saved", "done", "dismissed"])
def test_a_week_with_nothing_under_way_is_not_told_of(clock: Clock, status: str) -> None:
    amara = reader(MailKind.WEEK)
    under_way(amara, status=status)
    assert told(MailKind.WEEK, amara) == []


# All of them


def test_nobody_is_told_of_what_is_another_s(clock: Clock) -> None:
    amara, other = reader(*MailKind), reader(*MailKind)
    great(other)
    saved(other, utc(2026, 11, 24, 12))
    under_way(other)
    assert [told(kind, amara) for kind in MailKind] == [[], [], []]
    assert [len(told(kind, other)) for kind in MailKind] == [1, 1, 2]


def test_titles_cannot_start_lines_of_their_own(clock: Clock) -> None:
    amara = reader(*MailKind)
    title = "Engineer\r\nBcc: all@example.org\r\n\r\nDear reader" + " and more" * 30
    great(amara, title)
    saved(amara, utc(2026, 11, 24, 12), title=title)
    under_way(amara, title[:200])
    for kind in MailKind:
        found = content(kind, amara)
        assert found is not None
        items = [item for section in found.sections for item in section.items]
        texts = [found.subject, *(f"{i.title}{i.detail}{i.url}" for i in items)]
        assert not any(character in text for text in texts for character in "\r\n")
        assert len(found.subject) <= 120


def test_a_title_without_a_visible_sign_is_called_untitled(clock: Clock) -> None:
    amara = reader(*MailKind)
    great(amara, "\u200b\u202e")
    found = content(MailKind.GREAT_MATCHES, amara)
    assert found is not None
    assert found.subject == "A new great match: Untitled"
    assert told(MailKind.GREAT_MATCHES, amara) == ["Untitled"]


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize(("kind", "queries"), [*zip(MailKind, (2, 2, 2), strict=True)])
def test_contents_of_many_take_as_many_queries_as_of_one(
    clock: Clock, kind: MailKind, queries: int, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        amara = reader(*MailKind)
        great(amara)
        saved(amara, utc(2026, 11, 24, 12))
        under_way(amara)
    readers = readers_due()
    with django_assert_num_queries(queries):
        assert len(contents(kind, readers)) == number
