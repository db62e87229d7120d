"""Personal data in profiles, and how long it is kept."""

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
    PersonalRecord(ProfileImport, "imports", "Your imported files, with the text read from them"),
]


def delete_imports(before: dt.datetime) -> int:
    """Delete imports that nobody has touched since `before`, except running ones."""
    # Asking the model again resets `created_at`, so the week starts over.
    touched = ProfileImport.objects.annotate(touched_at=Coalesce("finished_at", "created_at"))
    # An applied import counts from then: undo is possible for a week.
    old = touched.filter(touched_at__lt=before)
    return delete_some(old.exclude(status__in=[ProfileImport.QUEUED, ProfileImport.RUNNING]))


RULES = [
    Rule(
        "Your profile",
        "You use it for as long as you have an account.",
        until="until you change it or delete your account",
    ),
    Rule(
        "Text read from your imported files",
        "So you can review and undo an import. We delete the file itself once it has been read.",
        days=7,
        enforce=delete_imports,
    ),
]
