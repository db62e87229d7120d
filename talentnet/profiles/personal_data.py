"""Personal data in profiles: all of it."""

import datetime as dt

from django.db.models.functions import Coalesce

from talentnet.privacy.registry import PersonalRecord
from talentnet.privacy.retention import Rule, delete_some
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    ProfileImport,
    Project,
    Volunteering,
    WorkExperience,
)

RECORDS = [
    PersonalRecord(Profile, "profile", "Your profile", owner="user"),
    PersonalRecord(WorkExperience, "work_experience", "Your work experience"),
    PersonalRecord(Education, "education", "Your education"),
    PersonalRecord(Project, "projects", "Your projects"),
    PersonalRecord(Volunteering, "volunteering", "Your volunteering"),
    PersonalRecord(
        Accomplishment,
        "accomplishments",
        "Your publications, certificates, awards and languages",
    ),
    PersonalRecord(
        ProfileImport, "imports", "Files you handed over for your profile, and what was read there"
    ),
]


def delete_imports(before: dt.datetime) -> int:
    """Counted from when one was taken, or else from when its text was last given to be read."""
    touched = ProfileImport.objects.annotate(touched_at=Coalesce("finished_at", "created_at"))
    old = touched.filter(touched_at__lt=before)
    return delete_some(old.exclude(status__in=[ProfileImport.QUEUED, ProfileImport.RUNNING]))


RULES = [
    Rule(
        "Your profile",
        "It is yours: it stays as long as you have use for it.",
        until="until you change it or delete your account",
    ),
    Rule(
        "What was read in a file that you imported",
        "So that you can review it, and undo what you took from it. The file itself goes as soon "
        "as it is read.",
        days=7,
        enforce=delete_imports,
    ),
]
