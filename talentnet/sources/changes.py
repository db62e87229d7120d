"""Decide which columns a source's row writes and which keep the values set by staff.

What was inferred from a title is inferred again when the title changes, unless staff chose another
value.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.duplicates import DuplicateProbe, duplicate_key, has_diverged
from talentnet.sources.facts import Facts, facts_of
from talentnet.sources.rows import OpportunityRow

# Columns of a stored opportunity that are compared with its row.
STORED = (
    "source",
    "source_id",
    "location",
    "is_remote",
    "role_type",
    "experience_level",
    "deadline",
    "status",
    "archived_for",
)
# Fields that the derived salary columns depend on.
SALARY_GIVEN = {"salary_range", "salary_min", "salary_max", "salary_currency", "salary_period"}
# Columns to empty when a source no longer gives a raw value, by that value's name.
WITHDRAWN: dict[str, dict[str, Any]] = {
    "deadline": {"deadline": None, "deadline_zone": ""},
    "salary_range": {"salary_range": ""},
    "starts_at": {"starts_at": None},
    "ends_at": {"ends_at": None},
}


@dataclass
class ReadRow:
    """A row that is new or has changed, checked and ready to be written."""

    row: OpportunityRow
    raw: dict[str, Any]
    content_hash: str
    is_whole: bool = False


@dataclass
class Change:
    """A row with its stored opportunity and listing, if there are any."""

    read: ReadRow
    stored: Opportunity | None
    listing: Listing | None

    def __post_init__(self) -> None:
        self.facts: Facts = facts_of(self.row)

    @property
    def row(self) -> OpportunityRow:
        return self.read.row

    @property
    def is_new(self) -> bool:
        return self.stored is None and self.listing is None

    def probe(self) -> DuplicateProbe:
        """Probe for the same opportunity among other sources."""
        row = self.row
        is_remote = bool(self.facts.inferred.get("is_remote", row.is_remote))
        return DuplicateProbe(
            source_id=row.source_id,
            key=duplicate_key(row.organization, row.location, is_remote),
            kind=row.kind,
            title=row.title,
            country=self.facts.derived["place_country"],
            deadline=row.deadline,
            starts_at=row.starts_at,
        )

    def has_left(self, opportunity: Opportunity) -> bool:
        """True if the row no longer describes the opportunity it was joined to.

        A row that omits the location it gave before says nothing about it.
        """
        given_before = {"location", "is_remote"} & self._before.keys()
        gives_place = self.read.is_whole or given_before <= self.row.model_fields_set
        probe = self.probe()
        return has_diverged(probe if gives_place else replace(probe, key=""), opportunity)

    def columns(self, now: dt.datetime) -> dict[str, Any]:
        """Columns to write: all for a new opportunity, else only those that the row sets, so that
        edits by staff or another import survive."""
        # Handled on their own: `status` below, `last_verified_at` with its default.
        handled_apart = {"last_verified_at", "status"}
        given = self.row.model_dump(exclude=handled_apart, exclude_unset=not self.is_new)
        values = given | self._withdrawn() | self._inferred() | self._derived()
        values |= self._status(now)
        location = values.get("location", self.stored.location if self.stored else "")
        is_remote = values.get("is_remote", bool(self.stored and self.stored.is_remote))
        return values | {
            "duplicate_key": duplicate_key(self.row.organization, location, is_remote),
            "last_verified_at": self.row.last_verified_at or now,
            "updated_at": now,
        }

    @property
    def _before(self) -> dict[str, Any]:
        """The source's own words from the last import."""
        return self.listing.raw if self.listing else {}

    def _withdrawn(self) -> dict[str, Any]:
        """Empty values for what the source no longer gives; additions by staff stay."""
        if not self.read.is_whole:
            return {}
        gone = self._before.keys() - self.read.raw
        return {column: value for name in gone for column, value in WITHDRAWN.get(name, {}).items()}

    def _inferred(self) -> dict[str, Any]:
        """Values to infer again: those inferred before or withdrawn by the source. Choices by staff
        stay."""
        if self.stored is None:
            return self.facts.inferred
        before = self._before.get("inferred", {})
        # Older listings don't record what was inferred for them.
        is_withdrawn = self.read.is_whole and "inferred" in self._before
        return {
            name: value
            for name, value in self.facts.inferred.items()
            if (is_withdrawn and name not in before)
            or getattr(self.stored, name) in ("", False, before.get(name))
        }

    def _derived(self) -> dict[str, Any]:
        given = self.row.model_fields_set | self._withdrawn().keys()
        return {
            name: value
            for name, value in self.facts.derived.items()
            if self.is_new
            or (name.startswith("place_") and "location" in given)
            or (name.startswith("salary_") and SALARY_GIVEN & given)
        }

    def _status(self, now: dt.datetime) -> dict[str, Any]:
        sets_status = self.stored is None or "status" in self.row.model_fields_set
        if sets_status and not self._is_archived_by_staff():
            return {"status": self.row.status, "archived_for": ""}
        if self.reopens(now):
            return {"status": Opportunity.Status.ACTIVE, "archived_for": ""}
        return {}

    def _is_archived_by_staff(self) -> bool:
        """True if staff archived the opportunity, not a sweep or the source itself."""
        if self.stored is None or self.stored.status != Opportunity.Status.ARCHIVED:
            return False
        status = str(self._before.get("status", "")).casefold()
        return not self.stored.archived_for and status != Opportunity.Status.ARCHIVED

    def reopens(self, now: dt.datetime) -> bool:
        """True if the reason for archiving no longer holds."""
        if self.stored is None or self.stored.status != Opportunity.Status.ARCHIVED:
            return False
        if self.stored.archived_for == Opportunity.ArchivedFor.DEADLINE:
            moved = "deadline" in self.row.model_fields_set | self._withdrawn().keys()
            return moved and (self.row.deadline is None or self.row.deadline > now)
        return self.stored.archived_for == Opportunity.ArchivedFor.MISSING

    def as_listing(self, opportunity_id: int, now: dt.datetime) -> Listing:
        return Listing(
            opportunity_id=opportunity_id,
            source=self.row.source,
            source_id=self.row.source_id,
            url=self.row.url,
            raw=self._unchanged_raw() | self.read.raw | {"inferred": self.facts.inferred},
            content_hash=self.read.content_hash,
            last_seen_at=now,
            missed_syncs=0,
        )

    def _unchanged_raw(self) -> dict[str, Any]:
        """Raw values of columns that this row doesn't set and that therefore stay unchanged."""
        if self.read.is_whole:
            return {}
        fields_set = self.row.model_fields_set
        return {name: text for name, text in self._before.items() if name not in fields_set}
