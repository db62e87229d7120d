"""Export as `resume.json`: content, schema and access."""

import datetime as dt
import re
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from talentnet.accounts.models import User
from talentnet.profiles.exporting.resume import write_resume
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import FACTORIES, SIGN_IN
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory
from talentnet.profiles.tests.pages import Page
from talentnet.profiles.tests.strategies import PROFILES, ROWS, Rows

URL = "/profile/resume.json"
KEY = uuid.UUID("12345678-1234-4234-8234-123456789abc")
OWN = {"x-talentnet-key": str(KEY)}

# Types that the schema of 1.0.0 requires for the properties we write.
TEXT, DATE, TEXTS = "text", "date", "texts"
SCHEMA: dict[str, dict[str, str]] = {
    "work": {"name": TEXT, "position": TEXT, "location": TEXT, "summary": TEXT},
    "volunteer": {"organization": TEXT, "position": TEXT, "summary": TEXT},
    "education": {"institution": TEXT, "area": TEXT, "studyType": TEXT},
    "awards": {"title": TEXT, "date": DATE, "awarder": TEXT, "summary": TEXT},
    "certificates": {"name": TEXT, "date": TEXT, "url": TEXT, "issuer": TEXT},
    "publications": {"name": TEXT, "publisher": TEXT, "releaseDate": DATE, "url": TEXT},
    "skills": {"name": TEXT},
    "languages": {"language": TEXT, "fluency": TEXT},
    "projects": {"name": TEXT, "description": TEXT, "roles": TEXTS, "url": TEXT},
}
PERIOD = {"startDate": DATE, "endDate": DATE}
BASICS = {"name": TEXT, "label": TEXT, "email": TEXT, "url": TEXT, "summary": TEXT}
META = {"canonical": TEXT, "version": TEXT, "lastModified": TEXT}
SECTIONS = {"$schema", "basics", "meta", *SCHEMA}
ISO_8601 = re.compile(r"[12]\d{3}(-[01]\d(-[0-3]\d)?)?", re.ASCII)


def is_valid(value: object, kind: str) -> bool:
    if kind == TEXTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, str) and (kind == TEXT or bool(ISO_8601.fullmatch(value)))


def wrong_in(part: dict[str, Any], asked: dict[str, str]) -> list[str]:
    return [name for name, kind in asked.items() if name in part and not is_valid(part[name], kind)]


def written(profile: Profile, rows: Rows) -> dict[str, Any]:
    profile.user = User(email="amara@example.org")
    return write_resume(profile, rows, {})


@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(PROFILES, ROWS)
def test_export_follows_schema(profile: Profile, rows: Rows) -> None:
    resume = written(profile, rows)
    assert set(resume) <= SECTIONS
    assert wrong_in(resume["basics"], BASICS) == []
    for link in resume["basics"].get("profiles", []):
        assert wrong_in(link, {"network": TEXT, "url": TEXT}) == []
    for section, asked in SCHEMA.items():
        for part in resume.get(section, []):
            assert wrong_in(part, asked | PERIOD) == []
    assert (
        wrong_in(resume["meta"], {"canonical": TEXT, "version": TEXT, "lastModified": TEXT}) == []
    )


@pytest.fixture
def whole(client: Client, db: None) -> Profile:
    """Signed-in candidate with everything filled in and one row of each kind."""
    profile: Profile = ProfileFactory.create(
        user__email="amara@example.org",
        pronouns="she/her",
        summary="Two  lines.\nOf summary.",
        links=["https://www.example.org/amara", "https://www.example.net/amara"],
        seeking="A team.",
        hidden_from_organizations=["Lanternfield"],
        minimum_salary_usd=90_000,
        ai_consent_at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
    )
    for rows in FACTORIES.values():
        rows.create(profile=profile, key=KEY)
    client.force_login(profile.user)
    return profile


