"""Greenhouse's public job board API: `boards/{token}/jobs?content=true`.

Descriptions are escaped HTML: `&lt;p&gt;` stands for a tag.
"""

from collections.abc import Iterator
from typing import Any

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.formats.values import (
    amount_of,
    html_of,
    joined,
    list_of,
    object_of,
    objects_of,
    organization_of_path,
    set_moment,
    set_role,
    text_of,
)
from talentnet.sources.rows import SourceRow
from talentnet.text import unescaped

# On this host the path names the board; other hosts are the organization's own.
OWN_HOST = "greenhouse.io/"


def detect(document: Document) -> bool:
    jobs = objects_of(object_of(document.first).get("jobs"))
    return bool(jobs) and "absolute_url" in jobs[0]


def rows(document: Document) -> Iterator[SourceRow]:
    jobs = object_of(document.json).get("jobs")
    if not isinstance(jobs, list):
        raise UnreadableFile(f"{document.name} is no Greenhouse job board: it has no list of jobs.")
    for number, job in enumerate(jobs, start=1):
        yield _row(f"job {number}", job, document)


def _row(place: str, job: Any, document: Document) -> SourceRow:
    if not isinstance(job, dict):
        return SourceRow(place, problem="the job is not an object")
    url = text_of(job.get("absolute_url"))
    name_in_path = organization_of_path(url) if OWN_HOST in url else ""
    row = SourceRow(place)
    row.fields = {
        "source_id": text_of(job.get("id")),
        "title": text_of(job.get("title")),
        "organization": text_of(job.get("company_name")) or document.organization or name_in_path,
        "location": _location(job),
        "description": html_of(unescaped(text_of(job.get("content")))),
        "url": url,
    }
    set_role(row, *[text_of(item) for item in list_of(job.get("departments"))])
    set_moment(row, "posted_at", job.get("first_published") or job.get("updated_at"))
    set_moment(row, "deadline", job.get("application_deadline"))
    _set_salary(row, job)
    return row


def _location(job: dict[str, Any]) -> str:
    """Location of the job, else its offices."""
    own = text_of(job.get("location"))
    if own:
        return own
    offices = objects_of(job.get("offices"))
    return joined([text_of(office.get("location")) or text_of(office) for office in offices])


def _set_salary(row: SourceRow, job: dict[str, Any]) -> None:
    """Set the salary, which is given in cents; several ranges are ignored as ambiguous."""
    ranges = objects_of(job.get("pay_input_ranges"))
    if len(ranges) != 1:
        return
    low, high = (_of_cents(ranges[0].get(f"{end}_cents")) for end in ("min", "max"))
    currency = text_of(ranges[0].get("currency_type"))
    if not (low or high):
        return
    amounts = dict.fromkeys(f"{amount:,}" for amount in (low, high) if amount)
    row.fields["salary_range"] = f"{' – '.join(amounts)} {currency}".strip()
    row.raw["salary_range"] = row.fields["salary_range"]


def _of_cents(value: Any) -> int | None:
    """Convert cents to a whole amount."""
    # Divided before the bounds are checked: a yearly salary in won exceeds them in cents.
    try:
        return amount_of(float(value) / 100)
    except (TypeError, ValueError, OverflowError):
        return None
