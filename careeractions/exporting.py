"""Export a profile's career actions as CSV and for its JSON Resume."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, TextIO

from careeractions.models import CareerAction
from talentnet.moments import utc_text
from talentnet.profiles.models import Profile
from talentnet.spreadsheets import Cell, write_table

COLUMNS = (
    "type",
    "title",
    "description",
    "rationale",
    "profile_basis",
    "status",
    "note",
    "dismiss_reason",
    "generated_at",
    "started_at",
    "completed_at",
    "dismissed_at",
    "model_version",
)


def write_career_actions(profile: Profile, file: TextIO) -> None:
    """Write cards of every status to a CSV file, in the panel's order, streamed from one query."""
    # Readers of the table care who wrote a move, not which version of what.
    header = ["written_by" if name == "model_version" else name for name in COLUMNS]
    write_table(file, header, _rows(profile))


def career_actions_of(profile: Profile) -> list[dict[str, Any]]:
    """JSON-compatible records of cards of every status, without empty fields."""
    return [_as_json(card) for card in CareerAction.objects.of(profile).in_order()]


def _rows(profile: Profile) -> Iterator[list[Cell]]:
    for card in CareerAction.objects.of(profile).in_order().iterator():
        values: dict[str, Cell] = {name: getattr(card, name) for name in COLUMNS}
        values["type"] = card.get_type_display()
        values["profile_basis"] = "\n".join(str(element) for element in card.profile_basis)
        yield list(values.values())


def _as_json(card: CareerAction) -> dict[str, Any]:
    values = {name: getattr(card, name) for name in COLUMNS}
    return {name: _moment(value) for name, value in values.items() if value}


def _moment(value: Any) -> Any:
    return utc_text(value) if isinstance(value, dt.datetime) else value
