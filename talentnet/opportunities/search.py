"""Full-text search of opportunities by relevance, on SQLite and PostgreSQL.

Every word must appear in some text. The last word also matches as a prefix, but only in title,
organization, skills and location: in descriptions nearly every prefix matches nearly everywhere.
The database maintains the index (`search_index.py`), so that bulk upserts are searchable, too.
"""

import unicodedata
from typing import Any, cast

from django.db import connections
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from talentnet.opportunities.models import OpportunityQuerySet
from talentnet.opportunities.search_index import (
    FACTS,
    FACTS_VECTOR,
    FTS_TABLE,
    TABLE,
    VECTOR,
    VOCABULARY,
)

# Characters of the input that are read.
MAX_TYPED = 1000
MAX_WORDS = 20
# PostgreSQL refuses a word of more than 2,046 bytes.
MAX_WORD = 100
# "AI" is a word; as a prefix it would also match "aid" and "aircraft".
SHORTEST_BEGINNING = 3
# SQLite searches only the most frequent words with a prefix.
MAX_COMPLETIONS = 40

# PostgreSQL ignores these words in texts, so they are dropped from the input, too, unless it has
# no others.
FUNCTION_WORDS = frozenset(
    word
    for line in (
        "a an and are as at be but by do for from has have i if in into is it its me my no not of",
        "on or our s so such t than that the their then there these they this to was we were what",
        "when where which who will with you your",
    )
    for word in line.split()
)

# Follows a prefix in SQLite's MATCH expression: OR any word of the facts that begins with it.
COMPLETIONS = (
    f"coalesce((SELECT ' OR {{{FACTS}}} : (' || group_concat('\"' || term || '\"', ' OR ') || ')'"  # noqa: S608
    f" FROM (SELECT term FROM {VOCABULARY} WHERE term >= %s AND term < %s"
    " ORDER BY doc DESC LIMIT %s)), '') || ')'"
)


def search(queryset: OpportunityQuerySet, text: str) -> OpportunityQuerySet:
    """Opportunities with all words of `text`, by relevance; everything if it is blank.

    Any input is safe: characters other than letters and digits only separate words, and none of it
    becomes SQL or a search operator.
    """
    if not text.strip():
        return queryset
    words = words_of(text)
    if not words:
        return queryset.none()
    *complete, last = words
    if not _is_prefix(text, last):
        complete, last = words, ""
    complete = [word for word in complete if word.lower() not in FUNCTION_WORDS] or (
        [] if last else words
    )
    if connections[queryset.db].vendor == "sqlite":
        return _search_sqlite(queryset, complete, last)
    return _search_postgresql(queryset, complete, last)


def words_of(text: str) -> list[str]:
    """Words of the input: runs of letters, combining marks and digits."""
    composed = unicodedata.normalize("NFC", text[:MAX_TYPED])
    parted = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in composed)
    return [word[:MAX_WORD] for word in parted.split()[:MAX_WORDS]]


def _is_prefix(text: str, last: str) -> bool:
    """True if the text ends with its last word, which may then be a prefix."""
    ends_with_it = unicodedata.normalize("NFC", text[:MAX_TYPED]).rstrip(" ").endswith(last)
    return len(last) >= SHORTEST_BEGINNING and ends_with_it


def _search_sqlite(
    queryset: OpportunityQuerySet, complete: list[str], beginning: str
) -> OpportunityQuerySet:
    """Search with FTS5; a prefix is completed from the vocabulary of whole words.

    The index holds stems: "governan" is a prefix of "governance", but not of its stem "govern".
    """
    phrases = [f'"{word}"' for word in complete]
    match = "%s"
    params: list[Any] = [" AND ".join(phrases)]
    if beginning:
        match = f"%s || {COMPLETIONS}"
        start = _folded(beginning)
        last = " AND ".join([*phrases, f'("{beginning}"'])
        params = [last, start, f"{start}\U0010ffff", MAX_COMPLETIONS]
    matches = queryset.extra(  # noqa: S610  # our own names; the input is a parameter
        tables=[FTS_TABLE],
        # The unary plus stops SQLite from querying the index once per opportunity.
        where=[f"{TABLE}.id = +{FTS_TABLE}.rowid", f"{FTS_TABLE} MATCH ({match})"],
        params=params,
    )
    # Sorted by rank alone, so that FTS5 sorts and only the rows of the page are read.
    return cast(OpportunityQuerySet, matches.order_by(RawSQL(f"{FTS_TABLE}.rank", [])))  # noqa: S611


def _folded(word: str) -> str:
    """Fold a word as the tokenizer `unicode61` does: lower case, without diacritics."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _search_postgresql(
    queryset: OpportunityQuerySet, complete: list[str], beginning: str
) -> OpportunityQuerySet:
    """Search with tsvectors; relevance is ranked by the facts, then by the latest id."""
    words, facts = f"{TABLE}.{VECTOR}", f"{TABLE}.{FACTS_VECTOR}"
    stems = " && ".join(["plainto_tsquery('english', %s)"] * len(complete))
    condition, query = f"{words} @@ ({stems})", stems
    params = [*complete]
    if beginning:
        last = "plainto_tsquery('english', %s)"
        begun = "to_tsquery('simple', %s)"
        condition = f"({words} @@ {last} OR {facts} @@ {begun})" + (
            f" AND {condition}" if stems else ""
        )
        query = f"({last} || {begun})" + (f" && {stems}" if stems else "")
        params = [beginning, f"'{beginning}':*", *complete]
    # Only our own names become SQL; the input is a parameter.
    matches = RawSQL(condition, params, output_field=BooleanField())  # noqa: S611
    # Normalization 1 divides the rank by the logarithm of the length.
    relevance = RawSQL(f"ts_rank({facts}, {query}, 1)", params)  # noqa: S611
    return queryset.filter(matches).order_by(relevance.desc(), "-pk")
