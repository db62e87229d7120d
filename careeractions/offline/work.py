"""Phrases for positions, and the experience that their titles show."""

from careeractions.offline.kinds import mentions_any
from careeractions.offline.periods import ended_long_ago, year_of
from careeractions.offline.phrases import Phrase, core_of, position
from careeractions.offline.privacy import Privacy
from talentnet.profiles.models import Volunteering, WorkExperience

# Names of organizations and titles may be longer than other phrases.
_ORGANIZATION_WORDS, _ORGANIZATION_LENGTH = 8, 60
_TITLE_WORDS = 7
# Entries of the organization field that name no organization.
_NO_ORGANIZATION = frozenset(
    {"freelance", "freelancer", "self-employed", "self employed", "independent", "private"}
)
_SENIOR = (
    "senior",
    "staff",
    "principal",
    "head",
    "director",
    "lead",
    "chief",
    "president",
    "vp",
    "ceo",
    "cto",
    "coo",
    "founder",
    "partner",
    "manager",
    "professor",
)
_BEGINNER = ("intern", "trainee", "student", "apprentice", "casual", "junior", "assistant")


def phrase(entry: WorkExperience, privacy: Privacy) -> Phrase | None:
    """Phrase such as "your work as an operations manager at Ziwani Health Partners"."""
    title, organization = title_of(entry, privacy), _organization(entry, privacy)
    basis = basis_of(entry, privacy)
    if not basis or not (title or organization):
        return None
    as_what = f" as {named}" if (named := position(title) if title else "") else ""
    if not (as_what or organization):
        return None
    at = f" at {organization}" if organization else ""
    if ended_long_ago(entry.end_date):
        return Phrase(f"your time{as_what}{at}, until {year_of(entry.end_date)}", (basis,))
    return Phrase(f"your work{as_what}{at}", (basis,))


def basis_of(entry: WorkExperience, privacy: Privacy) -> str:
    """Position as the profile shows it, without an organization that may not be named."""
    title, organization = title_of(entry, privacy), _organization(entry, privacy)
    if title and organization:
        # Quote only what the profile page shows verbatim.
        return f"{title} at {organization}" if f"{title} at {organization}" in str(entry) else title
    return title or organization


def title_of(entry: WorkExperience | Volunteering, privacy: Privacy) -> str:
    """Title that may be named; empty if it names the person or a hidden organization."""
    return core_of(entry.title, max_words=_TITLE_WORDS) if privacy.allows(entry.title) else ""


def _organization(entry: WorkExperience, privacy: Privacy) -> str:
    name = entry.organization
    if name.strip().casefold() in _NO_ORGANIZATION or not privacy.allows_organization(name):
        return ""
    return core_of(name, max_words=_ORGANIZATION_WORDS, max_length=_ORGANIZATION_LENGTH)


def is_senior(titles: str) -> bool:
    return mentions_any(titles, _SENIOR)


def is_beginner(titles: str) -> bool:
    return mentions_any(titles, _BEGINNER)
