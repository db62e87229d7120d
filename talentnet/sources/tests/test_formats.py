"""Readers of the boards' own formats: imported values and problem reports."""

import datetime as dt
import json
from typing import Any

import pytest

from talentnet.files import UnreadableFile
from talentnet.opportunities.models import Listing, Opportunity
from talentnet.sources.document import Document
from talentnet.sources.formats import format_of
from talentnet.sources.importing import ImportReport, import_opportunities
from talentnet.sources.models import SourceFormat
from talentnet.sources.tests.contents import ASHBY, CONFERENCE, GREENHOUSE, LEVER, POSTING

pytestmark = pytest.mark.django_db


def document(content: Any, name: str = "board.json", **fields: str) -> Document:
    text = content if isinstance(content, str) else json.dumps(content)
    return Document(text, name, **fields)


def imported(content: Any, name: str = "board.json", **fields: str) -> ImportReport:
    return import_opportunities(document(content, name, **fields), source="board")


def page(*scripts: str) -> str:
    blocks = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<!doctype html><html><head>{blocks}</head><body>Jobs</body></html>"


def values(opportunity: Opportunity, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(opportunity, name) for name in names)


PLACE = ("location", "place_city", "place_country", "is_remote")
SALARY = ("salary_min", "salary_max", "salary_currency", "salary_period", "salary_usd_a_year")
KIND = ("organization", "role_type", "experience_level")


def test_greenhouse_board_is_read() -> None:
    report = imported(GREENHOUSE)
    assert report.problems == [
        "job 2: organization: is empty",
        "job 3: the job is not an object",
    ]
    made = Opportunity.objects.get()
    assert values(made, "source_id", "title", *KIND) == (
        "4711",
        "Senior Research Scientist",
        "cedarbay",
        "research",
        "senior",
    )
    assert values(made, *PLACE) == ("London, UK", "London", "GB", False)
    assert made.description == "The role\n\nEvals & more tests.\n\n- Write"
    assert values(made, *SALARY) == (90_000, 120_000, "GBP", "year", None)
    assert made.posted_at == dt.datetime(2026, 2, 1, 15, tzinfo=dt.UTC)
    raw = Listing.objects.get().raw
    assert (raw["location"], raw["role_type"]) == ("London, UK", "AI Research")


def test_greenhouse_plain_text_and_pay_in_cents_are_read() -> None:
    pay = {"min_cents": 6_000_000_000, "max_cents": 8_000_000_000, "currency_type": "KRW"}
    job = GREENHOUSE["jobs"][0] | {
        "content": "R&amp;amp;D, it&amp;#39;s",
        "pay_input_ranges": [pay],
    }
    imported({"jobs": [job]})
    made = Opportunity.objects.get()
    assert made.description == "R&D, it's"
    assert values(made, *SALARY[:3]) == (60_000_000, 80_000_000, "KRW")


def test_greenhouse_uses_organization_set_by_staff() -> None:
    report = imported(GREENHOUSE, organization="Cedar Bay")
    assert report.imported == 2
    assert set(Opportunity.objects.values_list("organization", flat=True)) == {"Cedar Bay"}


def test_lever_board_is_read() -> None:
    assert imported(LEVER).problems == []
    analyst, fellow = Opportunity.objects.order_by("source_id")
    assert values(analyst, "title", *KIND) == ("Policy Analyst", "foxglove", "policy", "")
    assert values(analyst, *PLACE) == ("Brussels, Belgium; Paris, France", "", "", False)
    assert analyst.description == (
        "We write about rules.\n\nWhat you will do\n\n- Read laws\n\nApply soon."
    )
    assert analyst.requirements == "Requirements\n\n- French\n- Patience"
    assert values(analyst, *SALARY) == (60_000, 75_000, "EUR", "year", None)
    assert analyst.posted_at == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert values(fellow, "experience_level", "is_remote", "description") == (
        "entry",
        True,
        "First line.\nC < D",
    )
    assert Listing.objects.get(source_id="5ac2-1").raw["is_remote"] == "hybrid"


