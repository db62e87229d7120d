from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, migrations
from django.db.models import CharField

from talentnet.opportunities import search_index
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.search import MAX_TYPED, search, words_of
from talentnet.opportunities.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="about the triggers that SQLite's index lives by"
)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="about the columns that PostgreSQL generates"
)


def titles(text: str) -> list[str]:
    return [found.title for found in search(Opportunity.objects.all(), text)]


def posting(title: str, **fields: Any) -> Opportunity:
    blank = {"organization": "Cedar", "location": "", "description": "", "skills": []}
    return OpportunityFactory.create(title=title, **{**blank, **fields})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "A zebrafish"),
        ("organization", "Zebrafish Institute"),
        ("skills", ["Python", "Zebrafish"]),
        ("location", "Zebrafish Bay"),
        ("requirements", "Know the zebrafish."),
        ("description", "About the\nzebrafish."),
    ],
)
def test_every_text_column_is_searched(field: str, value: Any) -> None:
    found = posting(**{"title": "Found", field: value})
    posting("Another")
    assert titles("ZEBRAFISH") == [found.title]


def test_every_word_must_appear_in_some_text() -> None:
    posting("Evaluations Engineer", description="In Lisbon.")
    posting("Evaluations Lead", description="In Oslo.")
    assert titles("lisbon evaluations") == ["Evaluations Engineer"]
    assert titles("lisbon oslo") == []
    assert sorted(titles("evaluations")) == ["Evaluations Engineer", "Evaluations Lead"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("policy", "Policies"),
        ("engineering", "Engineer"),
        ("AI ML", "AI/ML"),
        ("js", "Node.js"),
        ("gpt-4", "GPT-4"),
        ("state-of-the-art", "State of the art"),
        ("são", "São Paulo"),
        ("sa\u0303o", "São Paulo"),
        ("C++", "C++"),
        ("head of policy", "Head, Policy"),
        ("IT", "IT"),
    ],
)
def test_words_match_other_forms(typed: str, written: str) -> None:
    posting("Other")
    posting(f"{written} team")
    assert titles(typed) == (
        [f"{written} team"] if typed != "IT" or _finds_function_words() else []
    )


def _finds_function_words() -> bool:
    return connection.vendor == "sqlite"


def test_last_word_matches_as_prefix() -> None:
    posting("Governance Lead")
    posting("Other", description="Governance")
    assert titles("lead governan") == ["Governance Lead"]
    assert titles("governan") == ["Governance Lead"]
    assert titles("governan lead") == []
    assert titles("governan!") == []
    assert titles("go") == []


def test_title_weighs_most_and_description_least() -> None:
    posting("Third", description="A zebrafish.")
    posting("Second", organization="Zebrafish")
    posting("First zebrafish")
    assert titles("zebrafish") == ["First zebrafish", "Second", "Third"]


def test_search_combines_with_order_and_filters() -> None:
    for title in ("Engineer B", "Engineer A", "Engineer C"):
        posting(title, kind="event" if title.endswith("C") else "job")
    found = search(Opportunity.objects.filter(kind="job"), "engineer")
    assert [o.title for o in found.order_by("title")] == ["Engineer A", "Engineer B"]
    assert found.count() == 2
    assert found.exists()


def test_empty_search_returns_everything() -> None:
    made = posting("One")
    for text in ("", "  \n"):
        assert list(search(Opportunity.objects.all(), text)) == [made]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        "''; DROP TABLE opportunities_opportunity; --",
        "* ^ ( ) { } : - + ~",
        "AND OR NOT NEAR",
        "a AND",
        "title:one",
        "NEAR(one two)",
        '"one',
        "one*",
        "one:*",
        "!one & | <->",
        "\\",
        "%s %(a)s %",
        "\x00",
        "one\x00two",
        "🎉",
        "👩🏽‍💻 one",
        "\ud800",
        "\u0301",
        "हिन्दी 中文 العربية",
        "²³ ½",
        "x" * 10_000,
        "one " * 2_500,
        '"' * 10_000,
        "é" * 10_000,
        "0x1f 1e5 3.5 -7 a@b.org http://x.org/y?z=1",
        "<b>one</b>",
        "{title} : one",
    ],
)
def test_arbitrary_search_never_fails(text: str) -> None:
    posting("Unrelated")
    assert titles(text) == []


def test_search_words_are_limited() -> None:
    assert words_of("a-b_c") == ["a", "b", "c"]
    assert len(words_of("ab " * 1_000)) == 20
    assert [len(word) for word in words_of("x" * (MAX_TYPED + 1))] == [100]


