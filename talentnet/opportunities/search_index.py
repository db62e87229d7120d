"""Full-text index of the opportunities, maintained by the database.

SQLite: FTS5 tables filled by triggers. PostgreSQL: generated columns with GIN indexes. Neither is
part of Django's model state, and Django's schema editor drops triggers whenever it remakes a table,
so the index is checked around every `migrate`.
"""

import hashlib
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "opportunities_opportunity"

# SQLite: all texts as stems for the search, and the facts as whole words to complete prefixes.
FTS_TABLE = "opportunities_opportunity_search"
FTS_WORDS = "opportunities_opportunity_words"
VOCABULARY = "opportunities_opportunity_vocabulary"

# PostgreSQL: all texts as stems for the search; the facts as weighted stems and whole words for
# ranking and prefixes. Ranking by the first, large vector would take most of a search's time.
VECTOR = "search_vector"
FACTS_VECTOR = "search_facts"

FACTS = "title organization skills location"
_FACTS = tuple(FACTS.split())
_COLUMNS = (*_FACTS, "requirements", "description")
# bm25 weights in the order of `_COLUMNS`: a match in the title counts most.
_WEIGHTS = "10.0, 4.0, 4.0, 2.0, 1.0, 1.0"
_COLUMNS_OF = {FTS_TABLE: _COLUMNS, FTS_WORDS: _FACTS}


def ensure_index(*, using: str, **_: Any) -> None:
    """Build the index, or rebuild it if a part is missing or outdated.

    Receives `post_migrate`; an intact index is left alone.
    """
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    if connection.vendor == "sqlite":
        _ensure_sqlite(connection)
    elif connection.vendor == "postgresql":
        _ensure_postgresql(connection)


def drop_before_change(*, using: str, plan: list[tuple[Any, bool]], **_: Any) -> None:
    """Drop the index before a migration of this app. Receives `pre_migrate`.

    Neither database can alter a column that such an index reads.
    """
    connection = connections[using]
    if not any(migration.app_label == "opportunities" for migration, _ in plan):
        return
    if connection.vendor == "sqlite":
        _run(connection, _drop_sqlite())
    elif connection.vendor == "postgresql":
        _run(connection, _drop_postgresql())


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ensure_sqlite(connection: BaseDatabaseWrapper) -> None:
    parts = _sqlite_parts()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE %s", [f"{TABLE}_%"])
        present = dict(cursor.fetchall())
    if {name: present.get(name) for name in parts} == parts:
        return
    fill = [_insert(table, "o", f"SELECT {{}} FROM {TABLE} o") for table in _COLUMNS_OF]  # noqa: S608
    weigh = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rank) VALUES ('rank', 'bm25({_WEIGHTS})')"  # noqa: S608
    _run(connection, [*_drop_sqlite(), *parts.values(), weigh, *fill])


