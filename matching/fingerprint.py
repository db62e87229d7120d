"""Fingerprints of everything that matching reads.

Profiles with equal fingerprints get equal matches. Pairs of profile and opportunity with equal
fingerprints get equal verdicts.
"""

import hashlib
import json

from django.conf import settings
from django.forms import model_to_dict

from matching.prompts import (
    MATCH_SCORING_SYSTEM_PROMPT,
    PROMPT_VERSION,
    SCORE_OPPORTUNITIES_TOOL,
    build_posting,
)
from talentnet.opportunities.models import Opportunity
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
ROWS = ("work_experiences", "projects", "volunteerings", "educations", "accomplishments")
"""Related entries that matching reads."""
# Keys and positions of entries; order is still covered by the order of rows.
NOT_READ = ("id", "profile", "position", "key")


def fingerprint_of(profile: Profile) -> str:
    """SHA-256 of every profile field that scoring and the hard filters read, as 64 hex digits.

    Name, pronouns and links are not included. Makes six queries, unless entries are prefetched.
    """
    read = [
        {name: getattr(profile, name) for name in FIELDS},
        # Their order has no effect on the filters.
        sorted(profile.hidden_from_organizations),
        *([_content(row) for row in getattr(profile, rows).all()] for rows in ROWS),
    ]
    return _digest(read)


def fingerprint_of_pair(profile_context: str, opportunity: Opportunity) -> str:
    """SHA-256 of the prompt for this pair, and the model's name."""
    return _digest(
        [
            settings.LLM_MODEL,
            PROMPT_VERSION,
            MATCH_SCORING_SYSTEM_PROMPT,
            SCORE_OPPORTUNITIES_TOOL,
            profile_context,
            build_posting(opportunity),
        ]
    )


def _digest(read: object) -> str:
    # Sorted keys make the JSON, and so the digest, deterministic.
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def _content(row: Entry) -> dict[str, str]:
    return model_to_dict(row, exclude=NOT_READ)
