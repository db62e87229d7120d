"""`manage.py import_profile`, which imports everything or nothing."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from talentnet.accounts.models import User
from talentnet.profiles.models import Education, Profile, ProfileImport, WorkExperience
from talentnet.profiles.tests.documents import pdf
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db

EMAIL = "amara@example.org"
RESUME: dict[str, Any] = {
    "basics": {"name": "Amara Diallo", "location": {"city": "Lisbon"}},
    "work": [{"name": "Lanternfield", "position": "Engineer"}, {"name": "Cedar Bay"}],
    "education": [{"institution": "Quiet Harbor University"}],
    "skills": [{"name": "Python"}],
}
type Write = Callable[[Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: Any) -> Path:
        path = tmp_path / "resume.json"
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(raw)
        return path

    return written


def run(path: Path, *options: str, email: str = EMAIL) -> list[str]:
    out = StringIO()
    call_command("import_profile", path, "--email", email, *options, stdout=out)
    return out.getvalue().splitlines()


def refused(path: Path, email: str = EMAIL) -> str:
    """Return the error, after checking that nothing was created or changed."""
    before = list(User.objects.values_list("pk", "email"))
    with pytest.raises(CommandError) as caught:
        run(path, email=email)
    assert list(User.objects.values_list("pk", "email")) == before
    assert (Profile.objects.count(), Education.objects.count()) == (0, 0)
    assert WorkExperience.objects.count() == 0
    assert caught.value.returncode == 1
    return str(caught.value)


def test_new_profile_is_created_and_printed(write: Write) -> None:
    lines = run(write(RESUME))
    profile = Profile.objects.get()
    assert lines == [
        f"Profile {profile.pk} (Amara Diallo) for {EMAIL}.",
        "Not ready for matching yet; missing: career goals, match preferences, privacy.",
    ]
    assert (profile.user.email, profile.skills) == (EMAIL, ["Python"])
    assert [str(entry) for entry in profile.work_experiences.all()] == [
        "Engineer at Lanternfield",
        "Cedar Bay",
    ]
    assert [str(entry) for entry in profile.educations.all()] == ["Quiet Harbor University"]


def test_new_account_has_no_password_or_rights(write: Write) -> None:
    run(write(RESUME))
    user = User.objects.get()
    assert (user.has_usable_password(), user.is_staff, user.is_superuser) == (False, False, False)


def test_without_option_no_consent_is_recorded(write: Write) -> None:
    run(write(RESUME))
    assert Profile.objects.get().ai_consent_at is None


def test_consent_option_records_consent(write: Write) -> None:
    run(write(RESUME), "--consent")
    assert Profile.objects.get().ai_consent_at is not None


def test_unused_sections_are_printed(write: Write) -> None:
    lines = run(write(RESUME | {"interests": [{"name": "Sailing"}]}))
    assert lines[1] == "Not imported: interests: profiles don't have this section"


def test_new_profile_keeps_limits(write: Write) -> None:
    lines = run(write(RESUME | {"work": [{"name": f"Employer {n}"} for n in range(60)]}))
    assert Profile.objects.get().work_experiences.count() == 50
    assert lines[1] == (
        "A profile holds at most 50 of work experience. Yours has 0, and the file has 60 more. "
        "You can add only 50 of them."
    )


def test_byte_order_mark_is_ignored(write: Write) -> None:
    run(write(b"\xef\xbb\xbf" + json.dumps(RESUME).encode()))
    assert Profile.objects.get().name == "Amara Diallo"


@pytest.fixture
def amara() -> Profile:
    profile: Profile = ProfileFactory.create(user__email=EMAIL, skills=["Python"])
    WorkExperienceFactory.create(profile=profile)
    return profile


def stored(profile: Profile) -> tuple[Any, ...]:
    profile.refresh_from_db()
    rows = [(str(work), work.location) for work in profile.work_experiences.all()]
    return profile.name, profile.skills, rows


OTHER: dict[str, Any] = {
    "basics": {"name": "A. Diallo"},
    "work": [
        {"name": "lanternfield", "position": "Software Engineer", "location": "Lisbon"},
        {"name": "Cedar Bay", "startDate": "2018"},
    ],
    "skills": [{"name": "Rust"}, {"name": "python"}],
}
PLAN = [
    "value:name  Name: A. Diallo (now: Amara Diallo)",
    "list:skills:0  Skills: Rust",
    "entry:work:0  work experience: Software Engineer at lanternfield "
    "(now: Software Engineer at Lanternfield; fill or replace or add)",
    "entry:work:1  work experience: Cedar Bay, since 2018",
    "Already in the profile: 1",
]
AS_IT_WAS = ("Amara Diallo", ["Python"], [("Software Engineer at Lanternfield", "")])


@pytest.mark.parametrize("email", [EMAIL, "AMARA@example.org"])
@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--apply", "--dry-run"]])
def test_existing_profile_only_prints_plan(
    write: Write, amara: Profile, email: str, options: list[str]
) -> None:
    lines = run(write(OTHER), *options, email=email)
    assert lines == [f"Profile {amara.pk} (Amara Diallo) of {EMAIL}, unchanged.", *PLAN]
    assert stored(amara) == AS_IT_WAS
    assert not ProfileImport.objects.exists()


def test_apply_adds_only_new_data(write: Write, amara: Profile) -> None:
    assert run(write(OTHER), "--apply") == [
        f"Profile {amara.pk} (Amara Diallo): skills (1) and work experience (1)."
    ]
    rows = [("Software Engineer at Lanternfield", ""), ("Cedar Bay", "")]
    assert stored(amara) == ("Amara Diallo", ["Python", "Rust"], rows)
    assert ProfileImport.objects.get().status == "applied"
    assert run(write(OTHER), "--apply")[0].endswith("unchanged.")


def test_take_applies_chosen_ids(write: Write, amara: Profile) -> None:
    run(write(OTHER), "--take", "value:name", "entry:work:0=fill")
    rows = [("Software Engineer at Lanternfield", "Lisbon")]
    assert stored(amara) == ("A. Diallo", ["Python"], rows)


@pytest.mark.parametrize("id", ["value:email", "entry:work:9", "entry:work:0=burn", ""])
def test_unknown_id_changes_nothing(write: Write, amara: Profile, id: str) -> None:
    with pytest.raises(CommandError, match="There is no change "):
        run(write(OTHER), "--take", "value:name", id)
    assert stored(amara) == AS_IT_WAS


def test_dry_run_creates_no_account(write: Write) -> None:
    lines = run(write(OTHER), "--dry-run")
    assert lines[:2] == [f"{EMAIL} is new. Nothing was created.", "value:name  Name: A. Diallo"]
    assert not User.objects.exists()


def test_document_text_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf("Amara Diallo", "Engineer at Lanternfield"))
    assert run(path) == ["Amara Diallo", "Engineer at Lanternfield"]
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["", "amara", "amara@", "amara@example.org, b@example.org"])
def test_invalid_email_is_refused(write: Write, email: str) -> None:
    assert refused(write(RESUME), email) == f"“{email}” isn't an email address."


def test_too_long_email_is_refused(write: Write) -> None:
    email = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.{'c' * 20}.org"
    assert len(email) > 254
    assert email in refused(write(RESUME), email)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    assert refused(path) == f"Can't read {path}: No such file or directory."


def test_invalid_json_is_refused(write: Write) -> None:
    path = write(b'{"basics": ')
    assert refused(path).startswith(f"{path} is not JSON: Expecting value in line 1, column 12")


def test_non_utf_8_file_is_refused(write: Write) -> None:
    path = write('{"basics": {"name": "Zoë"}}'.encode("latin-1"))
    assert refused(path) == f"{path} isn't UTF-8 text."


def test_json_without_resume_is_refused(write: Write) -> None:
    path = write([RESUME])
    assert refused(path) == (
        f"{path} isn't a JSON Resume. A JSON Resume is a JSON object, and this isn't one."
    )


def test_broken_entry_creates_nothing(write: Write) -> None:
    path = write(RESUME | {"education": ["Quiet Harbor University"]})
    assert "Its education.0 doesn't fit JSON Resume" in refused(path)


def test_linkedin_export_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "Positions.csv"
    path.write_text("Company Name,Title,Started On\nLanternfield,Engineer,Mar 2019\n")
    run(path)
    (work,) = Profile.objects.get().work_experiences.all()
    assert (str(work), work.period) == ("Engineer at Lanternfield", "since 2019-03")
