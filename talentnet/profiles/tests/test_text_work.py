"""Work that pages do with long texts, counted, which must not grow faster than the text."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from talentnet.profiles import withholding
from talentnet.profiles.entries import KINDS
from talentnet.profiles.forms.entry_forms import EntryForm
from talentnet.profiles.importing.prompts import build_proposal_message
from talentnet.profiles.importing.proposal import Proposal, ProposedEntry
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory
from talentnet.profiles.tests.imports import url_of

LONG = "a" * 59_000
ENTRIES = 500


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts of searches for phrases and of forms built."""
    counts: Counter[str] = Counter()

    def counting[**P, R](name: str, function: Callable[P, R]) -> Callable[P, R]:
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            counts[name] += 1
            return function(*args, **kwargs)

        return called

    searching = counting("searches", withholding.any_phrase)
    monkeypatch.setattr(withholding, "any_phrase", searching)
    monkeypatch.setattr(EntryForm, "__init__", counting("forms", EntryForm.__init__))
    return counts


def profile_hiding(organizations: int, **fields: Any) -> Profile:
    return ProfileFactory.create(
        hidden_from_organizations=[f"Organization {n}" for n in range(organizations)],
        links=[f"https://example.org/{n}" for n in range(organizations // 5)],
        **fields,
    )


def ready_import(profile: Profile, entries: int) -> ProfileImport:
    kind = KINDS["work"]
    empty = dict.fromkeys(kind.form.base_fields, "")
    rows = [
        ProposedEntry(kind="work", key=uuid4(), values={**empty, "organization": f"Company {n}"})
        for n in range(entries)
    ]
    proposal = Proposal(source="pdf", entries=rows).model_dump(mode="json")
    return ProfileImport.objects.create(
        profile=profile, source="document", filename="a.pdf", status="ready", proposal=proposal
    )


@pytest.mark.django_db
def test_hidden_organizations_add_no_search_of_the_text(counted: Counter[str]) -> None:
    searches = []
    for hidden in (5, 100):
        counted.clear()
        build_proposal_message(LONG, profile_hiding(hidden))
        searches.append(counted["searches"])
    assert searches[0] == searches[1] <= 5


@pytest.mark.django_db
def test_long_name_adds_no_search_of_the_text(counted: Counter[str]) -> None:
    build_proposal_message(LONG, profile_hiding(1, name="Ada " * 50))
    assert counted["searches"] <= 5


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["queued", "applied"])
def test_page_without_the_message_does_not_build_it(
    client: Client, counted: Counter[str], status: str
) -> None:
    profile = profile_hiding(100, ai_consent_at=timezone.now())
    client.force_login(profile.user)
    row = ready_import(profile, 0)
    taken: Any = {"values": [], "lists": [], "rows": []} if status == "applied" else None
    ProfileImport.objects.filter(pk=row.pk).update(status=status, text=LONG, taken=taken)
    assert client.get(url_of(row.pk)).status_code == 200
    assert counted["searches"] == 0


@pytest.mark.django_db
def test_review_builds_one_form_for_each_row(client: Client, counted: Counter[str]) -> None:
    profile = profile_hiding(100)
    WorkExperienceFactory.create_batch(3, profile=profile)
    client.force_login(profile.user)
    assert client.get(url_of(ready_import(profile, ENTRIES).pk)).status_code == 200
    assert counted["forms"] == ENTRIES


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["a", "a.", "a@", "1", "a ", " ", "Organization "])
def test_time_grows_with_length_of_text(unit: str) -> None:
    profile = profile_hiding(100)

    def seconds(length: int) -> float:
        start = time.process_time()
        build_proposal_message(unit * (length // len(unit)), profile)
        return time.process_time() - start

    small, large = (min(seconds(length) for _ in range(3)) for length in (30_000, 60_000))
    # Less than a tenth of a second is noise. When it was quadratic it took 8 s.
    assert large < max(0.1, 3 * small)
