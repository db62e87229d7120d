"""Lever's public postings API: `v0/postings/{company}?mode=json`, a bare list."""

import html
import re
from collections.abc import Iterator
from typing import Any

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.formats.values import (
    amount_of,
    currency_code,
    joined,
    list_of,
    moment_of_milliseconds,
    object_of,
    objects_of,
    organization_of_path,
    set_role,
    text_of,
)
from talentnet.sources.rows import SourceRow

_INTERN = re.compile(r"\bintern(?:ship)?\b", re.IGNORECASE)
PERIODS = {
    "per-year-salary": "year",
    "per-month-salary": "month",
    "per-week-salary": "week",
    "per-day-wage": "day",
    "per-hour-wage": "hour",
}
# Headings of lists with requirements, such as "You may be a good fit if".
_REQUIREMENTS = re.compile(
    r"require|qualif|you have|you bring|look(?:ing)? for|about you|must|you may be", re.IGNORECASE
)


def detect(document: Document) -> bool:
    first = object_of(document.first)
    return "hostedUrl" in first and "categories" in first


def rows(document: Document) -> Iterator[SourceRow]:
    postings = document.json
    # The API returns a bare object for a single posting.
    if isinstance(postings, dict) and "hostedUrl" in postings:
        postings = [postings]
    if not isinstance(postings, list):
        raise UnreadableFile(f"{document.name} is no list of Lever postings.")
    for number, posting in enumerate(postings, start=1):
        yield _row(f"posting {number}", posting, document)


def _row(place: str, posting: Any, document: Document) -> SourceRow:
    if not isinstance(posting, dict):
        return SourceRow(place, problem="the posting is not an object")
    url = text_of(posting.get("hostedUrl")) or text_of(posting.get("applyUrl"))
    categories = object_of(posting.get("categories"))
    row = SourceRow(place)
    row.fields = {
        "source_id": text_of(posting.get("id")),
        "title": text_of(posting.get("text")),
        "organization": document.organization or organization_of_path(url),
        "location": _location(categories),
        "description": _description(posting),
        "requirements": _lists(posting, requirements=True),
        "posted_at": moment_of_milliseconds(posting.get("createdAt")),
        "url": url,
    }
    set_role(row, categories.get("department"), categories.get("team"))
    _set_workplace(row, text_of(posting.get("workplaceType")).casefold())
    _set_level(row, text_of(categories.get("commitment")))
    _set_salary(row, posting)
    return row


def _location(categories: dict[str, Any]) -> str:
    every = [text_of(place) for place in list_of(categories.get("allLocations"))]
    return joined([text_of(categories.get("location")), *every])


def _description(posting: dict[str, Any]) -> str:
    """Description as HTML, which keeps paragraphs and lists; plain text is the fallback."""
    main = text_of(posting.get("description")) or _as_html(text_of(posting.get("descriptionPlain")))
    more = text_of(posting.get("additional")) or _as_html(text_of(posting.get("additionalPlain")))
    return main + _lists(posting, requirements=False) + more


def _as_html(text: str) -> str:
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<div>{lines}</div>" if text else ""


def _lists(posting: dict[str, Any], *, requirements: bool) -> str:
    """HTML of the lists with requirements, or of all other lists."""
    parts = []
    for item in objects_of(posting.get("lists")):
        heading = text_of(item.get("text"))
        if bool(_REQUIREMENTS.search(heading)) == requirements:
            parts.append(f"<h3>{html.escape(heading)}</h3><ul>{text_of(item.get('content'))}</ul>")
    return "".join(parts)


def _set_workplace(row: SourceRow, workplace: str) -> None:
    if workplace in ("remote", "hybrid", "onsite", "on-site"):
        row.raw["is_remote"] = workplace
        row.fields["is_remote"] = workplace == "remote"


def _set_level(row: SourceRow, commitment: str) -> None:
    if commitment:
        row.raw["experience_level"] = commitment
    if _INTERN.search(commitment):
        row.fields["experience_level"] = "entry"


def _set_salary(row: SourceRow, posting: dict[str, Any]) -> None:
    salary = object_of(posting.get("salaryRange"))
    low, high = amount_of(salary.get("min")), amount_of(salary.get("max"))
    if not (low or high):
        return
    period = PERIODS.get(text_of(salary.get("interval")), "")
    currency = text_of(salary.get("currency")).upper()
    amounts = dict.fromkeys(f"{amount:,}" for amount in (low, high) if amount)
    per = f" a {period}" if period else ""
    row.fields["salary_range"] = f"{' – '.join(amounts)} {currency}{per}"
    row.fields |= {"salary_min": low, "salary_max": high, "salary_period": period}
    row.fields["salary_currency"] = currency_code(currency)
    row.raw["salary_range"] = salary
