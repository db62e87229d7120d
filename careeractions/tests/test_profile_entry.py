"""Adding a finished card to the profile: prefilled, edited, confirmed, stored once."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from careeractions.action_types import ActionType
from careeractions.models import ActionGeneration, CareerAction
from careeractions.tests.factories import CareerActionFactory
from matching.models import MatchRefresh
from matching.tests.visitors import HTMX, client_of, text_of, words_of
from talentnet.profiles.entries import KINDS, MAX_ENTRIES
from talentnet.profiles.models import Profile, Project, Volunteering, WorkExperience
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db
STARTED = dt.datetime(2025, 11, 30, 12, tzinfo=dt.UTC)
FINISHED = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


@pytest.fixture
def card() -> CareerAction:
    """Card in progress."""
    made: CareerAction = CareerActionFactory.create(
        status="in_progress",
        started_at=STARTED,
        title="Publish a harness",
        description="It <runs>.",
    )
    return made


@pytest.fixture
def client(card: CareerAction) -> Client:
    return client_of(card.profile)


def url_of(card: CareerAction, kind: str = "") -> str:
    return f"/actions/{card.pk}/add-to-profile/" + (f"?kind={kind}" if kind else "")


def prefilled(response: Any) -> dict[str, str]:
    """Form data that a browser would send without edits."""
    form = response.context["form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    return fields | {"key": str(response.context["key"])}


def rows_of(profile: Profile) -> int:
    return sum(kind.rows_of(profile).count() for kind in KINDS.values())


def at_the_card(card: CareerAction) -> str:
    return f"/actions/#action-{card.pk}"


@pytest.mark.parametrize(
    ("kind", "subject", "empty"),
    [
        ("project", "name", {"title", "url"}),
        ("volunteering", "title", {"organization"}),
        ("work", "title", {"organization"}),
    ],
)
def test_each_kind_of_entry_is_prefilled_from_card(
    card: CareerAction, client: Client, kind: str, subject: str, empty: set[str]
) -> None:
    sent = prefilled(client.get(url_of(card, kind)))
    uuid.UUID(sent.pop("key"))
    assert sent == {
        subject: "Publish a harness",
        "description": "It <runs>.",
        "start_date": "2025-11",
        "end_date": f"{timezone.localdate():%Y-%m}",
        "location": "",
        **dict.fromkeys(empty, ""),
    }


def test_done_card_prefills_its_own_dates(card: CareerAction, client: Client) -> None:
    CareerAction.objects.filter(pk=card.pk).update(status="done", completed_at=FINISHED)
    sent = prefilled(client.get(url_of(card)))
    assert (sent["start_date"], sent["end_date"]) == ("2025-11", "2026-02")
    CareerAction.objects.filter(pk=card.pk).update(started_at=None)
    assert prefilled(client.get(url_of(card)))["start_date"] == ""


@pytest.mark.parametrize("type_", ActionType.values)
def test_volunteering_card_is_offered_as_volunteering(type_: str) -> None:
    card = CareerActionFactory.create(status="done", type=type_)
    page = client_of(card.profile).get(url_of(card))
    expected = "volunteering" if type_ == "volunteer" else "project"
    assert page.context["kind"].slug == expected
    kinds = re.findall(r'<a href="\?kind=(\w+)"( aria-current="page")?', text_of(page))
    assert [kind for kind, _ in kinds] == ["project", "volunteering", "work"]
    assert [kind for kind, current in kinds if current] == [expected]


def test_confirming_stores_entry_and_completes_card(card: CareerAction, client: Client) -> None:
    older = Project.objects.create(profile=card.profile, name="Older")
    sent = prefilled(client.get(url_of(card))) | {"description": "I built it.\r\nIt runs."}
    response = client.post(url_of(card), sent)
    assert (response.status_code, response.headers["Location"]) == (302, at_the_card(card))
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Done and added to your profile. Nice work!"
    ]
    entry = Project.objects.exclude(pk=older.pk).get(profile=card.profile)
    assert (entry.name, entry.description) == ("Publish a harness", "I built it.\nIt runs.")
    assert [row.name for row in Project.objects.all()] == ["Publish a harness", "Older"]
    card.refresh_from_db()
    assert (card.status, card.entry_kind, card.entry_key) == ("done", "project", entry.key)
    assert card.completed_at is not None
    profile_page = text_of(client.get("/profile/"))
    assert "I built it." in profile_page
    assert f'id="entry-{entry.key}"' in profile_page


@pytest.mark.parametrize("again", ["project", "volunteering"])
def test_entry_sent_twice_is_stored_once(card: CareerAction, client: Client, again: str) -> None:
    sent = prefilled(client.get(url_of(card)))
    first = client.post(url_of(card, "project"), sent)
    second = client.post(url_of(card, again), sent | {"name": "Another", "organization": "X"})
    assert (first.headers["Location"], second.headers["Location"]) == (
        at_the_card(card),
        at_the_card(card),
    )
    # The second submission reports success.
    assert "Done and added" in str(list(get_messages(second.wsgi_request))[-1])
    assert [row.name for row in Project.objects.all()] == ["Publish a harness"]
    assert rows_of(card.profile) == 1


def test_two_open_pages_add_entry_once(card: CareerAction, client: Client) -> None:
    one, other = (prefilled(client.get(url_of(card))) for _ in range(2))
    client.post(url_of(card), one)
    response = client.post(url_of(card), other)
    assert response.headers["Location"] == at_the_card(card)
    assert "You've already added this move, or it's no longer in progress." in words_of(
        client.get(response.headers["Location"])
    )
    assert rows_of(card.profile) == 1


def test_entry_is_not_stored_if_card_cannot_be_completed(
    card: CareerAction, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = prefilled(client.get(url_of(card)))

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("careeractions.transitions.change_action", broken)
    with pytest.raises(RuntimeError, match="the lights went out"):
        client.post(url_of(card), sent)
    card.refresh_from_db()
    assert (card.status, card.entry_key, rows_of(card.profile)) == ("in_progress", None, 0)


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("project", {"name": ""}, "This field is required."),
        ("project", {"url": "not a link"}, "Enter a valid URL."),
        ("volunteering", {}, "This field is required."),
        ("project", {"start_date": "soon"}, "Enter a date as 2021"),
        ("project", {"end_date": "1999"}, "The end date is before the start date."),
        ("project", {"name": "x" * 201}, "at most 200 characters"),
        ("project", {"description": "x" * 3001}, "at most 3000 characters"),
    ],
)
def test_invalid_entry_changes_nothing_and_keeps_input(
    card: CareerAction, client: Client, kind: str, wrong: dict[str, str], said: str
) -> None:
    sent = prefilled(client.get(url_of(card, kind))) | {"location": "<Here>"} | wrong
    response = client.post(url_of(card, kind), sent)
    assert response.status_code == 422
    assert "Not added yet. Fix the highlighted fields." in words_of(response)
    assert said in words_of(response)
    # Confirmed again after the correction, it is the same entry.
    assert prefilled(response) == sent
    assert 'value="&lt;Here&gt;"' in text_of(response)
    card.refresh_from_db()
    assert (card.status, card.entry_key, rows_of(card.profile)) == ("in_progress", None, 0)


def test_full_profile_refuses_entry_with_message(card: CareerAction, client: Client) -> None:
    names = (Project(profile=card.profile, name=f"Project {n}") for n in range(MAX_ENTRIES))
    Project.objects.bulk_create(names)
    response = client.post(url_of(card), prefilled(client.get(url_of(card))))
    assert response.status_code == 422
    assert "A profile holds at most 50 rows of project." in words_of(response)
    card.refresh_from_db()
    assert (card.status, rows_of(card.profile)) == ("in_progress", MAX_ENTRIES)


def test_done_card_can_be_added_later_once(client: Client, card: CareerAction) -> None:
    client.post(f"/actions/{card.pk}/complete/")
    card.refresh_from_db()
    completed_at = card.completed_at
    page = client.get("/actions/?show=done")
    assert f'<a class="button" href="{url_of(card)}">' in text_of(page)
    form = client.get(url_of(card, "work"))
    assert "Add to my profile" in words_of(form)
    client.post(url_of(card, "work"), prefilled(form) | {"organization": "Lanternfield"})
    card.refresh_from_db()
    assert (card.entry_kind, card.status, card.completed_at) == ("work", "done", completed_at)
    assert WorkExperience.objects.get().key == card.entry_key
    assert url_of(card) not in text_of(client.get("/actions/"))
    again = client.get(url_of(card))
    assert (again.status_code, again.headers["Location"]) == (302, at_the_card(card))


@pytest.mark.parametrize("status", ["active", "saved", "dismissed"])
def test_card_in_other_status_is_refused(card: CareerAction, client: Client, status: str) -> None:
    sent = prefilled(client.get(url_of(card)))
    CareerAction.objects.filter(pk=card.pk).update(status=status, dismissed_from="saved")
    for response in (client.get(url_of(card)), client.post(url_of(card), sent)):
        assert (response.status_code, response.headers["Location"]) == (302, at_the_card(card))
    card.refresh_from_db()
    assert (card.status, card.entry_key, rows_of(card.profile)) == (status, None, 0)


def test_foreign_card_is_404(card: CareerAction, client: Client) -> None:
    sent = prefilled(client.get(url_of(card)))
    stranger: Profile = ProfileFactory.create()
    for response in (
        client_of(stranger).get(url_of(card)),
        client_of(stranger).post(url_of(card), sent),
    ):
        assert response.status_code == 404
        assert card.title not in text_of(response)
    card.refresh_from_db()
    assert (card.status, rows_of(card.profile), rows_of(stranger)) == ("in_progress", 0, 0)


def test_unknown_kind_or_malformed_key_is_refused(card: CareerAction, client: Client) -> None:
    assert client.get(url_of(card, "education")).status_code == 404
    assert client.get(url_of(card, "nonsense")).context["kind"].slug == "project"
    sent = prefilled(client.get(url_of(card)))
    for key in ("", "17"):
        assert client.post(url_of(card), sent | {"key": key}).status_code == 404
    assert rows_of(card.profile) == 0


def test_adding_entry_starts_no_refresh(card: CareerAction, client: Client) -> None:
    client.post(url_of(card), prefilled(client.get(url_of(card))))
    assert rows_of(card.profile) == 1
    started = MatchRefresh.objects.count(), ActionGeneration.objects.count(), OrmQ.objects.count()
    assert started == (0, 0, 0)


def test_added_card_links_to_its_profile_entry(card: CareerAction, client: Client) -> None:
    for url in ("/actions/", "/matches/"):
        assert "This enriched" not in words_of(client.get(url))
    client.post(
        url_of(card, "volunteering"),
        prefilled(client.get(url_of(card, "volunteering"))) | {"organization": "A library"},
    )
    entry = Volunteering.objects.get()
    for url in ("/actions/", "/matches/", "/actions/panel/"):
        page = client.get(url)
        assert "Added to your profile ." in words_of(page)
        assert f'<a href="/profile/#entry-{entry.key}">your profile</a>' in text_of(page)
        assert 'action="/matches/refresh/"' in text_of(page)


def test_card_in_progress_offers_both_ways_to_finish(card: CareerAction, client: Client) -> None:
    fragment = client.get("/actions/panel/", headers=HTMX)
    assert f'href="{url_of(card)}"' in text_of(fragment)
    assert f'action="/actions/{card.pk}/complete/"' in text_of(fragment)
