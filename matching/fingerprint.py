"""What matching reads of a profile, in short: two profiles alike in it get the same matches."""

import hashlib
import json

from matching.prompts import build_profile_context
from talentnet.profiles.models import Profile


def fingerprint_of(profile: Profile) -> str:
    """64 hexadecimal digits over everything that scoring and the hard filters read.

    Name, pronouns and links are not among it. Reads the profile's rows: four queries, unless they
    were prefetched.
    """
    # The preferences once more: in a long profile the context is cut before it comes to them.
    read = [
        build_profile_context(profile),
        profile.preference_lines(),
        sorted(profile.hidden_from_organizations),
    ]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()