def _sqlite_parts() -> dict[str, str]:
    """SQL of tables and triggers by name, exactly as `sqlite_master` stores it."""
    old, new = (", ".join(f"{row}.{name}" for name in ("id", *_COLUMNS)) for row in ("old", "new"))
    add = " ".join(f"{_insert(table, 'new', 'VALUES ({})')};" for table in _COLUMNS_OF)
    # Contentless FTS5 tables need the old values in order to delete a row.
    forget = " ".join(
        f"{_insert(table, 'old', "VALUES ('delete', {})", command=True)};" for table in _COLUMNS_OF
    )
    inserted, deleted, updated = _triggers()
    return {
        FTS_TABLE: f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5({', '.join(_COLUMNS)},"
        " content='', tokenize='porter unicode61')",
        FTS_WORDS: f"CREATE VIRTUAL TABLE {FTS_WORDS} USING fts5({', '.join(_FACTS)},"
        " content='', detail=none, columnsize=0, tokenize='unicode61')",
        VOCABULARY: f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab('{FTS_WORDS}', 'row')",
        inserted: f"CREATE TRIGGER {inserted} AFTER INSERT ON {TABLE} BEGIN {add} END",
        deleted: f"CREATE TRIGGER {deleted} AFTER DELETE ON {TABLE} BEGIN {forget} END",
        updated: f"CREATE TRIGGER {updated} AFTER UPDATE OF id, {', '.join(_COLUMNS)} ON {TABLE}"
        f" WHEN ({old}) IS NOT ({new}) BEGIN {forget} {add} END",
    }


def _triggers() -> tuple[str, str, str]:
    return f"{TABLE}_inserted", f"{TABLE}_deleted", f"{TABLE}_updated"


def _drop_sqlite() -> list[str]:
    return [
        *(f"DROP TRIGGER IF EXISTS {name}" for name in _triggers()),
        *(f"DROP TABLE IF EXISTS {name}" for name in (VOCABULARY, FTS_WORDS, FTS_TABLE)),
    ]


def _insert(table: str, row: str, values: str, *, command: bool = False) -> str:
    """INSERT statement for the texts of a row; skills are expanded from their JSON list."""
    columns = _COLUMNS_OF[table]
    texts = {name: f"{row}.{name}" for name in ("id", *columns)}
    texts["skills"] = f"(SELECT group_concat(value, ' ') FROM json_each({row}.skills))"  # noqa: S608
    into = ", ".join([*([table] if command else []), "rowid", *columns])
    return f"INSERT INTO {table}({into}) {values.format(', '.join(texts.values()))}"


def _ensure_postgresql(connection: BaseDatabaseWrapper) -> None:
    statements = _postgresql_statements()
    version = hashlib.sha256("".join(statements).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname IN (%s, %s)",
            [TABLE, VECTOR, FACTS_VECTOR],
        )
        present = dict(cursor.fetchall())
    if present == {VECTOR: version, FACTS_VECTOR: version}:
        return
    # The hash of the statements, kept as a column comment, tells whether they have changed.
    mark = [f"COMMENT ON COLUMN {TABLE}.{name} IS '{version}'" for name in (VECTOR, FACTS_VECTOR)]
    _run(connection, [*_drop_postgresql(), *statements, *mark])


def _drop_postgresql() -> list[str]:
    # Dropping a column drops its index.
    return [
        f"ALTER TABLE IF EXISTS {TABLE} DROP COLUMN IF EXISTS {VECTOR},"
        f" DROP COLUMN IF EXISTS {FACTS_VECTOR}"
    ]


def _postgresql_statements() -> list[str]:
    vectors = {VECTOR: _vector(), FACTS_VECTOR: _facts_vector()}
    generated = (
        f"ADD COLUMN {name} tsvector GENERATED ALWAYS AS ({expression}) STORED"
        for name, expression in vectors.items()
    )
    # Without statistics the planner considers every search selective, so that a frequent word
    # never makes it scan the whole table with its large vectors.
    unmeasured = (f"ALTER COLUMN {name} SET STATISTICS 0" for name in vectors)
    return [
        f"ALTER TABLE {TABLE} {', '.join(generated)}",
        f"ALTER TABLE {TABLE} {', '.join(unmeasured)}",
        *(f"CREATE INDEX {TABLE}_{name} ON {TABLE} USING gin ({name})" for name in vectors),
    ]


def _vector() -> str:
    """Expression of the vector of all texts, cut to 150,000 characters.

    A tsvector is limited to 1 MB, and PostgreSQL would refuse a row with a longer one.
    """
    texts = " || ' ' || ".join(f"{name}::text" for name in _COLUMNS)
    return f"strip(to_tsvector('english', {_without_signs(f'left({texts}, 150000)')}))"


def _facts_vector() -> str:
    return " || ".join(
        f"setweight(to_tsvector('{language}', {_without_signs(f'{name}::text')}), '{weight}')"
        for weight, name in zip("ABBC", _FACTS, strict=True)
        for language in ("english", "simple")
    )


def _without_signs(text: str) -> str:
    """Replace signs by spaces, as PostgreSQL's parser would take them for syntax.

    It reads "AI/ML" as a file, "Node.js" as a host, "GPT-4" as minus four, and skips text in angle
    brackets.
    """
    signs = "/.@-<"
    return f"translate({text}, '{signs}', '{' ' * len(signs)}')"
