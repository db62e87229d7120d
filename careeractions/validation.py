"""Validate the generator's answer leniently.

Every violation of the tool's schema is recorded for staff, but items that can be stored are
accepted anyway. What the texts say is left to the checks.
"""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import fuzz, utils

from careeractions.action_types import ActionType
from careeractions.models import TEXT_LENGTH, TITLE_LENGTH
from careeractions.prompts import MAX_ACTIONS, MIN_ACTIONS, MIN_TYPES
from talentnet.text import cut_at_word, one_line, storable

MAX_BASIS, BASIS_LENGTH = 10, 200
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 5, 10
# A broken answer could otherwise fill its row with issues.
MAX_ISSUES, ISSUE_LENGTH = 50, 300
NEAR_DUPLICATE_PERCENT = 85
"""Similarity of two titles, in percent of rapidfuzz's `token_sort_ratio`."""


NonEmpty = Annotated[str, Field(min_length=1)]


class Action(BaseModel):
    """One item, strictly as the tool's schema defines it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    # Strict mode would refuse the plain string that JSON holds.
    type: ActionType = Field(strict=False)
    title: Annotated[NonEmpty, Field(max_length=TITLE_LENGTH)]
    description: Annotated[NonEmpty, Field(max_length=TEXT_LENGTH)]
    rationale: Annotated[NonEmpty, Field(max_length=TEXT_LENGTH)]
    profileBasis: Annotated[  # the tool's own spelling
        list[Annotated[NonEmpty, Field(max_length=BASIS_LENGTH)]],
        Field(min_length=1, max_length=MAX_BASIS),
    ]


class ActionsAnswer(BaseModel):
    """Whole input of the tool call."""

    model_config = ConfigDict(strict=True, extra="forbid")

    actions: Annotated[list[Action], Field(min_length=MIN_ACTIONS, max_length=MAX_ACTIONS)]


@dataclass(frozen=True)
class Draft:
    """Action that can be stored: every text fits its column."""

    type: ActionType
    title: str
    description: str
    rationale: str
    profile_basis: list[str]
    # Named by the offline rules alone.
    template: str = ""
    subject: str = ""


@dataclass
class CheckedActions:
    """Drafts to store, and a sentence per violation."""

    drafts: list[Draft] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)


def check_answer(answer: object) -> CheckedActions:
    """Validate an answer and extract the drafts that can be stored.

    Never raises; an unusable answer yields no drafts.
    """
    checked = CheckedActions(issues=_schema_issues(answer))
    items = _items(answer, checked)
    for number, item in enumerate(items):
        draft = _draft(item, number, checked)
        if draft is not None:
            checked.drafts.append(draft)
    if len(checked.drafts) > MAX_ACTIONS:
        checked.issues.append(f"{len(checked.drafts)} usable actions; the first 5 were kept")
        del checked.drafts[MAX_ACTIONS:]
    _check_numbers(checked)
    # An issue may quote a key of the answer, which can hold NUL or lone surrogates.
    checked.issues = [storable(issue)[:ISSUE_LENGTH] for issue in checked.issues[:MAX_ISSUES]]
    return checked


def _schema_issues(answer: object) -> list[str]:
    try:
        ActionsAnswer.model_validate(answer)
    except ValidationError as error:
        return [
            f"{'.'.join(str(part) for part in item['loc']) or 'answer'}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        ]
    return []


def _items(answer: object, checked: CheckedActions) -> list[Any]:
    items = answer.get("actions") if isinstance(answer, dict) else None
    # Models sometimes send a nested array as a string of JSON.
    if isinstance(items, str):
        try:
            items = json.loads(items)
        # Deep nesting exhausts the parser's recursion limit.
        except (ValueError, RecursionError):
            return []
        checked.issues.append("actions: came as text holding JSON; read as that")
    return items if isinstance(items, list) else []


def _draft(item: object, number: int, checked: CheckedActions) -> Draft | None:
    if not isinstance(item, dict):
        checked.issues.append(f"actions.{number}: left out, it is not an object")
        return None
    texts = {key: _text(item.get(key)) for key in ("title", "description", "rationale")}
    missing = [key for key, text in texts.items() if not text]
    if item.get("type") not in ActionType.values:
        missing.append("known type")
    if missing:
        checked.issues.append(f"actions.{number}: left out, it has no {' and no '.join(missing)}")
        return None
    return Draft(
        type=ActionType(item["type"]),
        title=_cut(one_line(texts["title"]), TITLE_LENGTH, f"actions.{number}.title", checked),
        description=_cut(
            texts["description"], TEXT_LENGTH, f"actions.{number}.description", checked
        ),
        rationale=_cut(texts["rationale"], TEXT_LENGTH, f"actions.{number}.rationale", checked),
        profile_basis=_basis(item.get("profileBasis"), number, checked),
    )


def _text(value: object) -> str:
    # No database stores NUL characters or lone surrogates; a text of blanks counts as missing.
    text = storable(value) if isinstance(value, str) else ""
    return text if one_line(text) else ""


def _cut(text: str, limit: int, place: str, checked: CheckedActions) -> str:
    if len(text) > limit:
        checked.issues.append(f"{place}: cut at {limit} characters from {len(text)}")
    return cut_at_word(text, limit)


def _basis(value: object, number: int, checked: CheckedActions) -> list[str]:
    place = f"actions.{number}.profileBasis"
    if not isinstance(value, list):
        checked.issues.append(f"{place}: missing; stored as an empty list")
        return []
    elements = [text for text in (one_line(_text(element)) for element in value) if text]
    if len(elements) > MAX_BASIS:
        checked.issues.append(f"{place}: {len(elements)} elements; the first 10 were kept")
    return [_cut(text, BASIS_LENGTH, place, checked) for text in elements[:MAX_BASIS]]


def _check_numbers(checked: CheckedActions) -> None:
    """Record too few actions or types; every draft stays."""
    drafts = checked.drafts
    if len(drafts) < MIN_ACTIONS:
        checked.issues.append(
            f"{len(drafts)} usable actions; at least {MIN_ACTIONS} were asked for"
        )
    types = {draft.type for draft in drafts}
    if len(types) < MIN_TYPES:
        checked.issues.append(f"{len(types)} different types; at least {MIN_TYPES} were asked for")


def is_near_duplicate(title: str, other: str) -> bool:
    """True if two titles are nearly equal, regardless of case and word order."""
    ratio = fuzz.token_sort_ratio(title, other, processor=utils.default_process)
    return bool(ratio >= NEAR_DUPLICATE_PERCENT)
