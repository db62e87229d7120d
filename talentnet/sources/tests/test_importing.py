"""Import of files: accepted rows, rejected rows and their problem reports."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talentnet.files import UnreadableFile
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.sources.importing import import_opportunities

pytestmark = pytest.mark.django_db

type Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes, name: str = "opportunities.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def row(**fields: Any) -> dict[str, Any]:
    least = {"source": "board", "source_id": "1", "title": "Engineer", "organization": "Cedar Bay"}
    return least | fields


def lines(*rows: dict[str, Any]) -> str:
    return "\n".join(json.dumps(r) for r in rows)


def imported(write: Write, **fields: Any) -> Opportunity:
    """Import a row with these fields and return its opportunity."""
    report = import_opportunities(write(lines(row(**fields))))
    assert (report.imported, report.problems) == (1, [])
    return Opportunity.objects.get()


def problems(write: Write, **fields: Any) -> list[str]:
    """Import a row with these fields, which must be left out, and return the problems."""
    report = import_opportunities(write(lines(row(**fields))))
    assert (report.imported, Opportunity.objects.count()) == (0, 0)
    return report.problems


FULL = row(
    kind="event",
    event_type="workshop",
    location="Lisbon",
    is_remote=True,
    role_type="research",
    experience_level="entry",
    description="Two lines.\nOf text.",
    requirements="None.",
    skills=["Python", "Statistics"],
    salary_range="a stipend",
    deadline="2030-01-01T12:00:00+02:00",
    posted_at="2029-01-01T00:00:00Z",
    starts_at="2030-02-01T09:00:00Z",
    ends_at="2030-02-02T18:00:00Z",
    url="https://example.org/workshop",
    status="archived",
    last_verified_at="2029-06-01T00:00:00Z",
)


@pytest.mark.parametrize("name", ["file.jsonl", "file.json", "file.txt"])
@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_field_is_imported(write: Write, name: str, as_list: bool, mark: str) -> None:
    content = f" \n{json.dumps([FULL], indent=1)}" if as_list else f"\n{lines(FULL)}\r\n"
    assert import_opportunities(write(mark + content, name)).problems == []
    made = Opportunity.objects.get()
    moments = ("deadline", "posted_at", "starts_at", "ends_at", "last_verified_at")
    for field, value in FULL.items():
        given = dt.datetime.fromisoformat(value) if field in moments else value
        assert getattr(made, field) == given


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_file_is_imported(write: Write, mark: str) -> None:
    content = (
        "source,source_id,title,organization,is_remote,skills,deadline,description,unknown\r\n"
        'board,1,"Engineer, evaluations",Cedar Bay,yes,Python; Rust,,"Two\nlines",x\r\n'
        "board,2,Writer,Foxglove,no,,2030-01-01,,\r\n"
    )
    report = import_opportunities(write(mark + content, "file.CSV"))
    assert (report.imported, report.problems) == (2, [])
    first, second = Opportunity.objects.order_by("source_id")
    assert (first.title, first.is_remote, first.skills, first.deadline, first.description) == (
        "Engineer, evaluations",
        True,
        ["Python", "Rust"],
        None,
        "Two\nlines",
    )
    assert (second.is_remote, second.skills) == (False, [])


def test_second_import_updates_in_place(write: Write) -> None:
    made = imported(write, title="Engineer")
    again = imported(write, title="Senior Engineer")
    assert (again.pk, again.title) == (made.pk, "Senior Engineer")


def test_same_id_at_another_source_is_another_opportunity(write: Write) -> None:
    import_opportunities(write(lines(row(source="a"), row(source="b"))))
    assert sorted(Opportunity.objects.values_list("source", "source_id")) == [
        ("a", "1"),
        ("b", "1"),
    ]


def test_repeated_row_last_wins_with_a_problem(write: Write) -> None:
    path = write(lines(row(title="First"), row(title="Last")))
    for _ in range(2):  # first inserted, then updated
        report = import_opportunities(path)
        assert report.notes == ["line 2: replaces an earlier row with the id 1"]
        assert [o.title for o in Opportunity.objects.all()] == ["Last"]


KEPT = {"description": "Staff wrote this.", "status": "archived", "skills": ["Rust"]}


def test_columns_missing_from_file_stay(write: Write) -> None:
    OpportunityFactory.create(source="board", source_id="1", **KEPT)
    changed = imported(write, location="Remote")
    assert {name: getattr(changed, name) for name in KEPT} == KEPT
    assert (changed.title, changed.location) == ("Engineer", "Remote")


def test_columns_missing_from_one_row_stay(write: Write) -> None:
    OpportunityFactory.create(source="board", source_id="1", **KEPT)
    import_opportunities(write(lines(row(), row(source_id="2", description="x", status="active"))))
    stored = Opportunity.objects.get(source_id="1")
    assert (stored.description, stored.status) == (KEPT["description"], KEPT["status"])


def test_empty_value_empties_column(write: Write) -> None:
    OpportunityFactory.create(source="board", source_id="1", deadline=timezone.now(), **KEPT)
    changed = imported(write, description=None, deadline=None, skills=None)
    assert (changed.description, changed.deadline, changed.skills) == ("", None, [])


def test_import_sets_verification_time(write: Write) -> None:
    OpportunityFactory.create(source="board", source_id="1", last_verified_at=None)
    verified = imported(write).last_verified_at
    assert verified is not None
    assert timezone.now() - verified < dt.timedelta(minutes=1)


def test_changed_import_sets_update_time(write: Write) -> None:
    OpportunityFactory.create(source="board", source_id="1")
    long_ago = timezone.now() - dt.timedelta(days=9)
    Opportunity.objects.update(updated_at=long_ago, created_at=long_ago)
    changed = imported(write, title="Another")
    assert (changed.created_at, changed.updated_at > long_ago) == (long_ago, True)


@pytest.mark.parametrize(
    ("word", "title", "level"),
    [
        ("Senior-Level", "Analyst", "senior"),
        ("Head of something", "Analyst", "lead"),
        ("Mid-Senior level", "Analyst", ""),
        ("Mid-Senior level", "Junior Analyst", "entry"),
    ],
)
def test_unknown_level_keeps_its_row(write: Write, word: str, title: str, level: str) -> None:
    found = imported(write, experience_level=word, title=title)
    assert found.experience_level == level
    assert found.listing_set.get().raw["experience_level"] == word


def test_bad_rows_are_reported_by_line_and_others_stored(write: Write) -> None:
    content = "\n".join(
        [
            json.dumps(row(source_id="1")),
            "not json",
            "",
            '["a", "list"]',
            json.dumps(row(source_id="5", title=" ")),
            json.dumps({"source": "board"}),
            json.dumps(row(source_id="7", experience_level="wizard", status="maybe")),
            json.dumps(row(source_id="8")),
        ]
    )
    report = import_opportunities(write(content))
    assert report.imported == 2
    assert list(Opportunity.objects.order_by("source_id").values_list("source_id", flat=True)) == [
        "1",
        "8",
    ]
    assert report.problems == [
        "line 2: the row is not JSON: Expecting value in line 1, column 1.",
        "line 4: the row is not an object",
        "line 5: title: is empty",
        "line 6: source_id: Field required; title: Field required; organization: Field required",
        "line 7: status: Input should be 'active' or 'archived'",
    ]


def test_bad_list_items_and_csv_lines_are_reported(write: Write) -> None:
    listed = import_opportunities(write(json.dumps([row(), 7, row(source_id="")])))
    assert (listed.imported, [p.partition(":")[0] for p in listed.problems]) == (
        1,
        ["item 2", "item 3"],
    )
    report = import_opportunities(
        write("source,source_id,title,organization\nb,1,T,O\nb,2,,O\n", "file.csv")
    )
    assert (report.imported, [p.partition(":")[0] for p in report.problems]) == (1, ["line 3"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "x" * 501), ("organization", "x" * 301), ("source", "x" * 101), ("url", 5)],
)
def test_oversized_value_is_refused(write: Write, field: str, value: object) -> None:
    (said,) = problems(write, **{field: value})
    assert said.startswith(f"line 1: {field}: ")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org", "example.org", "//a.b"]
)
def test_invalid_web_address_is_refused(write: Write, url: str) -> None:
    assert problems(write, url=url) == ["line 1: url: not a web address"]


@pytest.mark.parametrize("when", ["soon", "2030-13-01", "0001-01-01T00:00:00+14:00"])
def test_invalid_time_is_refused(write: Write, when: str) -> None:
    (said,) = problems(write, deadline=when)
    assert said.startswith("line 1: deadline: ")


@pytest.mark.parametrize("least", [60_000, "60000", None, ""])
def test_salary_with_one_bound_is_accepted(write: Write, least: object) -> None:
    made = imported(write, salary_min=least, salary_max=None)
    assert (made.salary_min, made.salary_max) == (60_000 if least else None, None)


@pytest.mark.parametrize("least", [-1, 2_000_000_001, "much"])
def test_invalid_salary_is_refused(write: Write, least: object) -> None:
    (said,) = problems(write, salary_min=least)
    assert said.startswith("line 1: salary_min")


@pytest.mark.parametrize("end", ["2030-01-02", "20300102", "2030-01-02T23:59:59"])
def test_deadline_without_time_lasts_until_end_of_day(write: Write, end: str) -> None:
    made = imported(write, ends_at=end)
    assert made.ends_at == dt.datetime(2030, 1, 2, 23, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize("when", ["2030-01-01T12:00:00", "2030-01-01T14:00:00+02:00"])
def test_times_without_zone_are_utc(write: Write, when: str) -> None:
    assert imported(write, deadline=when).deadline == dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)


def test_characters_databases_refuse_are_removed_from_text(write: Write) -> None:
    made = imported(
        write, title="En\x00gin\ud800eer", description="a\x00\nb\udfff", skills=["\x00R"]
    )
    assert (made.title, made.description, made.skills) == ("Engineer", "a\nb", ["R"])


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (["Python", "Rust"], ["Python", "Rust"]),
        ([{"name": "Python", "level": 3}, {"name": ""}, {}, None, "Rust"], ["Python", "Rust"]),
        ("Python, C++; Rust", ["Python", "C++", "Rust"]),
        ("Python, ; Rust, ", ["Python", "Rust"]),
        ([" ", "Python"], ["Python"]),
        (["two\nlines"], ["two lines"]),
        ([f"skill {n}" for n in range(70)], [f"skill {n}" for n in range(60)]),
        ("", []),
        (None, []),
    ],
)
def test_skills_are_parsed(write: Write, given: object, stored: list[str]) -> None:
    assert imported(write, skills=given).skills == stored


@pytest.mark.parametrize("given", [True, 1, "true", " YES ", "y", "1", "Full", "Fully remote"])
def test_words_for_remote_are_true(write: Write, given: object) -> None:
    assert imported(write, is_remote=given).is_remote is True


@pytest.mark.parametrize("given", [False, 0, None, "", "no", "hybrid", "on site"])
def test_words_for_on_site_are_false(write: Write, given: object) -> None:
    assert imported(write, is_remote=given).is_remote is False


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("Research", "research"),
        (" policy ", "policy"),
        ("Fundraising", "other"),
        ("other", "other"),
        ("Public Policy", "policy"),
        ("", "engineering"),  # as the title says
        (None, "engineering"),
    ],
)
def test_role_types_are_recognized(write: Write, given: str | None, stored: str) -> None:
    assert imported(write, role_type=given).role_type == stored


@pytest.mark.parametrize("empty", [None, "", " "])
def test_empty_choice_uses_default(write: Write, empty: str | None) -> None:
    made = imported(write, kind=empty, status=empty, event_type=empty, experience_level=empty)
    assert (made.kind, made.status, made.event_type, made.experience_level) == (
        "job",
        "active",
        "",
        "",
    )


def test_choices_ignore_case(write: Write) -> None:
    made = imported(write, kind="Event", event_type=" Fellowship", status="ACTIVE")
    assert (made.kind, made.event_type, made.status) == ("event", "fellowship", "active")


def test_numbers_are_accepted_as_text(write: Write) -> None:
    assert imported(write, source_id=4711).source_id == "4711"


def test_mapped_field_names_are_read(write: Write) -> None:
    theirs = {"id": 7, "name": "Engineer", "company": "Cedar Bay", "title": "Ms", "board": "b"}
    renamed = {"source_id": "id", "title": "name", "organization": "company", "source": "board"}
    assert import_opportunities(write(lines(theirs)), renamed=renamed).problems == []
    made = Opportunity.objects.get()
    assert (made.source, made.source_id, made.title, made.organization) == (
        "b",
        "7",
        "Engineer",
        "Cedar Bay",
    )


def test_default_source_fills_rows_without_source(write: Write) -> None:
    named, unnamed = row(source="own"), row(source_id="2")
    del unnamed["source"]
    import_opportunities(write(lines(named, unnamed)), source="board")
    assert list(Opportunity.objects.order_by("source_id").values_list("source", flat=True)) == [
        "own",
        "board",
    ]


def test_concurrent_imports_of_source_wait_for_each_other(write: Write) -> None:
    """Otherwise two imports that write the same rows in different orders would deadlock."""
    with CaptureQueriesContext(connection) as captured:
        import_opportunities(write(lines(row(source="b"), row(source="a"))))
    asked = [query["sql"] for query in captured]
    (held,) = (n for n, sql in enumerate(asked) if '"name" IN (' in sql)
    (first, *_) = (n for n, sql in enumerate(asked) if 'INTO "opportunities_opportunity" ' in sql)
    assert held < first
    assert connection.vendor == "sqlite" or asked[held].endswith("FOR UPDATE")


def test_import_of_several_chunks_stores_every_row(write: Write) -> None:
    report = import_opportunities(write(lines(*(row(source_id=str(n)) for n in range(1100)))))
    assert (report.imported, Opportunity.objects.count()) == (1100, 1100)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ('[{"source": ', "file.json", "is not JSON: Expecting value in line 1, column 13."),
        (b"\xff\xfe", "file.json", "is not UTF-8 text."),
        ("a\n" + '"' + "x" * 200_000, "file.csv", "The CSV cannot be read near line "),
    ],
)
def test_unusable_file_is_refused(write: Write, content: str | bytes, name: str, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        import_opportunities(write(content, name))
    assert said in str(caught.value)
    assert not Opportunity.objects.exists()
