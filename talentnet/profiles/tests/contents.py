"""What a profile says, to compare two of them: all but ids, timestamps and consent."""

from collections.abc import Iterable, Mapping
from typing import Any

from talentnet.profiles.entries import KINDS
from talentnet.profiles.models import Entry, Profile

NOT_CONTENT = {
    *("id", "user", "created_at", "updated_at"),
    # The day on which something was answered: it is answered in person, never by a file.
    *("privacy_saved_at", "ai_consent_at", "ai_choice_at"),
}
NOT_OF_A_ROW = {"id", "profile", "position"}

type Rows = Mapping[str, Iterable[Entry]]


def contents_of(profile: Profile) -> dict[str, Any]:
    """As the database has it."""
    return contents(profile, {slug: kind.of(profile) for slug, kind in KINDS.items()})


def contents(profile: Profile, rows: Rows) -> dict[str, Any]:
    """Every column there is, so that one which is added and not exported is found."""
    fields = _columns(profile, NOT_CONTENT)
    return fields | {
        f"{kind} rows": [_columns(r, NOT_OF_A_ROW) for r in rows[kind]] for kind in KINDS
    }


def _columns(row: Any, but: set[str]) -> dict[str, Any]:
    columns = (column.name for column in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in columns if name not in but}