def test_ashby_board_is_read() -> None:
    assert imported(ASHBY).problems == []
    engineer, writer = Opportunity.objects.order_by("source_id")
    assert values(engineer, "title", *KIND) == (
        "Software Engineer",
        "marrowgate",
        "engineering",
        "",
    )
    assert values(engineer, *PLACE) == ("San Francisco, CA; New York, NY", "", "US", False)
    assert values(engineer, "salary_range", *SALARY) == (
        "$150K – $200K • Offers Equity",
        150_000,
        200_000,
        "USD",
        "year",
        200_000,
    )
    assert engineer.description == "Build tools."
    assert values(writer, "experience_level", "is_remote") == ("entry", True)


WRAPPED = [
    POSTING,
    [POSTING],
    {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, POSTING]},
    {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]},
    POSTING | {"@type": ["Thing", "https://schema.org/JobPosting"]},
]


@pytest.mark.parametrize("content", WRAPPED)
@pytest.mark.parametrize("in_page", [True, False])
def test_job_postings_are_read(content: Any, in_page: bool) -> None:
    text = page(json.dumps(content), '{"@type": "WebSite"}') if in_page else json.dumps(content)
    assert imported(text).problems == []
    made = Opportunity.objects.get()
    assert values(made, "source_id", "title", *KIND) == (
        "J-9",
        "Research Engineer & Writer",
        "Cedar Bay Institute",
        "communications",
        "entry",
    )
    assert values(made, *PLACE) == ("Berlin, Germany", "Berlin", "DE", False)
    assert values(made, *SALARY) == (4000, 5000, "EUR", "month", None)
    assert values(made, "description", "requirements", "skills") == (
        "Two\n\nparagraphs",
        "Months of experience: 24",
        ["Python", "PyTorch"],
    )
    assert made.deadline == dt.datetime(2030, 6, 30, 23, 59, 59, tzinfo=dt.UTC)


def test_broken_script_leaves_other_scripts_readable() -> None:
    other = POSTING | {"identifier": "J-10", "description": "Line one\nLine two"}
    loose = json.dumps(other).replace("\\n", "\n")  # raw line breaks, as pages have them
    report = imported(page(json.dumps(POSTING), "{broken", loose))
    assert report.imported == 2
    assert [problem.partition(":")[0] for problem in report.problems] == ["script 2"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {
                "jobLocationType": "TELECOMMUTE",
                "jobLocation": None,
                "applicantLocationRequirements": {"@type": "Country", "name": "USA"},
            },
            {"location": "Remote (USA)", "is_remote": True, "place_country": "US"},
        ),
        ({"jobLocation": "Paris, France"}, {"place_city": "Paris", "place_country": "FR"}),
        ({"identifier": 12}, {"source_id": "12"}),
        ({"identifier": None}, {"source_id": "https://cedarbay.example/jobs/9"}),
        (
            {"baseSalary": 70000, "salaryCurrency": "usd"},
            {"salary_min": 70_000, "salary_currency": "USD", "salary_period": ""},
        ),
        (
            {"baseSalary": {"currency": "USD", "value": {"value": 25, "unitText": "HOUR"}}},
            {"salary_max": 25, "salary_period": "hour", "salary_usd_a_year": None},
        ),
        ({"baseSalary": {"value": {}}}, {"salary_min": None, "salary_range": ""}),
        (
            {"baseSalary": {"currency": "USD", "value": {"minValue": 90000}}},
            {"salary_min": 90_000, "salary_max": None, "salary_usd_a_year": None},
        ),
        (
            {
                "baseSalary": {
                    "currency": "USD",
                    "value": {"minValue": "90,000", "maxValue": "1,120,000.00"},
                }
            },
            {"salary_min": 90_000, "salary_max": 1_120_000},
        ),
        ({"hiringOrganization": "Cedar Bay"}, {"organization": "Cedar Bay"}),
        ({"skills": [{"@type": "DefinedTerm", "name": "Rust"}]}, {"skills": ["Rust"]}),
        ({"skills": "R&amp;D; Rust"}, {"skills": ["R&D", "Rust"]}),
        (
            {"description": "It&#39;s R&amp;D.\nC &lt; D", "qualifications": "Q&amp;A"},
            {"description": "It's R&D.\nC < D", "requirements": "Q&A\nMonths of experience: 24"},
        ),
        (
            {"responsibilities": ["Read", "Write"]},
            {"description": "Two\n\nparagraphs\n\nRead\nWrite"},
        ),
    ],
)
def test_job_posting_shapes_are_read(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    assert imported(POSTING | fields).problems == []
    made = Opportunity.objects.get()
    assert {name: getattr(made, name) for name in expected} == expected


def test_salary_without_number_stays_in_listing() -> None:
    imported(POSTING | {"baseSalary": {"value": {"minValue": "a lot"}}})
    assert Opportunity.objects.get().salary_min is None
    assert "a lot" in Listing.objects.get().raw["salary_range"]


def test_organization_referred_to_by_id_is_resolved() -> None:
    organization = {"@type": "Organization", "@id": "https://a.example/#us", "name": "Foxglove"}
    posting = POSTING | {"hiringOrganization": {"@id": "https://a.example/#us"}}
    report = imported(page(json.dumps(posting), json.dumps({"@graph": [organization]})))
    assert report.problems == []
    assert Opportunity.objects.get().organization == "Foxglove"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/jobs/9", "https://a.example/jobs/9"),
        ("9?x=1", "https://a.example/careers/9?x=1"),
        ("https://b.example/9", "https://b.example/9"),
        (None, "https://a.example/careers/"),
    ],
)
def test_relative_addresses_are_resolved_against_page(url: str | None, address: str) -> None:
    """Postings often give only a relative address."""
    posting = json.dumps(POSTING | {"url": url})
    assert imported(page(posting), "https://a.example/careers/").problems == []
    assert Opportunity.objects.get().url == address


