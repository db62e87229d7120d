"""Full-text search of opportunities: by words, the best first, on SQLite and on PostgreSQL.

Every word must appear, in any of the texts. The last one may be the beginning of a word of the
title, organization, skills or location; among the descriptions nearly every beginning is found
nearly everywhere. The database keeps the index itself (`search_index.py`), so that whatever writes
an opportunity, a bulk upsert included, is found at once.
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

MAX_TYPED = 1000
MAX_WORDS = 20
# PostgreSQL refuses a word of more than 2,046 bytes.
MAX_WORD = 100
# "AI" is a word; as a beginning it would be "aid" and "aircraft", too.
SHORTEST_BEGINNING = 3
# Of the words with one and the same beginning SQLite looks for the most frequent.
MAX_COMPLETIONS = 40

# PostgreSQL leaves such words aside in a text. They are left aside in what was typed as well,
# unless there is nothing else.
FUNCTION_WORDS = frozenset(
    word
    for line in (
        "a an and are as at be but by do for from has have i if in into is it its me my no not of",
        "on or our s so such t than that the their then there these they this to was we were what",
        "when where which who will with you your",
    )
    for word in line.split()
)

# What follows a beginning in SQLite's MATCH: " OR", in the facts, any word that begins so.
COMPLETIONS = (
    f"coalesce((SELECT ' OR {{{FACTS}}} : (' || group_concat('\"' || term || '\"', ' OR ') || ')'"  # noqa: S608
    f" FROM (SELECT term FROM {VOCABULARY} WHERE term >= %s AND term < %s"
    " ORDER BY doc DESC LIMIT %s)), '') || ')'"
)


def search(queryset: OpportunityQuerySet, text: str) -> OpportunityQuerySet:
    """Opportunities with all words of `text`, by relevance; everything if it is blank.

    Any text is safe: characters other than letters and digits only separate words, and nothing of
    it becomes SQL or an operator.
    """
    if not text.strip():
        return queryset
    words = words_of(text)
    if not words:
        return queryset.none()
    *complete, last = words
    if not _may_go_on(text, last):
        complete, last = words, ""
    complete = [word for word in complete if word.lower() not in FUNCTION_WORDS] or (
        [] if last else words
    )
    if connections[queryset.db].vendor == "sqlite":
        return _search_sqlite(queryset, complete, last)
    return _search_postgresql(queryset, complete, last)


def words_of(text: str) -> list[str]:
    """The words that were typed: runs of letters, their marks, and digits."""
    composed = unicodedata.normalize("NFC", text[:MAX_TYPED])
    parted = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in composed)
    return [word[:MAX_WORD] for word in parted.split()[:MAX_WORDS]]


def _may_go_on(text: str, last: str) -> bool:
    """True if the text ends with its last word, which may then be a prefix."""
    ends_with_it = unicodedata.normalize("NFC", text[:MAX_TYPED]).rstrip(" ").endswith(last)
    return len(last) >= SHORTEST_BEGINNING and ends_with_it


def _search_sqlite(
    queryset: OpportunityQuerySet, complete: list[str], beginning: str
) -> OpportunityQuerySet:
    """A beginning is completed from the vocabulary first: the index holds stems, and "governan"
    begins no stem ("govern"), though it begins "governance"."""
    phrases = [f'"{word}"' for word in complete]
    match = "%s"
    params: list[Any] = [" AND ".join(phrases)]
    if beginning:
        match = f"%s || {COMPLETIONS}"
        start = _folded(beginning)
        last = " AND ".join([*phrases, f'("{beginning}"'])
        params = [last, start, f"{start}\U0010ffff", MAX_COMPLETIONS]
    found = queryset.extra(  # noqa: S610  # of names of ours; what was typed is a parameter
        tables=[FTS_TABLE],
        # The plus keeps SQLite from asking the index once for every opportunity.
        where=[f"{TABLE}.id = +{FTS_TABLE}.rowid", f"{FTS_TABLE} MATCH ({match})"],
        params=params,
    )
    # By rank alone: then the index sorts, and only the rows of the page are read.
    return cast(OpportunityQuerySet, found.order_by(RawSQL(f"{FTS_TABLE}.rank", [])))  # noqa: S611


def _folded(word: str) -> str:
    """Fold a word as the tokenizer `unicode61` does: lower case, without diacritics."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _search_postgresql(
    queryset: OpportunityQuerySet, complete: list[str], beginning: str
) -> OpportunityQuerySet:
    """The facts alone say how relevant it is; among equals the latest comes first."""
    words, facts = f"{TABLE}.{VECTOR}", f"{TABLE}.{FACTS_VECTOR}"
    stems = " && ".join(["plainto_tsquery('english', %s)"] * len(complete))
    found, wanted = f"{words} @@ ({stems})", stems
    params = [*complete]
    if beginning:
        last = "plainto_tsquery('english', %s)"
        begun = "to_tsquery('simple', %s)"
        found = f"({words} @@ {last} OR {facts} @@ {begun})" + (f" AND {found}" if stems else "")
        wanted = f"({last} || {begun})" + (f" && {stems}" if stems else "")
        params = [beginning, f"'{beginning}':*", *complete]
    is_found = RawSQL(found, params, output_field=BooleanField())  # noqa: S611  # of our names;
    relevance = RawSQL(f"ts_rank({facts}, {wanted}, 1)", params)  # noqa: S611  # typed: a parameter
    return queryset.filter(is_found).order_by(relevance.desc(), "-pk")
