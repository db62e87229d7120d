"""What the checks find in career actions, as it is stored."""

from dataclasses import dataclass
from typing import Any, Literal, Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, TypeAdapter

from talentnet.treatments import Treatment

type CardPlace = Literal["title", "description", "rationale", "profileBasis"]
# Longer passages are found by their beginning.
WORDS_LENGTH = 300


class StoredFinding(BaseModel):
    """JSON of a finding, on a career action or on its generation."""

    model_config = ConfigDict(frozen=True)

    code: str
    severity: Treatment
    words: str
    action: int
    place: CardPlace


@dataclass(frozen=True)
class Finding:
    """Something that a check has found in a set of actions."""

    code: str
    severity: Treatment
    """Treatment set for the check when it ran; a later change of the setting leaves it alone."""
    words: str
    """Words at fault, exactly as they stand in the text."""
    action: int
    """Index of the action in its set, from 0."""
    place: CardPlace

    @classmethod
    def of_code(cls, code: str, words: str, action: int, place: CardPlace) -> Self:
        return cls(code, settings.CHECKS[code], words[:WORDS_LENGTH], action, place)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a stored finding. Raises pydantic's ValidationError."""
        return cls(**dict(StoredFinding.model_validate(value)))

    def as_json(self) -> dict[str, Any]:
        return StoredFinding.model_validate(self, from_attributes=True).model_dump(mode="json")

    def __str__(self) -> str:
        return f"{self.code} in {self.place}: “{self.words}”"


_STORED = TypeAdapter(list[StoredFinding])


def findings_from(values: object) -> list[Finding]:
    return [Finding(**dict(stored)) for stored in _STORED.validate_python(values or [])]
