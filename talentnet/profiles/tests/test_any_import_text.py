"""Any text comes through an import as an editor would store it: from the file, over the preview
and the form that a browser sends, into the profile."""

from typing import Any

import pytest
from django.test import Client

from talentnet.profiles.importing.placing import Placing
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import UserFactory
from talentnet.profiles.tests.hostile import HOSTILE, more_hostile
from talentnet.profiles.tests.imports import add, imported, review, url_of
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


def placed(strings: list[str]) -> Placing:
    """What the reader makes of them is the reader's business; here it has to arrive."""
    from talentnet.profiles.importing.json_resume import read_resume

    placing = Placing("")
    placing.imported = read_resume(resume_of(strings))
    return placing


@pytest.mark.parametrize("strings", SOURCES)
def test_any_text_arrives(client: Client, strings: Any) -> None:
    every = strings()
    for start in range(0, len(every), AT_A_TIME):
        some = every[start : start + AT_A_TIME]
        client.force_login(UserFactory.create())
        wanted = placed(some).imported
        import_id = imported(client, resume_of(some))
        page = review(client, import_id)
        labels = [e.text for e in page.all("label") if e.attrs.get("for", "").startswith("entry:")]
        assert labels == [str(row) for row in wanted.work_experiences]
        assert add(client, import_id).status_code == 302
        profile = Profile.objects.latest("pk")
        assert profile.skills == wanted.profile.skills
        assert (profile.name, profile.headline) == (wanted.profile.name, wanted.profile.headline)
        assert profile.summary == wanted.profile.summary
        rows = [(r.organization, r.title, r.description) for r in profile.work_experiences.all()]
        assert rows == [(r.organization, r.title, r.description) for r in wanted.work_experiences]
        client.post(url_of(import_id, "undo_import"))
        assert Page(client.get(url_of(import_id))).one("button", class_="button primary")
        profile.refresh_from_db()
        assert (profile.skills, profile.work_experiences.count()) == ([], 0)
