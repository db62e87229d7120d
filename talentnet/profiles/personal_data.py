"""What the profile holds of a person: all of it."""

from talentnet.accounts.personal_data import PersonalRecord
from talentnet.accounts.retention import Rule
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

# The place for the rule of uploaded documents: 7 days after an import ended or was last touched.
RULES = [
    Rule(
        "Your profile",
        "It is yours: it stays as long as you have use for it.",
        until="until you change it or delete your account",
    ),
]
