"""Dashboard: next step, top matches, deadlines, moves and profile meter."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import escape

from careeractions.tests.factories import CareerActionFactory
from devtools.local_server import LocalServer
from matching.fingerprint import fingerprint_of
from matching.models import Match, MatchRefresh
from matching.tests.factories import MatchFactory, MatchRefreshFactory
from matching.tests.visitors import client_of, match_titles, text_of, words_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import (
    EducationFactory,
    ProfileFactory,
    UserFactory,
    WorkExperienceFactory,
)

pytestmark = pytest.mark.django_db
URL = "/home/"
UP_TO_DATE = escape("You're up to date")


@pytest.fixture
def amara() -> Profile:
    """Profile ready for matching, without matches or moves."""
    profile: Profile = ProfileFactory.create()
    return profile


def ago(**span: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**span)


def ahead(**span: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(**span)


def refreshed(profile: Profile, **fields: Any) -> MatchRefresh:
    refresh: MatchRefresh = MatchRefreshFactory.create(
        profile=profile,
        **{
            "status": "completed",
            "created_at": ago(hours=2),
            "finished_at": ago(hours=2),
            "profile_fingerprint": fingerprint_of(profile),
            **fields,
        },
    )
    return refresh


def matched(profile: Profile, title: str, posting: dict[str, Any], **fields: Any) -> Match:
    opportunity = OpportunityFactory.create(title=title, **posting)
    match: Match = MatchFactory.create(
        profile=profile, opportunity=opportunity, **{"is_new": False, **fields}
    )
    return match


def next_step(profile: Profile) -> tuple[str, str, str]:
    """Title and text of the next step, as HTML, and the URL of its button."""
    page = text_of(client_of(profile).get(URL)).partition('class="panel next-step')[2]
    title = page.partition('<h2 id="next">')[2].partition("</h2>")[0]
    text = page.partition("</h2><p>")[2].partition("</p>")[0]
    return title, text, page.partition('class="button primary" href="')[2].partition('"')[0]


def test_incomplete_profile_is_first_step() -> None:
    profile = ProfileFactory.create(career_goals="")
    MatchRefreshFactory.create(profile=profile)
    EducationFactory.create(profile=profile)
    WorkExperienceFactory.create(profile=profile)
    assert next_step(profile) == (
        "Complete your profile",
        "Write your career goals to start matching.",
        "/profile/edit/goals/",
    )


def test_new_account_starts_with_profile() -> None:
    user = UserFactory.create()
    profile = Profile(user=user)
    title, text, url = next_step(profile)
    assert (title, url) == ("Complete your profile", "/profile/edit/goals/")
    assert text.startswith("Your matches start from your profile. Import a résumé")
    assert Profile.objects.filter(user=user).count() == 1


def test_import_is_offered_only_for_empty_profile() -> None:
    link = 'href="/profile/import/"'
    empty = Profile.objects.create(user=UserFactory.create())
    begun = ProfileFactory.create(career_goals="")
    assert link in text_of(client_of(empty).get(URL))
    assert link not in text_of(client_of(begun).get(URL))


def test_ai_choice_is_next_where_model_is_set_up(amara: Profile, model: LocalServer) -> None:
    refreshed(amara, status="queued", created_at=timezone.now())
    title, _, url = next_step(amara)
    assert (title, url) == ("Use AI for your matches?", "/settings/#ai")
    Profile.objects.filter(pk=amara.pk).update(ai_choice_at=timezone.now())
    assert next_step(amara)[0] == "Your matches are on their way"


def test_first_refresh_is_next_with_ready_profile(amara: Profile) -> None:
    CareerActionFactory.create(profile=amara, status="in_progress")
    title, _, url = next_step(amara)
    assert (title, url) == ("Find your first matches", "/matches/")


def test_live_refresh_comes_before_deadline(amara: Profile) -> None:
    refreshed(amara, status="running", deadline=ahead(minutes=1))
    matched(amara, "Soon", {"deadline": ahead(days=1)}, status="saved")
    title, _, url = next_step(amara)
    assert (title, url) == ("Your matches are on their way", "/matches/")


def test_refresh_beyond_hourly_limit_is_not_suggested(amara: Profile, settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    refreshed(amara, created_at=ago(minutes=50))
    Profile.objects.filter(pk=amara.pk).update(career_goals="Something else.")
    assert next_step(amara)[0] == UP_TO_DATE
    MatchRefresh.objects.update(created_at=ago(minutes=61))
    assert next_step(amara)[0] == "Refresh your matches"


def test_edited_profile_comes_before_deadline(amara: Profile) -> None:
    refreshed(amara, profile_fingerprint="0" * 64)
    matched(amara, "Soon", {"deadline": ahead(days=1)}, status="saved", is_new=True)
    title, text, url = next_step(amara)
    assert (title, url) == ("Refresh your matches", "/matches/")
    assert text.startswith("Your profile has changed since your last refresh.")


def test_saved_deadline_within_three_days_is_next(amara: Profile) -> None:
    refreshed(amara)
    # These close sooner, but aren't saved.
    for number in range(12):
        posting = {"deadline": ahead(hours=number + 2)}
        matched(amara, f"Great {number}", posting, tier="great", is_new=True)
    match = matched(amara, "Saved & soon", {"deadline": ahead(days=2, hours=1)}, status="saved")
    CareerActionFactory.create(profile=amara, status="in_progress")
    title, text, url = next_step(amara)
    assert (title, url) == ("A deadline is coming up", f"/matches/{match.pk}/")
    assert re.fullmatch(r"Saved &amp; soon closes in [23] days. You&#x27;ve saved it.", text)


@pytest.mark.parametrize(
    ("posting", "fields"),
    [
        ({"deadline": ahead(days=3, hours=1)}, {"status": "saved"}),
        ({"deadline": ahead(days=1)}, {"status": "saved", "applied_at": ago(days=1)}),
        ({"deadline": ahead(days=1)}, {"status": "active", "tier": "great"}),
        ({"deadline": ahead(days=1)}, {"status": "dismissed", "tier": "great"}),
        ({"deadline": ahead(days=1), "status": "archived"}, {"status": "saved"}),
        ({"deadline": ago(hours=1)}, {"status": "saved"}),
        ({}, {"status": "saved"}),
    ],
)
def test_irrelevant_deadline_is_not_suggested(
    amara: Profile, posting: dict[str, Any], fields: dict[str, Any]
) -> None:
    refreshed(amara)
    matched(amara, "Some", posting, **fields)
    assert next_step(amara)[0] == UP_TO_DATE


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "You have 1 match that you haven't seen yet."),
        (2, "You have 2 matches that you haven't seen yet."),
    ],
)
def test_new_matches_come_before_move_in_progress(
    amara: Profile, count: int, expected: str
) -> None:
    refreshed(amara)
    CareerActionFactory.create(profile=amara, status="in_progress")
    for number in range(count):
        matched(amara, f"New {number}", {}, is_new=True)
    matched(amara, "Dismissed", {}, is_new=True, status="dismissed")
    assert next_step(amara)[:2] == ("Look at your new matches", escape(expected))
    # The dashboard only counts new matches. Opening their page marks them as seen.
    assert Match.objects.filter(is_new=True).count() == count + 1
    client_of(amara).get("/matches/")
    assert next_step(amara)[0] == "Continue your move"


def test_oldest_move_in_progress_is_next(amara: Profile) -> None:
    refreshed(amara)
    CareerActionFactory.create(profile=amara, status="in_progress", started_at=ago(days=1))
    move = CareerActionFactory.create(
        profile=amara, status="in_progress", started_at=ago(days=5), title="A <long> one"
    )
    for status in ("saved", "done", "active"):
        CareerActionFactory.create(profile=amara, status=status)
    assert next_step(amara) == (
        "Continue your move",
        "A &lt;long&gt; one",
        f"/actions/#action-{move.pk}",
    )


def test_refresh_is_suggested_after_week_with_news(amara: Profile) -> None:
    refreshed(amara, created_at=ago(days=7, minutes=1))
    assert next_step(amara)[0] == UP_TO_DATE
    OpportunityFactory.create()
    title, text, url = next_step(amara)
    assert (title, url) == ("Refresh your matches", "/matches/")
    assert text.startswith("Your last refresh was over a week ago")


def test_failed_refresh_is_suggested_again(amara: Profile) -> None:
    refreshed(amara, status="failed")
    title, text, url = next_step(amara)
    assert (title, url) == ("Refresh your matches", "/matches/")
    assert text == escape("Your last refresh didn't finish. Your matches haven't changed.")


def test_moves_are_suggested_when_nothing_is_due(amara: Profile) -> None:
    refreshed(amara, created_at=ago(days=6))
    title, _, url = next_step(amara)
    assert (title, url) == (UP_TO_DATE, "/actions/")


def test_top_matches_are_three_best_not_applied_to(amara: Profile) -> None:
    matched(amara, "Fourth", {}, tier="exploring", score=90)
    matched(amara, "Third", {}, tier="good", score=60)
    matched(amara, "Second", {}, tier="great", score=80, status="saved")
    matched(amara, "First", {}, tier="great", score=95, strengths=["You know <Python>."])
    matched(amara, "Dismissed", {}, tier="great", score=99, status="dismissed")
    matched(amara, "Applied", {}, tier="great", score=98, applied_at=timezone.now())
    matched(ProfileFactory.create(), "Of another", {}, tier="great", score=99)
    page = text_of(client_of(amara).get(URL))
    top = page.partition('aria-labelledby="top"')[2].partition("</section>")[0]
    assert re.findall(r'<h3><a href="/matches/\d+/">(.*?)</a>', top) == ["First", "Second", "Third"]
    assert "You know &lt;Python&gt;." in top


def deadlines(profile: Profile) -> list[str]:
    page = text_of(client_of(profile).get(URL))
    return re.findall(
        r"<a[^>]*>(.*?)</a>", page.partition('<ul class="deadlines">')[2].partition("</ul>")[0]
    )


def test_deadlines_are_five_soonest_saved_or_great(amara: Profile) -> None:
    for number in (6, 4, 2, 5, 3, 1):
        kind = {"status": "saved"} if number % 2 else {"tier": "great"}
        matched(amara, f"In {number} days", {"deadline": ahead(days=number)}, **kind)
    soonest = {"deadline": ahead(hours=3)}
    matched(amara, "Good and not saved", soonest)
    matched(amara, "Applied", soonest, status="saved", applied_at=timezone.now())
    matched(amara, "Dismissed", soonest, tier="great", status="dismissed")
    matched(amara, "Archived", soonest | {"status": "archived"}, status="saved")
    matched(amara, "Past", {"deadline": ago(hours=1)}, status="saved")
    matched(ProfileFactory.create(), "Of another", soonest, status="saved")
    assert deadlines(amara) == [f"In {number} days" for number in (1, 2, 3, 4, 5)]


def test_deadline_after_a_month_is_not_listed(amara: Profile) -> None:
    matched(amara, "In a month", {"deadline": ahead(days=30, hours=1)}, status="saved")
    assert deadlines(amara) == []
    page = words_of(client_of(amara).get(URL))
    assert "No deadlines in the next month among your saved and great matches." in page


def test_dashboard_shows_two_moves_and_progress(amara: Profile) -> None:
    for status in ("active", "saved", "in_progress", "done", "done"):
        CareerActionFactory.create(profile=amara, status=status, title=f"Move {status}")
    CareerActionFactory.create(
        profile=amara, status="dismissed", dismissed_from="saved", title="Move dismissed"
    )
    CareerActionFactory.create(title="Move of another")
    page = client_of(amara).get(URL)
    shown = re.findall(r'<h3 id="action-\d+-title">(.*?)</h3>', text_of(page))
    assert shown == ["Move in_progress", "Move saved"]
    assert "2 of 4 done" in words_of(page)


def test_meter_counts_filled_sections() -> None:
    profile = ProfileFactory.create(skills=[], career_goals="")
    page = words_of(client_of(profile).get(URL))
    assert "3 of 7 filled. Write your career goals and fill in one more section" in page
    Profile.objects.filter(pk=profile.pk).update(skills=["Python"], career_goals="Good work.")
    assert "5 of 7 filled. Ready for matching." in words_of(client_of(profile).get(URL))
    EducationFactory.create(profile=profile)
    WorkExperienceFactory.create(profile=profile)
    page = words_of(client_of(profile).get(URL))
    assert "All seven sections are filled. Ready for matching." in page


def test_empty_dashboard_explains_what_will_come(amara: Profile) -> None:
    page = client_of(amara).get(URL)
    assert "Welcome, Amara Diallo" in words_of(page)
    assert "None yet. Refresh your matches to see where you fit." in words_of(page)
    assert "three to five moves you can start on your own" in words_of(page)
    assert match_titles(page) == []


def test_saving_move_on_dashboard_returns_there(amara: Profile) -> None:
    move = CareerActionFactory.create(profile=amara)
    client = client_of(amara)
    assert 'name="next" value="/home/"' in text_of(client.get(URL))
    response = client.post(f"/actions/{move.pk}/save/", {"next": "/home/"})
    assert response.headers["Location"] == f"/home/#action-{move.pk}"