def test_javascript_address_is_refused() -> None:
    posting = json.dumps(POSTING | {"url": "javascript:alert(1)"})
    report = imported(page(posting), "https://a.example/careers/")
    assert report.problems == ["script 1, posting 1: url: not a web address"]


def test_postings_without_addresses_stay_separate() -> None:
    postings = [
        {"@type": "JobPosting", "title": title, "hiringOrganization": "Foxglove"}
        for title in ("Engineer", "Writer")
    ]
    imported(page(json.dumps(postings)), "https://a.example/careers/")
    assert Opportunity.objects.count() == 2


def test_invalid_deadline_is_dropped_but_kept_in_listing() -> None:
    report = imported(POSTING | {"validThrough": "2030-02-31"})
    assert (report.imported, len(report.notes)) == (1, 1)
    assert report.notes[0].startswith("file, posting 1: deadline left out: ")
    assert Opportunity.objects.get().deadline is None
    assert Listing.objects.get().raw["deadline"] == "2030-02-31"


def test_conferences_are_read() -> None:
    lines = "\n".join(json.dumps(c) for c in (CONFERENCE, {**CONFERENCE, "id": "b", "link": "x"}))
    report = imported(lines, "conferences.jsonl")
    assert report.problems == ["line 2: url: not a web address"]
    made = Opportunity.objects.get()
    assert values(made, "kind", "event_type", "title", "organization", "skills") == (
        "event",
        "conference",
        "SafeML 2030",
        "Conference on Safe Learning",
        ["Machine learning", "Natural language processing"],
    )
    assert values(made, "deadline", "deadline_zone", "starts_at", "ends_at") == (
        dt.datetime(2030, 2, 1, 11, 59, tzinfo=dt.UTC),
        "UTC-12",
        dt.datetime(2030, 5, 2, tzinfo=dt.UTC),
        dt.datetime(2030, 5, 5, 11, 59, 59, tzinfo=dt.UTC),
    )
    assert made.description == (
        "Conference on Safe Learning\n\nDates: May 2-4, 2030\n\n"
        "Deadline for abstracts: 2030-01-24 23:59:00 UTC-12\n\n"
        "More here (https://safeml.example/call)."
    )
    assert Listing.objects.get().raw["deadline"] == "2030-01-31 23:59:00 UTC-12"


