"""Content of a profile for comparison: everything except ids, timestamps and consent."""

from collections.abc import Iterable, Mapping
from typing import Any

from talentnet.profiles.entries import KINDS
from talentnet.profiles.models import Entry, Profile

NOT_CONTENT = {
    *("id", "user", "created_at", "updated_at"),
    # Answers of the candidate, which no file can give.
    *("privacy_saved_at", "ai_consent_at", "ai_choice_at"),
}
NOT_OF_A_ROW = {"id", "profile", "position"}

type Rows = Mapping[str, Iterable[Entry]]


def contents_of(profile: Profile) -> dict[str, Any]:
    """Return the content of a stored profile."""
    return contents(profile, {slug: kind.rows_of(profile) for slug, kind in KINDS.items()})


def contents(profile: Profile, rows: Rows) -> dict[str, Any]:
    """Return every column, so that a new one that isn't exported makes a test fail."""
    fields = _columns(profile, NOT_CONTENT)
    return fields | {
        f"{kind} rows": [_columns(r, NOT_OF_A_ROW) for r in rows[kind]] for kind in KINDS
    }


def _columns(row: Any, excluded: set[str]) -> dict[str, Any]:
    columns = (column.name for column in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in columns if name not in excluded}
