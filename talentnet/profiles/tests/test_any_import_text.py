"""Any text in a file reaches the profile unchanged, through the review page and its form."""

from typing import Any

import pytest
from django.test import Client

from talentnet.profiles.importing.profile_builder import ProfileBuilder
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import UserFactory
from talentnet.profiles.tests.hostile import HOSTILE, more_hostile
from talentnet.profiles.tests.imports import new_import, review, submit_review, url_of
from talentnet.profiles.tests.pages import Page

pytestmark = pytest.mark.django_db

SOURCES = [
    pytest.param(lambda: HOSTILE, id="ours"),
    pytest.param(more_hostile, id="more"),
]
AT_A_TIME = 45


def resume_of(strings: list[str]) -> dict[str, Any]:
    return {
        "basics": {"name": strings[0], "label": strings[-1], "summary": "\n".join(strings[:9])},
        "work": [{"name": f"x{s}", "position": s, "summary": s, "location": s} for s in strings],
        "skills": [{"name": s} for s in strings],
        "interests": strings,
    }


def build_expected(strings: list[str]) -> ProfileBuilder:
    """Return what the reader makes of the strings, which is tested elsewhere."""
    from talentnet.profiles.importing.json_resume import read_resume

    builder = ProfileBuilder("")
    builder.imported = read_resume(resume_of(strings))
    return builder


@pytest.mark.parametrize("strings", SOURCES)
def test_any_text_survives_import(client: Client, strings: Any) -> None:
    every = strings()
    for start in range(0, len(every), AT_A_TIME):
        some = every[start : start + AT_A_TIME]
        client.force_login(UserFactory.create())
        expected = build_expected(some).imported
        import_id = new_import(client, resume_of(some))
        page = review(client, import_id)
        labels = [e.text for e in page.all("label") if e.attrs.get("for", "").startswith("entry:")]
        assert labels == [str(row) for row in expected.work_experiences]
        assert submit_review(client, import_id).status_code == 302
        profile = Profile.objects.latest("pk")
        assert profile.skills == expected.profile.skills
        assert (profile.name, profile.headline) == (
            expected.profile.name,
            expected.profile.headline,
        )
        assert profile.summary == expected.profile.summary
        rows = [(r.organization, r.title, r.description) for r in profile.work_experiences.all()]
        assert rows == [(r.organization, r.title, r.description) for r in expected.work_experiences]
        client.post(url_of(import_id, "undo_import"))
        assert Page(client.get(url_of(import_id))).one("button", class_="button primary")
        profile.refresh_from_db()
        assert (profile.skills, profile.work_experiences.count()) == ([], 0)