@pytest.mark.parametrize(
    ("dates", "kept", "noted"),
    [
        ({"end": "2029-05-04"}, {"deadline", "starts_at"}, ["ends_at"]),
        ({"start": "2029-05-02", "end": "2029-05-04"}, {"deadline"}, ["starts_at", "ends_at"]),
        ({"start": "2030-02-30"}, {"deadline", "ends_at"}, ["starts_at"]),
        ({"deadline": "TBA"}, {"starts_at", "ends_at"}, ["deadline"]),
        ({"timezone": "XYZ"}, {"starts_at", "ends_at"}, ["deadline"]),
        ({"start": None, "end": ""}, {"deadline"}, []),
    ],
)
def test_impossible_dates_are_dropped_and_reported(
    dates: dict[str, Any], kept: set[str], noted: list[str]
) -> None:
    report = imported(CONFERENCE | dates)
    made = Opportunity.objects.get()
    names = ("deadline", "starts_at", "ends_at")
    assert {name for name in names if getattr(made, name)} == kept
    assert [note.split(": ")[1].split()[0] for note in report.notes] == noted


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GREENHOUSE, SourceFormat.GREENHOUSE),
        (LEVER, SourceFormat.LEVER),
        (ASHBY, SourceFormat.ASHBY),
        ({"apiVersion": "1", "jobs": []}, SourceFormat.ASHBY),
        (POSTING, SourceFormat.JOB_POSTING),
        (page("{}"), SourceFormat.JOB_POSTING),
        (CONFERENCE, SourceFormat.CONFERENCES),
        ([CONFERENCE], SourceFormat.CONFERENCES),
        ({"source_id": "1", "deadline": "", "timezone": ""}, SourceFormat.OURS),
        ("", SourceFormat.OURS),
        ("[]", SourceFormat.OURS),
        ("[7]", SourceFormat.OURS),
    ],
)
def test_formats_are_detected(content: Any, expected: SourceFormat) -> None:
    assert format_of(document(content)) == expected


@pytest.mark.parametrize(
    ("content", "format", "said"),
    [
        ("<html>Nothing</html>", SourceFormat.AUTO, "is a web page without postings in JSON-LD."),
        (
            "<html>Nothing</html>",
            SourceFormat.GREENHOUSE,
            "is a web page without postings in JSON-LD.",
        ),
        (page('{"@type": "WebSite"}'), SourceFormat.AUTO, "holds no schema.org JobPosting."),
        ({"error": "none"}, SourceFormat.GREENHOUSE, "is no Greenhouse job board"),
        ({"ok": False}, SourceFormat.LEVER, "is no list of Lever postings."),
        ([], SourceFormat.ASHBY, "is no Ashby job board"),
        ("{", SourceFormat.LEVER, "is not JSON"),
    ],
)
def test_unusable_documents_are_refused(content: Any, format: SourceFormat, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        import_opportunities(document(content), source="board", format=format)


ODD = [
    None,
    7,
    True,
    "",
    "text",
    [],
    [None],
    {},
    {"name": None},
    [[["x"]]],
    {"value": {"value": 1}},
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("whole", "first"),
    [
        (GREENHOUSE, GREENHOUSE["jobs"][0]),
        (LEVER, LEVER[0]),
        (ASHBY, ASHBY["jobs"][0]),
        (POSTING, POSTING),
        (CONFERENCE, CONFERENCE),
    ],
)
def test_unexpected_board_values_never_break_reading(
    whole: Any, first: dict[str, Any], odd: Any
) -> None:
    """Break every key in turn: each row is imported or reported."""
    rows = [first | {key: odd} for key in first if key not in ("@type", "isListed")]
    content: Any = rows
    if "jobs" in whole:
        content = {**whole, "jobs": rows}
    elif whole is POSTING:
        content = {"@graph": rows}
    format = format_of(document(whole))
    report = import_opportunities(document(content), source="board", format=format)
    assert report.counts.new + len(report.problems) >= 1
