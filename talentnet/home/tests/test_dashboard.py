"""The dashboard: the one next step, and the best of everything."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.utils import timezone

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


@pytest.fixture
def amara() -> Profile:
    """Ready for matching, and without anything yet."""
    made: Profile = ProfileFactory.create()
    return made


def ago(**span: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**span)


def ahead(**span: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(**span)


def refreshed(profile: Profile, **fields: Any) -> MatchRefresh:
    made: MatchRefresh = MatchRefreshFactory.create(
        profile=profile,
        **{
            "status": "completed",
            "created_at": ago(hours=2),
            "finished_at": ago(hours=2),
            "profile_fingerprint": fingerprint_of(profile),
            **fields,
        },
    )
    return made


def matched(profile: Profile, title: str, posting: dict[str, Any], **fields: Any) -> Match:
    opportunity = OpportunityFactory.create(title=title, **posting)
    made: Match = MatchFactory.create(
        profile=profile, opportunity=opportunity, **{"is_new": False, **fields}
    )
    return made


def next_step(profile: Profile) -> tuple[str, str, str]:
    """Its title, its text, and where its button leads."""
    page = text_of(client_of(profile).get(URL)).partition('class="panel next-step')[2]
    title = page.partition('<h2 id="next">')[2].partition("</h2>")[0]
    text = page.partition("</h2><p>")[2].partition("</p>")[0]
    return title, text, page.partition('class="button primary" href="')[2].partition('"')[0]


def test_an_unready_profile_comes_first() -> None:
    profile = ProfileFactory.create(career_goals="")
    MatchRefreshFactory.create(profile=profile)
    EducationFactory.create(profile=profile)
    WorkExperienceFactory.create(profile=profile)
    assert next_step(profile) == (
        "Complete your profile",
        "Write your career goals to start matching.",
        "/profile/edit/goals/",
    )


def test_somebody_who_has_just_signed_up_begins_with_the_profile() -> None:
    user = UserFactory.create()
    profile = Profile(user=user)
    title, text, url = next_step(profile)
    assert (title, url) == ("Complete your profile", "/profile/edit/goals/")
    assert text.startswith("Everything here starts from it. Bring a résumé")
    assert Profile.objects.filter(user=user).count() == 1


def test_only_who_has_nothing_yet_is_offered_to_bring_it() -> None:
    link = 'href="/profile/import/"'
    empty = Profile.objects.create(user=UserFactory.create())
    begun = ProfileFactory.create(career_goals="")
    assert link in text_of(client_of(empty).get(URL))
    assert link not in text_of(client_of(begun).get(URL))


def test_then_the_question_about_ai_where_there_is_a_model(
    amara: Profile, model: LocalServer
) -> None:
    refreshed(amara, status="queued", created_at=timezone.now())
    title, _, url = next_step(amara)
    assert (title, url) == ("One question first", "/settings/#ai")
    Profile.objects.filter(pk=amara.pk).update(ai_choice_at=timezone.now())
    assert next_step(amara)[0] == "Matches are on their way"


def test_then_the_first_refresh(amara: Profile) -> None:
    CareerActionFactory.create(profile=amara, status="in_progress")
    title, _, url = next_step(amara)
    assert (title, url) == ("Find your first matches", "/matches/")


def test_then_a_refresh_that_is_under_way(amara: Profile) -> None:
    refreshed(amara, status="running", deadline=ahead(minutes=1))
    matched(amara, "Soon", {"deadline": ahead(days=1)}, status="saved")
    title, _, url = next_step(amara)
    assert (title, url) == ("Matches are on their way", "/matches/")


def test_nobody_is_sent_to_a_refresh_that_is_not_possible_yet(
    amara: Profile, settings: Any
) -> None:
    settings.REFRESHES_PER_HOUR = 1
    refreshed(amara, created_at=ago(minutes=50))
    Profile.objects.filter(pk=amara.pk).update(career_goals="Something else.")
    assert next_step(amara)[0] == "You are up to date"
    MatchRefresh.objects.update(created_at=ago(minutes=61))
    assert next_step(amara)[0] == "Refresh your matches"


def test_then_a_profile_that_was_edited_since(amara: Profile) -> None:
    refreshed(amara, profile_fingerprint="0" * 64)
    matched(amara, "Soon", {"deadline": ahead(days=1)}, status="saved", is_new=True)
    title, text, url = next_step(amara)
    assert (title, url) == ("Refresh your matches", "/matches/")
    assert text.startswith("Your profile has changed since your last refresh.")


def test_then_a_deadline_that_is_close(amara: Profile) -> None:
    refreshed(amara)
    # Sooner than the saved one, and not saved.
    for number in range(12):
        posting = {"deadline": ahead(hours=number + 2)}
        matched(amara, f"Great {number}", posting, tier="great", is_new=True)
    match = matched(amara, "Saved & soon", {"deadline": ahead(days=2, hours=1)}, status="saved")
    CareerActionFactory.create(profile=amara, status="in_progress")
    title, text, url = next_step(amara)
    assert (title, url) == ("A deadline is close", f"/matches/{match.pk}/")
    assert re.fullmatch(r"Saved &amp; soon closes in [23] days. You saved it.", text)


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
def test_what_is_no_close_deadline(
    amara: Profile, posting: dict[str, Any], fields: dict[str, Any]
) -> None:
    refreshed(amara)
    matched(amara, "Some", posting, **fields)
    assert next_step(amara)[0] == "You are up to date"


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 match that you have not seen yet."), (2, "2 matches that you have not seen yet.")],
)
def test_then_new_matches(amara: Profile, count: int, said: str) -> None:
    refreshed(amara)
    CareerActionFactory.create(profile=amara, status="in_progress")
    for number in range(count):
        matched(amara, f"New {number}", {}, is_new=True)
    matched(amara, "Dismissed", {}, is_new=True, status="dismissed")
    assert next_step(amara)[:2] == ("Look at your new matches", said)
    # The dashboard has shown them, and has not opened their page.
    assert Match.objects.filter(is_new=True).count() == count + 1
    client_of(amara).get("/matches/")
    assert next_step(amara)[0] == "Go on with what you started"


def test_then_the_card_that_is_under_way_for_longest(amara: Profile) -> None:
    refreshed(amara)
    CareerActionFactory.create(profile=amara, status="in_progress", started_at=ago(days=1))
    card = CareerActionFactory.create(
        profile=amara, status="in_progress", started_at=ago(days=5), title="A <long> one"
    )
    for status in ("saved", "done", "active"):
        CareerActionFactory.create(profile=amara, status=status)
    assert next_step(amara) == (
        "Go on with what you started",
        "A &lt;long&gt; one",
        f"/actions/#action-{card.pk}",
    )


def test_then_a_refresh_after_a_week(amara: Profile) -> None:
    refreshed(amara, created_at=ago(days=7, minutes=1))
    assert next_step(amara)[0] == "You are up to date"
    OpportunityFactory.create()
    title, text, url = next_step(amara)
    assert (title, url) == ("Refresh", "/matches/")
    assert text.startswith("Your last refresh was over a week ago")


def test_a_refresh_that_did_not_finish_is_to_be_tried_again(amara: Profile) -> None:
    refreshed(amara, status="failed")
    title, text, url = next_step(amara)
    assert (title, url) == ("Refresh your matches", "/matches/")
    assert html.unescape(text) == "Your last refresh didn't finish. Your matches are unchanged."


def test_and_else_the_moves(amara: Profile) -> None:
    refreshed(amara, created_at=ago(days=6))
    title, _, url = next_step(amara)
    assert (title, url) == ("You are up to date", "/actions/")


def test_the_three_best_matches_that_are_still_to_be_applied_to(amara: Profile) -> None:
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


def test_the_five_deadlines_within_a_month_of_what_is_saved_or_great(amara: Profile) -> None:
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


def test_a_deadline_after_a_month_is_not_close_by(amara: Profile) -> None:
    matched(amara, "In a month", {"deadline": ahead(days=30, hours=1)}, status="saved")
    assert deadlines(amara) == []
    page = words_of(client_of(amara).get(URL))
    assert "None of your saved or great matches closes within a month." in page


def test_two_moves_and_how_far_they_are(amara: Profile) -> None:
    for status in ("active", "saved", "in_progress", "done", "done"):
        CareerActionFactory.create(profile=amara, status=status, title=f"Card {status}")
    CareerActionFactory.create(
        profile=amara, status="dismissed", dismissed_from="saved", title="Card dismissed"
    )
    CareerActionFactory.create(title="Card of another")
    page = client_of(amara).get(URL)
    shown = re.findall(r'<h3 id="action-\d+-title">(.*?)</h3>', text_of(page))
    assert shown == ["Card in_progress", "Card saved"]
    assert "2 of 4 done" in words_of(page)


def test_the_meter_says_what_is_filled() -> None:
    profile = ProfileFactory.create(skills=[], career_goals="")
    page = words_of(client_of(profile).get(URL))
    assert "3 of 7 filled. Write your career goals and fill in one more section" in page
    Profile.objects.filter(pk=profile.pk).update(skills=["Python"], career_goals="Good work.")
    assert "5 of 7 filled. Ready for matching." in words_of(client_of(profile).get(URL))
    EducationFactory.create(profile=profile)
    WorkExperienceFactory.create(profile=profile)
    page = words_of(client_of(profile).get(URL))
    assert "All seven sections are filled. Ready for matching." in page


def test_with_nothing_yet_it_says_what_will_come(amara: Profile) -> None:
    page = client_of(amara).get(URL)
    assert "Welcome, Amara Diallo" in words_of(page)
    assert "None yet. Refresh your matches to see where you fit." in words_of(page)
    assert "three to five moves you can start on your own" in words_of(page)
    assert match_titles(page) == []


def test_a_choice_on_the_dashboard_leads_back_to_it(amara: Profile) -> None:
    card = CareerActionFactory.create(profile=amara)
    client = client_of(amara)
    assert 'name="next" value="/home/"' in text_of(client.get(URL))
    response = client.post(f"/actions/{card.pk}/save/", {"next": "/home/"})
    assert response.headers["Location"] == f"/home/#action-{card.pk}"
