"""Files about a profile in the ZIP of all personal data."""

from collections.abc import Callable
from typing import TextIO

from talentnet.accounts.models import User
from talentnet.privacy.exporting import ExportFile
from talentnet.profiles.access import profile_of
from talentnet.profiles.exporting.resume import resume_text
from talentnet.profiles.models import Profile


def file_of_profile(name: str, about: str, write: Callable[[Profile, TextIO], None]) -> ExportFile:
    """Return an export file with content that is written from the user's profile."""

    def write_for(user: User, file: TextIO) -> None:
        write(profile_of(user), file)

    return ExportFile(name, about, write_for)


def _write_resume(profile: Profile, file: TextIO) -> None:
    file.write(resume_text(profile))


RESUME = file_of_profile(
    "resume.json",
    "Your profile as JSON Resume, an open format you can use elsewhere or import back here.",
    _write_resume,
)
