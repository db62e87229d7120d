"""What the profile holds of a person: all of it."""

from talentnet.accounts.personal_data import PersonalRecord
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
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
]
