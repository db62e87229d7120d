"""schema.org `JobPosting` in JSON-LD: one or several, in a file or in a page's scripts."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.formats.values import (
    amount_of,
    currency_code,
    html_of,
    joined,
    list_of,
    object_of,
    set_moment,
    set_role,
    text_of,
)
from talentnet.sources.readable import is_html
from talentnet.sources.rows import SourceRow
from talentnet.text import unescaped

TYPE = "JobPosting"
# Properties that may hold postings.
CONTAINERS = ("@graph", "itemListElement", "item", "mainEntity", "hasPart")
PERIODS = {"HOUR": "hour", "DAY": "day", "WEEK": "week", "MONTH": "month", "YEAR": "year"}
REQUIREMENT_FIELDS = ("qualifications", "experienceRequirements", "educationRequirements")
PARTS_OF_ADDRESS = ("Locality", "Region", "Country")
# Protects memory against generated pages.
MAX_POSTINGS = 50_000

# Scripts are found by these patterns; scripts inside comments don't count, as in browsers.
_SCRIPT_OR_COMMENT = re.compile(r"<!--|<script\b[^<>]*>", re.IGNORECASE)
_LISTED_APART = re.compile(r"[,;\n]")
_SCRIPT_END = re.compile(r"</script\b", re.IGNORECASE)
_COMMENT_END = re.compile("-->")
_IS_JSON_LD = re.compile(r"\btype\s*=\s*[\"']?\s*application/ld\+json", re.IGNORECASE)


def detect(document: Document) -> bool:
    if document.is_html:
        return "ld+json" in document.text
    first = object_of(document.first)
    return bool({"@type", "@graph", "@context"} & first.keys())


def rows(document: Document) -> Iterator[SourceRow]:
    count = 0
    blocks = list(_blocks(document))
    names = _names(block for _, block in blocks)
    for place, block in blocks:
        if isinstance(block, SourceRow):
            yield block
            count += 1
            continue
        for number, posting in enumerate(_postings(block), start=1):
            yield _row(f"{place}, posting {number}", posting, document, names)
            count += 1
    if not count:
        raise UnreadableFile(f"{document.name} holds no schema.org JobPosting.")


def _blocks(document: Document) -> Iterator[tuple[str, Any]]:
    """Each block of JSON-LD with its place; invalid JSON becomes a row with a problem."""
    if not document.is_html:
        yield "file", document.json
        return
    for number, text in enumerate(_scripts(document.text), start=1):
        place = f"script {number}"
        try:
            # Pages write line breaks into their strings, which JSON does not allow.
            yield place, json.loads(text, strict=False)
        except (ValueError, RecursionError) as error:
            problem = f"the script is not JSON: {str(error)[:200]}"
            yield place, SourceRow(place, problem=problem, is_posting=TYPE in text)


def _scripts(page: str) -> Iterator[str]:
    """JSON-LD scripts of a page, found without parsing its HTML, which may be broken."""
    place = 0
    while opening := _SCRIPT_OR_COMMENT.search(page, place):
        closing = _COMMENT_END if opening[0] == "<!--" else _SCRIPT_END
        # `<!-->` is a comment as well: the two dashes count as its end, too.
        end = closing.search(page, opening.end() - 2)
        if end is None:
            return
        if _IS_JSON_LD.search(unescaped(opening[0])):
            yield page[opening.end() : end.start()]
        place = end.end()


def _postings(block: Any) -> Iterator[dict[str, Any]]:
    """Job postings of a JSON-LD block, in document order."""
    return islice(filter(_is_posting, _nodes(block)), MAX_POSTINGS)


def _nodes(block: Any) -> Iterator[dict[str, Any]]:
    """Postings of a JSON-LD block, with the nodes around and beside them."""
    # A stack instead of recursion, as blocks may be nested deeply.
    waiting = [block]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            if not _is_posting(item):
                waiting.extend(item[name] for name in reversed(CONTAINERS) if name in item)


def _is_posting(node: dict[str, Any]) -> bool:
    return TYPE in [str(kind).rpartition("/")[2] for kind in list_of(node.get("@type"))]


def _names(blocks: Iterable[Any]) -> dict[str, str]:
    """Names of the page's nodes by `@id`, for references that hold only the id."""
    nodes = (node for block in blocks for node in _nodes(block))
    return {_id(node): text_of(node.get("name")) for node in nodes if _id(node)}


def _id(node: Any) -> str:
    return text_of(object_of(node).get("@id"))


def _row(
    place: str, posting: dict[str, Any], document: Document, names: dict[str, str]
) -> SourceRow:
    row = SourceRow(place)
    is_remote = text_of(posting.get("jobLocationType")).upper() == "TELECOMMUTE"
    title = unescaped(text_of(posting.get("title")) or text_of(posting.get("name")))
    row.fields = {
        "title": title,
        "organization": _organization(posting, names) or document.organization,
        "location": _location(posting, is_remote),
        "description": _html(posting, "description", "responsibilities"),
        "requirements": _requirements(posting),
        "skills": _skills(posting.get("skills")),
        "url": _url(posting, document),
    }
    row.fields["source_id"] = _source_id(posting, row.fields)
    if document.is_html and document.is_on_the_web:
        row.fields["url"] = row.fields["url"] or document.name
    if is_remote:
        row.fields["is_remote"] = True
        row.raw["is_remote"] = text_of(posting.get("jobLocationType"))
    set_role(row, posting.get("occupationalCategory"))
    set_moment(row, "posted_at", posting.get("datePosted"))
    set_moment(row, "deadline", posting.get("validThrough"))
    _set_level(row, posting)
    _set_salary(row, posting)
    return row


