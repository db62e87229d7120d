"""Export and import again give an equal profile, with any values that the forms accept.

`TALENTNET_EXAMPLES=2000` sets the number of generated profiles. `TALENTNET_RESUMES=folder` adds a
test of every JSON Resume in a folder.
"""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings

from talentnet.accounts.models import User
from talentnet.files import UnreadableFile, read_text
from talentnet.profiles.entries import KINDS
from talentnet.profiles.exporting.resume import write_resume
from talentnet.profiles.importing.json_resume import NotAResume, read_resume_text
from talentnet.profiles.importing.profile_builder import ImportedProfile
from talentnet.profiles.models import Profile, Project
from talentnet.profiles.tests.contents import contents, contents_of
from talentnet.profiles.tests.strategies import PROFILES, ROWS, Rows

pytestmark = pytest.mark.slow

EXAMPLES = os.environ.get("TALENTNET_EXAMPLES")
FOLDER = os.environ.get("TALENTNET_RESUMES")
EMAIL = "amara@example.org"


def examples(default: int) -> settings:
    """Return settings with reproducible examples, unless `TALENTNET_EXAMPLES` is set."""
    return settings(
        max_examples=int(EXAMPLES or default),
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def exported(profile: Profile, rows: Rows) -> str:
    profile.user = User(email=EMAIL)
    return json.dumps(write_resume(profile, rows, {}), ensure_ascii=False)


def rows_of(imported: ImportedProfile) -> Rows:
    return {slug: imported.of_kind(slug) for slug in KINDS}


def without_times(text: str | bytes) -> Any:
    resume = json.loads(text)
    del resume["meta"]["lastModified"]
    return resume


NONE: Rows = {slug: [] for slug in KINDS}
LINE = ", two  blanks,, a join\u200der\x85 and\u200b commas ,"
LINES = f"{LINE}\n\n  - {LINE}"


def with_hard_texts() -> tuple[Profile, Rows]:
    """Return a profile with tricky text in every field, and with two equal rows."""
    profile = Profile(
        **dict.fromkeys(("name", "location", "headline", "availability"), LINE),
        **dict.fromkeys(("summary", "seeking", "career_goals"), LINES),
        skills=[LINE, "b", "a"],
        links=["https://example.org/b", "https://example.org/a\u200bb"],
    )
    texts = dict.fromkeys(("title", "location"), LINE)
    project = {"name": LINE, "description": LINES, "start_date": "2020-02", **texts}
    return profile, NONE | {"project": [Project(**project, position=n) for n in range(2)]}


@examples(40)
@given(PROFILES, ROWS)
@example(Profile(), NONE)
@example(*with_hard_texts())
def test_profile_survives_round_trip(profile: Profile, rows: Rows) -> None:
    first = exported(profile, rows)
    imported = read_resume_text(first, "resume.json")
    assert contents(imported.profile, rows_of(imported)) == contents(profile, rows)
    assert imported.unplaced == []
    second = exported(imported.profile, rows_of(imported))
    assert without_times(second) == without_times(first)


def stored(profile: Profile, rows: Rows) -> Profile:
    profile.user = User.objects.create_user(EMAIL)
    profile.save()
    for kind in KINDS.values():
        for row in rows[kind.slug]:
            row.profile = profile
        kind.model._default_manager.bulk_create(rows[kind.slug])
    return profile


def downloaded(user: User) -> bytes:
    client = Client()
    client.force_login(user)
    return bytes(client.get(reverse("profiles:resume")).content)


def imported_from(path: Path, email: str) -> tuple[Profile, list[str]]:
    """Import a file into a new account by command; return the profile and the printed lines."""
    out = StringIO()
    call_command("import_profile", path, "--email", email, stdout=out)
    return Profile.objects.get(user__email=email), out.getvalue().splitlines()


@pytest.mark.django_db
@examples(5)
@given(PROFILES, ROWS)
def test_profile_survives_round_trip_through_database(
    tmp_path: Path, profile: Profile, rows: Rows
) -> None:
    User.objects.all().delete()
    before = stored(profile, rows)
    path = tmp_path / "resume.json"
    path.write_bytes(first := downloaded(before.user))
    expected = contents_of(before)
    before.user.delete()
    after, _ = imported_from(path, EMAIL)
    assert contents_of(after) == expected
    assert without_times(downloaded(after.user)) == without_times(first)


def files() -> list[Any]:
    if not FOLDER:
        reason = "TALENTNET_RESUMES names no folder of JSON Resume files"
        return [pytest.param(Path(), marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(path, id=path.name) for path in sorted(Path(FOLDER).glob("*.json"))]


@pytest.mark.django_db
@pytest.mark.parametrize("path", files())
def test_foreign_file_is_stable_after_first_import(path: Path, tmp_path: Path) -> None:
    try:
        read_resume_text(read_text(path), path.name)
    except (UnreadableFile, NotAResume) as error:
        pytest.skip(f"refused: {error}")
    first, _ = imported_from(path, "first@example.org")
    copy = tmp_path / "resume.json"
    copy.write_bytes(downloaded(first.user))
    second, lines = imported_from(copy, "second@example.org")
    assert contents_of(second) == contents_of(first)
    assert [line for line in lines if line.startswith("Not imported")] == []
