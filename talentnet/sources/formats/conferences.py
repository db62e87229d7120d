"""Community lists of conferences, with deadlines and their time zones."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from talentnet.sources.document import Document
from talentnet.sources.formats.ours import rows as rows_as_written
from talentnet.sources.formats.values import joined, list_of, object_of, set_moment, text_of
from talentnet.sources.rows import SourceRow

# Subject codes of the lists; unknown codes are used as they are.
SUBJECTS = {
    "ML": "Machine learning",
    "CV": "Computer vision",
    "NLP": "Natural language processing",
    "RO": "Robotics",
    "SP": "Speech and signal processing",
    "DM": "Data mining",
    "KR": "Knowledge representation",
    "AP": "Automated planning",
    "HCI": "Human-computer interaction",
    "CG": "Computer graphics",
}
# A longer conference is a typing error in the list.
MAX_LENGTH = dt.timedelta(days=60)


def detect(document: Document) -> bool:
    first = object_of(document.first)
    names = {"deadline", "timezone"} <= first.keys()
    return names and not {"organization", "source_id"} & first.keys()


def rows(document: Document) -> Iterator[SourceRow]:
    for row in rows_as_written(document):
        yield row if row.problem else _row(row.place, row.fields)


def _row(place: str, conference: dict[str, Any]) -> SourceRow:
    row = SourceRow(place)
    title, year = text_of(conference.get("title")), text_of(conference.get("year"))
    row.fields = {
        "source_id": text_of(conference.get("id")),
        "kind": "event",
        "event_type": "conference",
        "title": title if not year or year in title else f"{title} {year}".strip(),
        "organization": text_of(conference.get("full_name")) or title,
        "location": text_of(conference.get("place")),
        "description": _description(conference),
        "skills": [SUBJECTS.get(s, s) for s in map(text_of, list_of(conference.get("sub")))],
        "url": text_of(conference.get("link")),
    }
    # The last day lasts until it is over everywhere on Earth.
    set_moment(row, "deadline", conference.get("deadline"), text_of(conference.get("timezone")))
    set_moment(row, "starts_at", conference.get("start"), "UTC")
    set_moment(row, "ends_at", conference.get("end"), "anywhere on Earth")
    # A date means the end of its day, but a conference starts at the beginning.
    if "starts_at" in row.fields:
        row.fields["starts_at"] = f"{row.fields['starts_at'][:10]}T00:00:00+00:00"
    _drop_contradictions(row)
    return row


def _drop_contradictions(row: SourceRow) -> None:
    """Drop dates that contradict each other, but keep the deadline: candidates rely on it."""
    moments = {
        name: dt.datetime.fromisoformat(row.fields[name])
        for name in ("deadline", "starts_at", "ends_at")
        if name in row.fields
    }
    start, end, deadline = (moments.get(name) for name in ("starts_at", "ends_at", "deadline"))
    if start and end and not start <= end <= start + MAX_LENGTH:
        _drop(row, "ends_at", "it does not follow the start")
        end = None
    # One day of tolerance, as a deadline may be in a zone behind that of the start.
    if deadline and start and deadline > start + dt.timedelta(days=1):
        _drop(row, "starts_at", "the deadline would be after it")
        if end and deadline > end:
            _drop(row, "ends_at", "the deadline would be after it")


def _drop(row: SourceRow, name: str, why: str) -> None:
    del row.fields[name]
    row.notes.append(f"{name} left out: {why}")


def _description(conference: dict[str, Any]) -> str:
    """Remaining facts as HTML, since the notes are HTML."""
    early, zone = (text_of(conference.get(name)) for name in ("abstract_deadline", "timezone"))
    dates = text_of(conference.get("date")) or text_of(conference.get("data"))
    parts = [
        text_of(conference.get("full_name")),
        f"Dates: {dates}" if dates else "",
        f"Deadline for abstracts: {early} {zone}".strip() if early else "",
        text_of(conference.get("note")),
    ]
    return joined([f"<p>{part}</p>" for part in parts if part], "")
