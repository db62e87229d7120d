"""Ashby's public job board API: `posting-api/job-board/{board}?includeCompensation=true`."""

from collections.abc import Iterator
from typing import Any

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.formats.values import (
    amount_of,
    currency_code,
    joined,
    object_of,
    objects_of,
    organization_of_path,
    set_moment,
    set_role,
    text_of,
)
from talentnet.sources.rows import SourceRow

# Ashby's intervals in our periods.
PERIODS = {"1 YEAR": "year", "1 MONTH": "month", "1 WEEK": "week", "1 DAY": "day", "1 HOUR": "hour"}


def detect(document: Document) -> bool:
    board = object_of(document.first)
    jobs = objects_of(board.get("jobs"))
    return "jobs" in board and ("apiVersion" in board or bool(jobs and "jobUrl" in jobs[0]))


def rows(document: Document) -> Iterator[SourceRow]:
    """Rows of an Ashby board, without unlisted postings."""
    jobs = object_of(document.json).get("jobs")
    if not isinstance(jobs, list):
        raise UnreadableFile(f"{document.name} is no Ashby job board: it has no list of jobs.")
    for number, job in enumerate(jobs, start=1):
        if not isinstance(job, dict):
            yield SourceRow(f"job {number}", problem="the job is not an object")
        elif job.get("isListed") is not False:
            yield _row(f"job {number}", job, document)


def _row(place: str, job: dict[str, Any], document: Document) -> SourceRow:
    url = text_of(job.get("jobUrl")) or text_of(job.get("applyUrl"))
    row = SourceRow(place)
    row.fields = {
        "source_id": text_of(job.get("id")) or url,
        "title": text_of(job.get("title")),
        "organization": document.organization or organization_of_path(url),
        "location": _location(job),
        "description": text_of(job.get("descriptionHtml")) or text_of(job.get("descriptionPlain")),
        "url": url,
    }
    set_role(row, job.get("department"), job.get("team"))
    set_moment(row, "posted_at", job.get("publishedAt"))
    set_moment(row, "deadline", job.get("applicationDeadline"))
    _set_workplace(row, job)
    _set_level(row, text_of(job.get("employmentType")))
    _set_salary(row, object_of(job.get("compensation")))
    return row


def _location(job: dict[str, Any]) -> str:
    others = objects_of(job.get("secondaryLocations"))
    return joined([text_of(job.get("location")), *(text_of(o.get("location")) for o in others)])


def _set_workplace(row: SourceRow, job: dict[str, Any]) -> None:
    workplace = text_of(job.get("workplaceType"))
    if workplace:
        row.raw["is_remote"] = workplace
        row.fields["is_remote"] = workplace.casefold() == "remote"
    elif isinstance(job.get("isRemote"), bool):
        row.fields["is_remote"] = job["isRemote"]


def _set_level(row: SourceRow, employment: str) -> None:
    if employment:
        row.raw["experience_level"] = employment
    if employment.casefold() == "intern":
        row.fields["experience_level"] = "entry"


def _set_salary(row: SourceRow, compensation: dict[str, Any]) -> None:
    """Set the salary; several salaries are only kept as text."""
    words = [compensation.get("scrapeableCompensationSalarySummary")]
    words.append(compensation.get("compensationTierSummary"))
    shown = next((text_of(text) for text in words if text_of(text)), "")
    if shown:
        row.fields["salary_range"] = row.raw["salary_range"] = shown[:200]
    # Bonus, equity and commission are components, too.
    parts = [
        part
        for part in objects_of(compensation.get("summaryComponents"))
        if part.get("compensationType") == "Salary"
    ]
    # Several salaries are for several places or levels.
    if len(parts) != 1:
        return
    currency = text_of(parts[0].get("currencyCode")).upper()
    row.fields |= {
        "salary_min": amount_of(parts[0].get("minValue")),
        "salary_max": amount_of(parts[0].get("maxValue")),
        "salary_currency": currency_code(currency),
        "salary_period": PERIODS.get(text_of(parts[0].get("interval")).upper(), ""),
    }
