"""Verbs on a match from every state, with and without htmx."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from matching.models import Match
from matching.tests.factories import MatchFactory
from matching.tests.visitors import HTMX, client_of, match_titles, text_of, words_of
from matching.transitions import TRANSITIONS, change_match
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.verbs import Verb

pytestmark = pytest.mark.django_db

type State = tuple[str, bool]
"""Status, and True if the candidate has applied."""

# State after each verb in each state. Combinations that are not listed are refused.
TABLE: dict[tuple[State, str], State] = {
    (("active", False), "save"): ("saved", False),
    (("active", False), "dismiss"): ("dismissed", False),
    (("active", False), "apply"): ("active", True),
    (("active", True), "save"): ("saved", True),
    (("active", True), "dismiss"): ("dismissed", True),
    (("active", True), "apply"): ("active", True),
    (("active", True), "unapply"): ("active", False),
    (("saved", False), "unsave"): ("active", False),
    (("saved", False), "dismiss"): ("dismissed", False),
    (("saved", False), "apply"): ("saved", True),
    (("saved", True), "unsave"): ("active", True),
    (("saved", True), "dismiss"): ("dismissed", True),
    (("saved", True), "apply"): ("saved", True),
    (("saved", True), "unapply"): ("saved", False),
    (("dismissed", False), "restore"): ("saved", False),
    (("dismissed", True), "restore"): ("saved", True),
    (("dismissed", True), "unapply"): ("dismissed", False),
}
STATES: list[State] = [
    (status.value, is_applied) for status in Match.Status for is_applied in (False, True)
]
LABELS = {verb.value: verb.label for verb in TRANSITIONS}


def match_in(state: State) -> Match:
    status, is_applied = state
    made: Match = MatchFactory.create(
        status=status,
        applied_at=timezone.now() if is_applied else None,
        dismissed_from="saved" if status == "dismissed" else "",
        dismissed_at=timezone.now() if status == "dismissed" else None,
    )
    return made


def state_of(match: Match) -> State:
    match.refresh_from_db()
    return match.status, match.applied_at is not None


def change(match: Match, verb: str, *, headers: dict[str, str] | None = None, **sent: str) -> Any:
    url = f"/matches/{match.pk}/{verb}/"
    return client_of(match.profile).post(url, sent, headers=headers or {})


@pytest.mark.parametrize("verb", list(TRANSITIONS))
@pytest.mark.parametrize("state", STATES)
def test_verb_follows_transition_table_or_answers_409(state: State, verb: str) -> None:
    expected = TABLE.get((state, verb))
    match = match_in(state)
    fragment = change(match, verb, headers=HTMX)
    assert fragment.status_code == (200 if expected else 409)
    assert state_of(match) == (expected or state)
    assert match_titles(fragment) == [match.opportunity.title]
    assert "</main>" not in text_of(fragment)
    assert ("didn't work" in words_of(fragment)) is (expected is None)
    # The growth areas, which the undismissed ones make, follow a choice.
    assert fragment.headers.get("HX-Trigger") == ('{"match-chosen": {}}' if expected else None)


@pytest.mark.parametrize("verb", list(TRANSITIONS))
@pytest.mark.parametrize("state", STATES)
def test_verb_without_javascript_has_same_effect(state: State, verb: str) -> None:
    expected = TABLE.get((state, verb))
    match = match_in(state)
    response = change(match, verb)
    assert state_of(match) == (expected or state)
    if expected:
        assert (response.status_code, response.url) == (302, f"/matches/#match-{match.pk}")
        assert len(list(get_messages(response.wsgi_request))) == 1
    else:
        assert response.status_code == 409
        assert (
            f"“{LABELS[verb]}” didn't work: this match has changed. See its current state."
            in words_of(response)
        )
        assert "</main>" in text_of(response)


def test_verb_on_match_page_returns_its_fragment() -> None:
    match = MatchFactory.create()
    fragment = text_of(change(match, "save", headers=HTMX, page="1"))
    assert fragment.lstrip().startswith("<section ")
    assert f'id="match-{match.pk}"' in fragment
    assert "Why it fits" in fragment
    assert 'name="page" value="1"' in fragment


@pytest.mark.parametrize("status", ["active", "saved"])
def test_restored_match_regains_previous_status(status: str) -> None:
    match = MatchFactory.create(status=status)
    change(match, "dismiss")
    match.refresh_from_db()
    assert (match.status, match.dismissed_from) == ("dismissed", status)
    assert match.dismissed_at is not None
    change(match, "restore")
    match.refresh_from_db()
    assert (match.status, match.dismissed_from) == (status, "")
    assert Match.objects.get().dismissed_at is None


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/matches/?tier=great&page=2", "/matches/?tier=great&page=2"),
        ("/matches/7/#why", "/matches/7/"),
        ("", "/matches/"),
        ("https://elsewhere.example.org/matches/", "/matches/"),
        ("//elsewhere.example.org", "/matches/"),
        ("https:///elsewhere.example.org", "/matches/"),
        ("\\\\elsewhere.example.org", "/matches/"),
        ("javascript:alert(1)", "/matches/"),
    ],
)
def test_redirect_returns_to_origin_on_same_host_only(wanted: str, leads_to: str) -> None:
    match = MatchFactory.create()
    response = change(match, "save", next=wanted)
    assert response.url == f"{leads_to}#match-{match.pk}"


def test_conflict_page_offers_possible_actions() -> None:
    match = MatchFactory.create(status="dismissed", dismissed_from="active")
    refused = text_of(change(match, "save", next="/matches/?show=dismissed"))
    assert 'name="next" value="/matches/?show=dismissed"' in refused
    assert f'name="next" value="/matches/{match.pk}/save/"' not in refused


def today() -> dt.date:
    return timezone.localdate()


def applied_day(match: Match) -> dt.date:
    match.refresh_from_db()
    assert match.applied_at is not None
    return timezone.localtime(match.applied_at).date()


def test_apply_uses_given_date_or_today() -> None:
    match = MatchFactory.create()
    change(match, "apply")
    assert applied_day(match) == today()
    change(match, "apply", on="2024-01-05")
    assert applied_day(match) == dt.date(2024, 1, 5)
    page = words_of(client_of(match.profile).get(f"/matches/{match.pk}/"))
    assert "Applied Jan 5, 2024" in page
    assert "Change date" in page


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Tokyo", "Pacific/Kiritimati"])
def test_application_date_uses_candidate_time_zone(zone: str) -> None:
    match = MatchFactory.create(profile__user__time_zone=zone)
    change(match, "apply", on="2024-03-10")
    with timezone.override(zone):
        assert applied_day(match) == dt.date(2024, 3, 10)
    assert "Applied Mar 10, 2024" in words_of(client_of(match.profile).get("/matches/"))


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "day", ["1999-12-31", "0001-01-01", "9999-12-31", "2024-02-30", "yesterday", "in two days"]
)
def test_invalid_application_date_is_refused(day: str, headers: dict[str, str]) -> None:
    match = MatchFactory.create()
    given = str(today() + dt.timedelta(days=2)) if day == "in two days" else day
    response = change(match, "apply", headers=headers, on=given)
    assert response.status_code == 409
    assert "Enter the day you applied: today or earlier." in words_of(response)
    assert state_of(match) == ("active", False)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("verb", list(TRANSITIONS))
def test_match_of_other_candidate_is_404_and_unchanged(verb: str, headers: dict[str, str]) -> None:
    match = MatchFactory.create(applied_at=timezone.now() if verb == "unapply" else None)
    before = state_of(match)
    stranger = client_of(ProfileFactory.create())
    response = stranger.post(f"/matches/{match.pk}/{verb}/", headers=headers)
    assert response.status_code == 404
    assert match.opportunity.title not in text_of(response)
    assert state_of(match) == before


def test_change_requires_post_and_known_verb() -> None:
    match = MatchFactory.create()
    client = client_of(match.profile)
    assert client.get(f"/matches/{match.pk}/save/").status_code == 405
    assert client.post(f"/matches/{match.pk}/burn/").status_code == 404


def test_expired_session_redirects_whole_page_to_sign_in(client: Any) -> None:
    match = MatchFactory.create()
    response = client.post(f"/matches/{match.pk}/save/", headers=HTMX)
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fmatches%2F"
    assert state_of(match) == ("active", False)


@pytest.mark.parametrize("verb", list(TRANSITIONS))
@pytest.mark.parametrize("state", STATES)
def test_transition_for_another_profile_changes_nothing(state: State, verb: Verb) -> None:
    match = match_in(state)
    assert not change_match(ProfileFactory.create(), match.pk, verb)
    assert state_of(match) == state
