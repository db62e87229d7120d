import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from careeractions.models import CareerAction
from careeractions.tests.factories import CareerActionFactory
from conftest import Settle
from matching.models import MatchRefresh
from matching.tests.factories import MatchFactory, MatchRefreshFactory, recommendation
from matching.tests.visitors import text_of, words_of
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/matches/"}
MATCHES = reverse("matching:matches")
START = reverse("matching:start_refresh")
PANEL = reverse("matching:refresh_panel")


def client_of(profile: Profile) -> Client:
    client = Client()
    client.force_login(profile.user)
    return client


def page_of(profile: Profile) -> str:
    return str(client_of(profile).get(MATCHES).content.decode())


def status_url(refresh: MatchRefresh) -> str:
    return reverse("matching:refresh_status", args=[refresh.pk])


def test_refresh_button_leads_to_matches_and_moves(settle: Settle) -> None:
    profile = ProfileFactory.create()
    OpportunityFactory.create(title="Threat Modeler")
    client = client_of(profile)
    with settle():
        response = client.post(START, headers=HTMX)
        refresh = MatchRefresh.objects.get()
        assert f'hx-get="{status_url(refresh)}?seen=0"' in response.content.decode()
        assert response.headers["HX-Trigger"] == '{"refresh-started": {}}'
    done = client.get(f"{status_url(refresh)}?seen=0", headers=HTMX)
    assert "every " not in done.content.decode()
    assert done.headers["HX-Trigger"] == '{"matches-changed": {}}'
    page = page_of(profile)
    assert "Threat Modeler" in page
    assert CareerAction.objects.count() >= 3
    for card in CareerAction.objects.all():
        assert f'id="action-{card.pk}"' in page


def test_refresh_without_javascript_redirects_to_page() -> None:
    profile = ProfileFactory.create()
    response = client_of(profile).post(START, follow=True)
    assert response.redirect_chain == [(MATCHES, 302)]
    assert "Your refresh starts soon." in response.content.decode()


def test_unready_profile_sees_missing_sections() -> None:
    profile = ProfileFactory.create(career_goals="", name="")
    client = client_of(profile)
    fragment = client.post(START, headers=HTMX).content.decode()
    page = client.post(START, follow=True).content.decode()
    sentence = "Still missing: career goals, name and location, education, work experience."
    assert sentence in fragment
    assert sentence in page
    assert not MatchRefresh.objects.exists()


