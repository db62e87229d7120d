"""Check a model's scores, and define the JSON that matches store.

An unusable entry is left out, so its posting keeps the offline score; a fixable one is fixed. Each
is recorded for staff.

The tier follows from the score, and URLs are removed. Each correction is a line in
`MatchRefresh.issues`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from matching.tiers import TierValue, tier_of
from talentnet.text import cut_at_word, has_url, one_line, storable, without_addresses

# More than the prompt asks for, but no more than a page can show.
MAX_STRENGTHS = 6
MAX_RECOMMENDATIONS = 5
TEXT_LENGTH = 600
MAX_ISSUES, ISSUE_LENGTH = 100, 300

Limited = Annotated[str, Field(max_length=TEXT_LENGTH)]
Sentence = Annotated[str, AfterValidator(lambda text: cut_at_word(one_line(text), TEXT_LENGTH))]


# JSON true would be accepted as 1.
def _not_a_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number, not true or false")
    return value


Whole = Annotated[int, BeforeValidator(_not_a_truth_value)]


def _says_something(text: str) -> bool:
    """True for more than a dash or dots."""
    return any(letter.isalnum() for letter in text)


class Recommendation(BaseModel):
    type: Literal["specific", "skill", "experience"]
    action: Sentence
    priority: Literal["high", "medium", "low"]


class ScoredOpportunity(BaseModel):
    opportunity_id: Whole
    tier: TierValue
    score: Annotated[Whole, Field(ge=0, le=100)]
    strengths: list[Sentence]
    gap: Sentence
    recommendations: list[Recommendation]

    def trimmed(self) -> "ScoredOpportunity":
        """Copy without empty entries, limited to the number that a page shows."""
        return self.model_copy(
            update={
                "strengths": [text for text in self.strengths if _says_something(text)][
                    :MAX_STRENGTHS
                ],
                "recommendations": [
                    item for item in self.recommendations if _says_something(item.action)
                ][:MAX_RECOMMENDATIONS],
            }
        )


# Strict: 7.0 or "7" for a number is an issue, although it can be read.
class Promised(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class PromisedRecommendation(Promised):
    type: Literal["specific", "skill", "experience"]
    action: Limited
    priority: Literal["high", "medium", "low"]


class PromisedEntry(Promised):
    """Entry in the exact form of the tool's schema; deviations are recorded."""

    opportunity_id: int
    tier: TierValue
    score: Annotated[int, Field(ge=0, le=100)]
    strengths: list[Limited]
    gap: Limited
    recommendations: list[PromisedRecommendation]


@dataclass
class CheckedScores:
    """Usable verdicts by opportunity id, and a sentence per problem."""

    scores: dict[int, ScoredOpportunity] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)


_RECOMMENDATIONS = TypeAdapter(list[Recommendation])


def check_scores(answer: object, asked: set[int]) -> CheckedScores:
    """Check a model's answer and collect its usable verdicts. Never raises."""
    checked = CheckedScores()
    for place, entry in _entries(answer, checked):
        scored = _usable(place, entry, asked, checked)
        if scored is not None:
            checked.scores[scored.opportunity_id] = scored
    if missing := sorted(asked - set(checked.scores)):
        checked.issues.append(f"no usable verdict on {', '.join(map(str, missing))}")
    # An issue may quote a key of the answer, which can hold anything.
    checked.issues = [storable(issue)[:ISSUE_LENGTH] for issue in checked.issues[:MAX_ISSUES]]
    return checked


def read_scores(answer: object, asked: set[int]) -> dict[int, ScoredOpportunity]:
    """Offline scorer's verdicts by opportunity id; unrequested ones are dropped."""
    scores: dict[int, ScoredOpportunity] = {}
    for _, entry in _entries(answer, CheckedScores()):
        scored = _read(entry)
        if scored is not None and scored.opportunity_id in asked:
            scores.setdefault(scored.opportunity_id, scored.trimmed())
    return scores


def _entries(answer: object, checked: CheckedScores) -> Iterator[tuple[str, Any]]:
    entries = answer.get("matches") if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        checked.issues.append("matches: left out, it is not a list")
        return
    for number, entry in enumerate(entries):
        yield f"matches.{number}", entry


def _read(entry: object) -> ScoredOpportunity | None:
    try:
        return ScoredOpportunity.model_validate(entry)
    except ValidationError:
        return None


def _usable(
    place: str, entry: object, asked: set[int], checked: CheckedScores
) -> ScoredOpportunity | None:
    """Fix an entry where possible, or return None; record its problems in `checked`."""
    issues = _schema_issues(place, entry)
    scored = _read(entry)
    left_out = _why_left_out(scored, asked, checked)
    if scored is not None and not left_out:
        scored = _corrected(place, scored, issues)
    # A dropped entry gets one issue; the reasons that led there add nothing.
    checked.issues += [*issues, f"{place}: left out, {left_out}"] if left_out else issues
    return None if left_out else scored


def _schema_issues(place: str, entry: object) -> list[str]:
    try:
        PromisedEntry.model_validate(entry)
    except ValidationError as error:
        return [
            f"{'.'.join([place, *map(str, item['loc'])])}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        ]
    return []


def _why_left_out(scored: ScoredOpportunity | None, asked: set[int], checked: CheckedScores) -> str:
    if scored is None:
        return "it is not of the tool's shape"
    if scored.opportunity_id not in asked:
        return f"{scored.opportunity_id} was not asked about"
    if scored.opportunity_id in checked.scores:
        return f"{scored.opportunity_id} comes twice; the first counts"
    if tier_of(scored.score) != "exploring" and not scored.trimmed().strengths:
        return f"{scored.opportunity_id} has a score of {scored.score} and no strength"
    return ""


def _corrected(place: str, scored: ScoredOpportunity, issues: list[str]) -> ScoredOpportunity:
    tier = tier_of(scored.score)
    if scored.tier != tier:
        issues.append(f"{place}.tier: {scored.tier} for a score of {scored.score}; made {tier}")
    trimmed = scored.trimmed()
    texts = [scored.gap, *scored.strengths, *(item.action for item in scored.recommendations)]
    # A posting may have smuggled a link into the model's text.
    if any(has_url(text) for text in texts):
        issues.append(f"{place}: holds a URL; taken out")
    for name in ("strengths", "recommendations"):
        before, after = len(getattr(scored, name)), len(getattr(trimmed, name))
        if before != after:
            issues.append(f"{place}.{name}: {after} of {before} were kept")
    return trimmed.model_copy(
        update={
            "tier": tier,
            "gap": without_addresses(trimmed.gap),
            "strengths": [without_addresses(text) for text in trimmed.strengths],
            "recommendations": [
                item.model_copy(update={"action": without_addresses(item.action)})
                for item in trimmed.recommendations
            ],
        }
    )


def stored_recommendations(value: object) -> list[Recommendation]:
    """Parse a match's JSON column. Raises pydantic.ValidationError."""
    return _RECOMMENDATIONS.validate_python(value)
