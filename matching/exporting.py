"""The matches of a profile as a table, for the candidate's own use."""

from collections.abc import Iterator
from typing import Any, TextIO

from matching.models import Match
from talentnet.profiles.models import Profile
from talentnet.spreadsheets import Cell, write_table

COLUMNS = (
    "title",
    "organization",
    "tier",
    "score",
    "strengths",
    "gap",
    "recommendations",
    "status",
    "applied_at",
    "dismissed_at",
    "computed_at",
    "deadline",
    "url",
    "written_by",
)


def write_matches(profile: Profile, file: TextIO) -> None:
    """Write all matches of any status, the best first. Streams a single query."""
    write_table(file, COLUMNS, _rows(profile))


def _rows(profile: Profile) -> Iterator[list[Cell]]:
    matches = Match.objects.filter(profile=profile).select_related("opportunity").best_first()
    # iterator() keeps memory flat for any number of matches.
    for match in matches.iterator():
        opportunity = match.opportunity
        yield [
            opportunity.title,
            opportunity.organization,
            match.get_tier_display(),
            match.score,
            "\n".join(str(strength) for strength in match.strengths),
            match.gap,
            "\n".join(_recommendation(each) for each in match.recommendations),
            match.status,
            match.applied_at,
            match.dismissed_at,
            match.computed_at,
            opportunity.deadline,
            opportunity.url,
            match.model_version,
        ]


def _recommendation(each: dict[str, Any]) -> str:
    return f"{each.get('action', '')} ({each.get('type', '')}, {each.get('priority', '')})"