def test_hourly_limit_names_time_of_next_refresh(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    profile = ProfileFactory.create()
    done = MatchRefreshFactory.create(
        profile=profile, status="completed", finished_at=timezone.now()
    )
    again_at = f"{done.created_at + dt.timedelta(hours=1):%H:%M} UTC"
    client = client_of(profile)
    fragment = client.post(START, headers=HTMX)
    for answer in (fragment, client.post(START, follow=True)):
        assert "You've reached the limit of refreshes for now." in words_of(answer)
        assert f"You can refresh again at {again_at} . The limit is 1 an hour." in words_of(answer)
        assert '<button class="button primary" disabled' in text_of(answer)
    # It takes the focus, so that it is read out.
    assert 'id="refresh-progress" tabindex="-1" autofocus' in text_of(fragment)
    assert MatchRefresh.objects.count() == 1


def test_page_counts_down_then_polls_once(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    done = MatchRefreshFactory.create(
        status="completed", created_at=timezone.now() - dt.timedelta(minutes=50)
    )
    client = client_of(done.profile)
    count = f'hx-get="{PANEL}" hx-trigger="time-has-come" hx-target="#refresh"'
    for answer in (client.get(MATCHES), client.get(PANEL, headers=HTMX)):
        left = re.search(f'<span data-seconds-left="([0-9]+)" {count}', text_of(answer))
        assert left is not None
        assert 570 < int(left[1]) <= 600
        assert "You can refresh again now." not in words_of(answer)
    MatchRefresh.objects.update(created_at=timezone.now() - dt.timedelta(minutes=60))
    again = client.get(PANEL, headers=HTMX)
    assert '<p class="small soft" role="status">You can refresh again now.</p>' in text_of(again)
    assert '<button class="button primary">' in text_of(again)
    # It says nothing of matches, so that their list is left alone.
    assert "HX-Trigger" not in again.headers
    assert "data-seconds-left" not in text_of(again) + text_of(client.get(MATCHES))


def test_ended_wait_shows_refresh_from_elsewhere() -> None:
    refresh = MatchRefreshFactory.create(status="queued")
    answer = client_of(refresh.profile).get(PANEL, headers=HTMX)
    assert "Your refresh starts soon." in words_of(answer)
    assert "You can refresh again now." not in words_of(answer)


def test_ended_wait_promises_unready_profile_nothing() -> None:
    profile = ProfileFactory.create(career_goals="")
    answer = words_of(client_of(profile).get(PANEL, headers=HTMX))
    assert "Your profile isn't ready for matching yet." in answer
    assert "You can refresh again now." not in answer


@pytest.mark.parametrize("ready", [True, False])
def test_empty_list_names_no_button(ready: bool) -> None:
    profile = ProfileFactory.create(**({} if ready else {"career_goals": ""}))
    said = words_of(client_of(profile).get(reverse("matching:list")))
    assert ("Refresh to compare your profile with every open opportunity" in said) is ready
    assert "Press" not in said


def test_double_click_creates_one_refresh(settings: Any) -> None:
    settings.REFRESHES_PER_HOUR = 1
    profile = ProfileFactory.create()
    client = client_of(profile)
    client.post(START, headers=HTMX)
    second = client.post(START, headers=HTMX).content.decode()
    assert "Your refresh starts soon." in second
    assert MatchRefresh.objects.count() == 1


def test_unavailable_broker_leaves_refresh_queued(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("talentnet.queue.async_task", down)
    profile = ProfileFactory.create()
    with settle():
        response = client_of(profile).post(START, headers=HTMX)
    assert "Your refresh starts soon." in response.content.decode()
    assert (MatchRefresh.objects.get().status, OrmQ.objects.count()) == ("queued", 0)


def test_panel_shows_progress_and_announces_new_matches() -> None:
    refresh = MatchRefreshFactory.create(
        status="running",
        deadline=timezone.now() + dt.timedelta(minutes=1),
        considered=1234,
        total=25,
        scored=15,
    )
    client = client_of(refresh.profile)
    response = client.get(f"{status_url(refresh)}?seen=0", headers=HTMX)
    text = text_of(response)
    assert "Comparing your profile with 1,234 open opportunities." in text
    assert "Reviewed 15 of the top 25." in text
    assert '<progress aria-label="Progress of the refresh" max="25" value="15">' in text
    assert response.headers["HX-Trigger"] == '{"matches-changed": {}}'
    quiet = client.get(f"{status_url(refresh)}?seen=15", headers=HTMX)
    assert "HX-Trigger" not in quiet.headers
    assert 'hx-trigger="every 150ms"' in quiet.content.decode()


@pytest.mark.parametrize("status", ["failed", "running"])
def test_failed_refresh_stops_polling_and_says_so(status: str) -> None:
    refresh = MatchRefreshFactory.create(
        status=status, deadline=timezone.now() - dt.timedelta(seconds=1), error="secret detail"
    )
    text = client_of(refresh.profile).get(status_url(refresh), headers=HTMX).content.decode()
    assert "Your last refresh didn't finish. Your matches are unchanged" in text
    assert "every " not in text
    assert "Refresh matches" in text
    assert "secret detail" not in text


def test_rows_of_another_cannot_be_seen_or_polled() -> None:
    refresh = MatchRefreshFactory.create()
    match = MatchFactory.create(profile=refresh.profile)
    CareerActionFactory.create(profile=refresh.profile, title="Build a private thing for myself")
    stranger = ProfileFactory.create()
    client = client_of(stranger)
    assert client.get(status_url(refresh)).status_code == 404
    assert client.get(reverse("matching:match", args=[match.pk])).status_code == 404
    page = page_of(stranger) + client.get(reverse("matching:list")).content.decode()
    assert match.opportunity.title not in page
    assert "Build a private thing for myself" not in page


@pytest.mark.parametrize("name", ["matches", "list", "refresh_panel", "start_refresh"])
def test_every_view_requires_sign_in(name: str) -> None:
    url = reverse(f"matching:{name}")
    client = Client()
    response = client.post(url) if name == "start_refresh" else client.get(url)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/")


def test_opening_page_clears_new_badge_but_polling_does_not() -> None:
    match = MatchFactory.create(is_new=True)
    client = client_of(match.profile)
    assert ">New<" in client.get(reverse("matching:list")).content.decode()
    match.refresh_from_db()
    assert match.is_new is True
    assert ">New<" in client.get(MATCHES).content.decode()
    match.refresh_from_db()
    assert match.is_new is False


def test_tiers_reasons_and_growth_areas_are_shown() -> None:
    profile = ProfileFactory.create()
    MatchFactory.create(profile=profile, tier="great", score=90, strengths=["You know <Python>."])
    MatchFactory.create(profile=profile, tier="good", gap="No SQL yet.", is_fallback=True)
    MatchFactory.create(
        profile=profile,
        tier="exploring",
        model_version="claude-haiku-4-5-20251001",
        recommendations=[recommendation("Build skill in SQL")],
    )
    MatchFactory.create(profile=profile, status="dismissed", gap="Not to be seen.")
    page = page_of(profile)
    tiers = [page.index(f'id="tier-{tier}"') for tier in ("great", "good", "exploring")]
    assert tiers == sorted(tiers)
    assert "You know &lt;Python&gt;." in page
    assert "No SQL yet." in page
    assert "Not to be seen." not in page
    assert "Build skill in SQL" in page
    assert page.count("Scored by Talentnet's rules, without AI.") == 1
    assert page.count("The AI model didn't answer for this one") == 1
    assert page.count("Written by an AI model (claude-haiku-4-5-20251001)") == 1


def test_match_page_shows_match() -> None:
    match = MatchFactory.create(
        strengths=["You know Python."],
        recommendations=[recommendation("Build skill in SQL")],
        opportunity=OpportunityFactory.create(
            url="https://example.org/1", requirements="Curiosity.", source="demo"
        ),
    )
    url = reverse("matching:match", args=[match.pk])
    page = client_of(match.profile).get(url).content.decode()
    for text in ("You know Python.", "Build skill in SQL", "Curiosity.", "https://example.org/1"):
        assert text in page
    assert "This opportunity is an invented example" in page
    match.opportunity.status = "archived"
    match.opportunity.save()
    assert "This opportunity has closed." in client_of(match.profile).get(url).content.decode()


def test_empty_page_suggests_next_step() -> None:
    page = page_of(ProfileFactory.create())
    assert "You haven't refreshed your matches yet." in page
    assert "three to five moves you can start on your own" in page
    unready = page_of(ProfileFactory.create(career_goals=""))
    assert "Complete your profile" in unready