def _organization(posting: dict[str, Any], names: dict[str, str]) -> str:
    given = posting.get("hiringOrganization")
    return unescaped(text_of(given) or names.get(_id(given), ""))


def _url(posting: dict[str, Any], document: Document) -> str:
    """Address of the posting; relative ones are resolved against the page."""
    given = text_of(posting.get("url")) or text_of(posting.get("sameAs"))
    try:
        return urljoin(document.name, given) if given and document.is_on_the_web else given
    except ValueError:
        return given


def _source_id(posting: dict[str, Any], fields: dict[str, Any]) -> str:
    """Identifier of the posting, else its address, else a hash of its main fields."""
    identifier = posting.get("identifier")
    if isinstance(identifier, dict):
        identifier = identifier.get("value") or identifier.get("@id")
    given = text_of(identifier) or text_of(posting.get("@id")) or fields["url"]
    # The length of `Opportunity.source_id`; longer ids are hashed.
    if given and len(given) <= 200:
        return given
    content = given or "|".join(str(fields[k]) for k in ("title", "organization", "location"))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:40]


def _location(posting: dict[str, Any], is_remote: bool) -> str:
    places = [_place(place) for place in list_of(posting.get("jobLocation"))]
    if not is_remote:
        return joined(places)
    allowed = [_place(place) for place in list_of(posting.get("applicantLocationRequirements"))]
    wide = joined(allowed)
    return joined([*places, f"Remote ({wide})" if wide else "Remote"])


def _place(place: Any) -> str:
    if isinstance(place, str):
        return unescaped(place.strip())
    given = object_of(place)
    addresses = list_of(given.get("address", given))
    address = addresses[0] if addresses else ""
    if isinstance(address, str):
        return unescaped(address.strip())
    named = (object_of(address).get(f"address{part}") for part in PARTS_OF_ADDRESS)
    return unescaped(joined([text_of(part) for part in named], ", ") or text_of(given))


def _html(posting: dict[str, Any], *names: str) -> str:
    """Join texts; several of them become separate blocks."""
    texts = [joined([html_of(item) for item in list_of(posting.get(n))], "\n") for n in names]
    texts = [text for text in texts if text]
    return texts[0] if len(texts) == 1 else "".join(map(_block, texts))


def _block(text: str) -> str:
    """Wrap a text in a block; line breaks of plain text become `<br>`."""
    shaped = text if is_html(text) else text.replace("\n", "<br>")
    return f"<div>{shaped}</div><p></p>"


def _requirements(posting: dict[str, Any]) -> str:
    texts = []
    for name in REQUIREMENT_FIELDS:
        for item in list_of(posting.get(name)):
            months = object_of(item).get("monthsOfExperience")
            if months:
                texts.append(f"Months of experience: {text_of(months)}")
            else:
                texts.append(html_of(object_of(item).get("credentialCategory")) or html_of(item))
    return joined(texts, "\n")


def _skills(value: Any) -> list[str]:
    if isinstance(value, str):
        return [skill for skill in _LISTED_APART.split(unescaped(value)) if skill.strip()]
    return [unescaped(text_of(skill)) for skill in list_of(value)]


def _set_level(row: SourceRow, posting: dict[str, Any]) -> None:
    kinds = [text_of(kind).upper() for kind in list_of(posting.get("employmentType"))]
    if kinds:
        row.raw["experience_level"] = joined(kinds)
    # Only if it is the sole type: other postings offer an internship as one option.
    if kinds == ["INTERN"]:
        row.fields["experience_level"] = "entry"


def _set_salary(row: SourceRow, posting: dict[str, Any]) -> None:
    """Set the salary from a number or a MonetaryAmount (of a number or a QuantitativeValue)."""
    salaries = list_of(posting.get("baseSalary"))
    if len(salaries) != 1:
        return
    row.raw["salary_range"] = salaries[0]
    salary = salaries[0] if isinstance(salaries[0], dict) else {"value": salaries[0]}
    value = salary.get("value")
    inner = value if isinstance(value, dict) else salary | {"value": value}
    exact = amount_of(inner.get("value"))
    low = amount_of(inner.get("minValue")) or exact
    high = amount_of(inner.get("maxValue")) or exact
    if not (low or high):
        if isinstance(value, str):
            row.fields["salary_range"] = value[:200]
        return
    period = PERIODS.get(text_of(inner.get("unitText") or salary.get("unitText")).upper(), "")
    currency = text_of(salary.get("currency") or posting.get("salaryCurrency")).upper()
    amounts = dict.fromkeys(f"{amount:,}" for amount in (low, high) if amount)
    per = f" a {period}" if period else ""
    row.fields |= {
        "salary_range": f"{' – '.join(amounts)} {currency}{per}".replace("  ", " "),
        "salary_min": low,
        "salary_max": high,
        "salary_currency": currency_code(currency),
        "salary_period": period,
    }
