"""Planted faults: cards labeled by a reader, and how many of them the checks find.

Each line of `data/faults.jsonl` is one card with its person. `part` says whether the card was
written before the checks and never used to improve them (`heldout`), or was used (`dev`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from careeractions.action_types import ActionType
from careeractions.checks import check_set
from careeractions.evaluation.people import DATA, InventedPerson, read_people, saved
from careeractions.evaluation.statistics import share
from careeractions.models import CareerAction
from careeractions.validation import Draft
from talentnet.profiles.models import Profile

FAULTS = DATA / "faults.jsonl"
FAULT_PEOPLE = DATA / "fault_people.jsonl"
KINDS = (
    *("basis", "fact", "name", "url", "duplicate", "hazard", "promise", "discouragement"),
    *("trait", "obeyed", "leaked", "language", "generic", "form"),
)
# A copy of a card taken up is a duplicate, too.
_KIND_OF_CODE = {"copy": "duplicate"}


class FaultCase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    part: Literal["heldout", "dev"]
    language: str
    person: InventedPerson | str
    """The person, or their id in `data/fault_people.jsonl`."""
    known: list[dict[str, Any]] = []
    card: dict[str, Any]
    kinds: list[str]
    """Kinds of fault that the reader saw; empty for a clean card."""


@dataclass
class Tally:
    hits: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    false_alarms: Counter[str] = field(default_factory=Counter)

    def add(self, labeled: set[str], found: set[str]) -> None:
        self.hits.update(labeled & found)
        self.misses.update(labeled - found)
        self.false_alarms.update(found - labeled)

    def as_json(self) -> dict[str, Any]:
        rows = {kind: self._row(kind) for kind in KINDS}
        return {kind: row for kind, row in rows.items() if any(row["counts"])}

    def _row(self, kind: str) -> dict[str, Any]:
        hits, misses, alarms = self.hits[kind], self.misses[kind], self.false_alarms[kind]
        recall, precision = share(hits, hits + misses), share(hits, hits + alarms)
        return {
            "counts": [hits, misses, alarms],
            "recall": recall.as_json() if recall else None,
            "precision": precision.as_json() if precision else None,
        }


def read_cases(path: Path = FAULTS) -> list[FaultCase]:
    """Read a file of cases, with every person in full."""
    lines = path.read_text(encoding="utf-8").splitlines()
    cases = [FaultCase.model_validate_json(line) for line in lines if line.strip()]
    people = {person.id: person for person in read_people(FAULT_PEOPLE)}
    for case in cases:
        if isinstance(case.person, str):
            case.person = people[case.person]
    return cases


def fault_test(cases: Iterable[FaultCase]) -> dict[str, Any]:
    """Recall and precision per part, language and kind; counts are hits, misses, false alarms."""
    tallies: dict[str, dict[str, Tally]] = {}
    profiles: dict[str, Profile] = {}
    for case in cases:
        assert isinstance(case.person, InventedPerson)  # noqa: S101
        # Many cards are about the same person; other persons may share an id.
        key = case.person.model_dump_json()
        if key not in profiles:
            person = case.person.model_copy(update={"id": f"case-{len(profiles)}"})
            profiles[key] = saved(person)
        found = found_in(case, profiles[key])
        for language in (case.language, "all"):
            by_language = tallies.setdefault(case.part, {})
            by_language.setdefault(language, Tally()).add(set(case.kinds), found)
    return {
        part: {language: tally.as_json() for language, tally in sorted(by_language.items())}
        for part, by_language in sorted(tallies.items())
    }


def found_in(case: FaultCase, profile: Profile) -> set[str]:
    """Kinds of fault that the checks find in a case."""
    card = case.card
    draft = Draft(
        type=ActionType(card["type"]),
        title=card["title"],
        description=card["description"],
        rationale=card["rationale"],
        profile_basis=list(card["profileBasis"]),
    )
    findings = check_set([draft], profile, [CareerAction(**row) for row in case.known])
    return {_KIND_OF_CODE.get(finding.code, finding.code) for finding in findings}
