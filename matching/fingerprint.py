"""What matching reads of a profile, in short: two profiles alike in it get the same matches."""

import hashlib
import json

from django.forms import model_to_dict

from talentnet.profiles.models import Entry, Profile

FIELDS = (
    "headline",
    "location",
    "skills",
    "ai_safety_interests",
    "career_goals",
    "seeking",
    "summary",
    "remote_preference",
    "role_types",
    "experience_levels",
    "willing_to_relocate",
    "work_authorization",
    "minimum_salary_usd",
    "availability",
    "commitment_types",
)
NOT_READ = ("id", "profile", "position", "key")


def fingerprint_of(profile: Profile) -> str:
    """64 hexadecimal digits over everything that scoring and the hard filters read.

    Name, pronouns and links are not among it. Reads the profile's rows: five queries, unless they
    were prefetched.
    """
    read = [
        {name: getattr(profile, name) for name in FIELDS},
        sorted(profile.hidden_from_organizations),
        [_content(row) for row in profile.work_experiences.all()],
        [_content(row) for row in profile.projects.all()],
        [_content(row) for row in profile.volunteerings.all()],
        [_content(row) for row in profile.educations.all()],
        [_content(row) for row in profile.accomplishments.all()],
    ]
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def _content(row: Entry) -> dict[str, str]:
    return model_to_dict(row, exclude=NOT_READ)
