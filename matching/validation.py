"""What may come back from scoring, and what a match stores as JSON."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from talentnet.text import cut_at_word, one_line

MAX_STRENGTHS = 6
MAX_RECOMMENDATIONS = 5
TEXT_LENGTH = 600

Sentence = Annotated[str, AfterValidator(lambda text: cut_at_word(one_line(text), TEXT_LENGTH))]


class Recommendation(BaseModel):
    type: Literal["specific", "skill", "experience"]
    action: Sentence
    priority: Literal["high", "medium", "low"]


class ScoredOpportunity(BaseModel):
    opportunity_id: int
    tier: Literal["great", "good", "exploring"]
    score: Annotated[int, Field(ge=0, le=100)]
    strengths: list[Sentence]
    gap: Sentence
    recommendations: list[Recommendation]

    def trimmed(self) -> "ScoredOpportunity":
        """Without empty entries, and with no more of them than a card can show."""
        return self.model_copy(
            update={
                "strengths": [text for text in self.strengths if text][:MAX_STRENGTHS],
                "recommendations": [item for item in self.recommendations if item.action][
                    :MAX_RECOMMENDATIONS
                ],
            }
        )


_RECOMMENDATIONS = TypeAdapter(list[Recommendation])


def read_scores(answer: object, asked: set[int]) -> dict[int, ScoredOpportunity]:
    """The usable verdicts of an answer, by opportunity id; never one that was not asked for.

    An entry that does not fit the schema is left out, as is everything if the answer is not of
    the tool's shape: the caller falls back to the offline scorer for what is missing.
    """
    entries = answer.get("matches") if isinstance(answer, dict) else None
    scores: dict[int, ScoredOpportunity] = {}
    for entry in entries if isinstance(entries, list) else []:
        try:
            scored = ScoredOpportunity.model_validate(entry)
        except ValidationError:
            continue
        if scored.opportunity_id in asked:
            scores.setdefault(scored.opportunity_id, scored.trimmed())
    return scores


def stored_recommendations(value: object) -> list[Recommendation]:
    """A match's JSON column, read back. Raises pydantic.ValidationError."""
    return _RECOMMENDATIONS.validate_python(value)
