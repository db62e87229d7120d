"""Checks of what career actions say, before a candidate sees them.

Each check is a pure function over a set of drafts, its profile and the known cards, and yields
findings. `docs/advice.md` says what each of them finds, and what it doesn't.
"""

from collections.abc import Callable, Iterator, Sequence

from careeractions.checks.addresses import check_addresses
from careeractions.checks.basis import check_basis
from careeractions.checks.duplicates import check_duplicates
from careeractions.checks.facts import check_facts
from careeractions.checks.hazards import check_hazards
from careeractions.checks.names import check_names
from careeractions.checks.obedience import check_leaks, check_obedience
from careeractions.checks.person import CardSet, CheckedPerson
from careeractions.checks.tone import check_tone
from careeractions.checks.wording import check_form, check_language
from careeractions.findings import Finding
from careeractions.models import CareerAction
from careeractions.validation import Draft
from talentnet.profiles.models import Profile
from talentnet.treatments import Treatment

__all__ = ["Finding", "Treatment", "check_set"]

_CHECKS: tuple[Callable[[CardSet], Iterator[Finding]], ...] = (
    check_basis,
    check_facts,
    check_names,
    check_addresses,
    check_duplicates,
    check_hazards,
    check_tone,
    check_obedience,
    check_leaks,
    check_language,
    check_form,
)


def check_set(
    drafts: Sequence[Draft], profile: Profile, known: Sequence[CareerAction]
) -> list[Finding]:
    """Return all findings in a set, in the order of its actions.

    `known` holds the cards that were taken up or dismissed. Reads each table of the profile once.
    """
    cards = CardSet(drafts, CheckedPerson(profile), known)
    findings = dict.fromkeys(finding for check in _CHECKS for finding in check(cards))
    return sorted(findings, key=lambda finding: finding.action)