def test_export_contains_whole_profile(client: Client, whole: Profile) -> None:
    resume = client.get(URL).json()
    meta = resume.pop("meta")
    assert resume == {
        "$schema": (
            "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
        ),
        "basics": {
            "name": "Amara Diallo",
            "label": "Engineer who tests language models",
            "email": "amara@example.org",
            "url": "https://www.example.org/amara",
            "summary": "Two  lines.\nOf summary.",
            "location": {"city": "Lisbon, Portugal"},
            "profiles": [{"network": "example.net", "url": "https://www.example.net/amara"}],
        },
        "skills": [{"name": "Python"}, {"name": "Threat modeling"}],
        "work": [
            OWN
            | {
                "name": "Lanternfield",
                "position": "Software Engineer",
                "startDate": "2019",
                "summary": "Kept the test systems of a payments team honest.",
            }
        ],
        "volunteer": [
            OWN
            | {
                "organization": "Lighthouse Reading Group",
                "position": "Facilitator",
                "startDate": "2022",
                "endDate": "2023",
                "summary": "Led a weekly seminar on governance.",
            }
        ],
        "education": [
            OWN
            | {
                "institution": "Quiet Harbor University",
                "studyType": "BSc",
                "area": "Physics",
                "startDate": "2015",
                "endDate": "2018-06",
            }
        ],
        "awards": [
            OWN
            | {
                "title": "Prize for careful replication",
                "awarder": "Small Findings Quarterly",
                "date": "2024-05",
                "summary": "A negative result, with its data.",
            }
        ],
        "certificates": [
            OWN
            | {
                "name": "Risk assessment, level two",
                "issuer": "Small Findings Quarterly",
                "date": "2024-05",
                "url": "https://example.org/flattered-graders",
                "summary": "A negative result, with its data.",
            }
        ],
        "publications": [
            OWN
            | {
                "name": "How graders are flattered",
                "publisher": "Small Findings Quarterly",
                "releaseDate": "2024-05",
                "url": "https://example.org/flattered-graders",
                "summary": "A negative result, with its data.",
            }
        ],
        "languages": [OWN | {"language": "Portuguese", "fluency": "native"}],
        "projects": [
            OWN
            | {
                "name": "Honest Graders",
                "roles": ["Maintainer"],
                "url": "https://example.org/honest-graders",
                "startDate": "2023-02",
                "description": "Tests that notice when a grader is flattered.",
            }
        ],
    }
    age = timezone.now() - dt.datetime.fromisoformat(meta.pop("lastModified"))
    assert dt.timedelta() <= age < dt.timedelta(minutes=1)
    assert meta == {
        "canonical": "http://localhost:8000/profile/resume.json",
        "version": "v1.0.0",
        "talentnet": {
            "version": 1,
            "profile": {
                "pronouns": "she/her",
                "ai_safety_interests": ["evaluations", "AI control"],
                "career_goals": "I want to build evaluations that labs rely on.",
                "seeking": "A team.",
                "remote_preference": "",
                "role_types": ["engineering"],
                "experience_levels": [],
                "commitment_types": [],
                "willing_to_relocate": False,
                "work_authorization": "",
                "minimum_salary_usd": 90000,
                "availability": "",
                "hidden_from_organizations": ["Lanternfield"],
            },
            "consent": {"ai_consent_at": "2026-03-01T12:00:00Z"},
            "career_actions": [],
        },
    }


def test_export_is_uncached_download(client: Client, whole: Profile) -> None:
    response = client.get(URL)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"] == 'attachment; filename="resume.json"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.post(URL).status_code == 405


def test_export_contains_own_profile_only(client: Client, whole: Profile) -> None:
    other = UserFactory.create(email="other@example.org")
    client.force_login(other)
    resume = client.get(URL).json()
    assert resume["basics"] == {"email": "other@example.org"}
    assert set(resume) == {"$schema", "basics", "meta"}


@pytest.mark.django_db
def test_export_needs_sign_in(client: Client) -> None:
    response = client.get(URL)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next={URL}")


def test_profile_page_links_to_export(client: Client, whole: Profile) -> None:
    (link,) = [e for e in Page(client.get("/profile/")).all("a") if e.attrs.get("href") == URL]
    assert link.text.strip() == "Download resume.json"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_rows(client: Client, count: int) -> None:
    profile = ProfileFactory.create()
    for rows in FACTORIES.values():
        rows.create_batch(count, profile=profile)
    client.force_login(profile.user)
    with CaptureQueriesContext(connection) as queries:
        assert len(client.get(URL).json()["work"]) == count
    # Session, user, profile, each kind of row, and career actions.
    assert len(queries) == 12


def test_command_prints_same_export(client: Client, whole: Profile) -> None:
    out = StringIO()
    call_command("export_profile", whole.pk, stdout=out)
    page = client.get(URL).content.decode()
    assert _without_time(out.getvalue()) == _without_time(page)


def test_command_writes_file(whole: Profile, tmp_path: Path) -> None:
    printed, message = StringIO(), StringIO()
    path = tmp_path / "amara.json"
    call_command("export_profile", whole.pk, stdout=printed)
    call_command("export_profile", whole.pk, "--output", path, stdout=message)
    assert message.getvalue() == f"Profile {whole.pk} written to {path}.\n"
    written = path.read_text(encoding="utf-8")
    assert _without_time(written) == _without_time(printed.getvalue())


def test_command_names_error(whole: Profile, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=rf"^There is no profile {whole.pk + 1}\."):
        call_command("export_profile", whole.pk + 1)
    path = tmp_path / "none" / "amara.json"
    with pytest.raises(CommandError) as caught:
        call_command("export_profile", whole.pk, "--output", path)
    assert str(caught.value) == f"Can't write {path}: No such file or directory."


def _without_time(text: str) -> str:
    return re.sub(r'"lastModified": "[^"]*"', "", text)