def test_index_follows_every_kind_of_write() -> None:
    made = posting("Alpaca", source_id="1")
    Opportunity.objects.filter(pk=made.pk).update(title="Bison")
    assert (titles("alpaca"), titles("bison")) == ([], ["Bison"])
    Opportunity.objects.bulk_create(
        [
            Opportunity(source="test", source_id="1", title="Camel", organization="A"),
            Opportunity(source="test", source_id="2", title="Dingo", organization="A"),
        ],
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=["title", "organization"],
    )
    assert (titles("bison"), titles("camel"), titles("dingo")) == ([], ["Camel"], ["Dingo"])
    made.refresh_from_db()
    made.skills = ["Emu", "Fjällräv"]
    made.save()
    assert (titles("emu"), titles("fjällr")) == (["Camel"], ["Camel"])
    made.delete()
    assert (titles("camel"), titles("emu"), titles("dingo")) == ([], [], ["Dingo"])


def test_very_long_posting_can_be_stored() -> None:
    words = " ".join(f"w{number}" for number in range(300_000))
    posting("Endless", description=words)
    assert titles("endless w77") == ["Endless"]


@pytest.fixture
def remake() -> Iterator[Any]:
    """Rebuild the index after a test that breaks it."""

    def again() -> None:
        search_index.ensure_index(using="default")

    yield again
    again()


@on_sqlite
def test_index_is_rebuilt_when_triggers_are_missing(remake: Any) -> None:
    made = posting("Alpaca")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER opportunities_opportunity_updated")
    Opportunity.objects.filter(pk=made.pk).update(title="Bison")
    assert (titles("alpaca"), titles("bison")) == (["Bison"], [])
    remake()
    assert (titles("alpaca"), titles("bison")) == ([], ["Bison"])
    made.delete()
    assert titles("bison") == []


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_remade_table_gets_its_triggers_back(remake: Any) -> None:
    """Django's schema editor remakes tables for most changes and drops their triggers."""
    posting("Alpaca")
    field = Opportunity._meta.get_field("salary_range")
    longer = CharField(max_length=201, blank=True)
    longer.set_attributes_from_name("salary_range")
    for old, new in ((field, longer), (longer, field)):
        with connection.schema_editor() as editor:
            editor.alter_field(Opportunity, old, new)
        assert triggers() == 0
        remake()
        assert triggers() == 3
    posting("Bison")
    assert (titles("alpaca"), titles("bison")) == (["Alpaca"], ["Bison"])


def triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        return int(cursor.fetchone()[0])


@on_postgresql
def test_index_is_rebuilt_when_column_is_missing_or_outdated(remake: Any) -> None:
    posting("Alpaca")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE opportunities_opportunity DROP COLUMN search_facts")
        remake()
        assert titles("alpaca") == ["Alpaca"]
        cursor.execute("COMMENT ON COLUMN opportunities_opportunity.search_facts IS 'old'")
        remake()
        cursor.execute(
            "SELECT count(*) FROM pg_indexes"
            " WHERE indexname LIKE 'opportunities_opportunity_search_%'"
        )
        assert cursor.fetchone() == (2,)
    assert titles("alpaca") == ["Alpaca"]


def test_intact_index_is_left_alone(django_assert_num_queries: Any, remake: Any) -> None:
    with django_assert_num_queries(2):
        remake()


def test_index_is_dropped_before_opportunities_migrate(remake: Any) -> None:
    class Ours(migrations.Migration):
        pass

    posting("Alpaca")
    elsewhere = [(Ours("0009_any", "accounts"), False)]
    search_index.drop_before_change(using="default", plan=elsewhere)
    assert titles("alpaca") == ["Alpaca"]
    ours = [(Ours("0009_any", "opportunities"), False)]
    search_index.drop_before_change(using="default", plan=ours)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE opportunities_opportunity DROP COLUMN salary_range")
        cursor.execute("ALTER TABLE opportunities_opportunity RENAME COLUMN title TO heading")
        cursor.execute("ALTER TABLE opportunities_opportunity RENAME COLUMN heading TO title")
        cursor.execute("ALTER TABLE opportunities_opportunity ADD COLUMN salary_range varchar(200)")
    remake()
    assert [pk for (pk,) in search(Opportunity.objects.all(), "alpaca").values_list("pk")]


def test_migrate_keeps_intact_index() -> None:
    posting("Alpaca")
    call_command("migrate", verbosity=0)
    assert titles("alpaca") == ["Alpaca"]
