"""Verify that a profile supports a claim about its person.

An element is verified when it is a passage of one field, or when all its content words stand in
one sentence or list item of one field, not negated. Word forms, synonyms and harmless heads
("skills", "experience") don't matter; every other word that is left over does. A claim to have or
to have done something is never verified from goals, interests or what is sought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from talentnet.profiles.claim_words import (
    claim_words,
    content_of,
    is_unspaced,
    keys_of,
    squashed,
    tokens_of,
    words_in,
)
from talentnet.profiles.written import Statement, WrittenField

# Letters. A slip of one letter or another spelling ("modelling") is the same word from here on.
_LONG_WORD = 7
# Letters of the shortest stem that is looked for inside a German compound.
_PART_OF_COMPOUND = 5
_LISTS = ("skills", "interests")


@dataclass(frozen=True)
class Claim:
    """Element under verification, read once for all fields."""

    text: str

    @cached_property
    def tokens(self) -> list[str]:
        return tokens_of(self.text)

    @cached_property
    def content(self) -> list[str]:
        """Words that a sentence must have, without negations."""
        return [token for token in content_of(self.tokens) if token not in words_in("negations")]

    @cached_property
    def joined(self) -> str:
        return f" {' '.join(self.tokens)} "

    @cached_property
    def squashed(self) -> str:
        """Its characters, if its script has no spaces between words."""
        return squashed(self.text) if is_unspaced(self.text) else ""

    @cached_property
    def negates(self) -> bool:
        return Statement(self.text).has_negation

    def is_in(self, text: WrittenField | Statement) -> bool:
        """True if the text has it as a passage."""
        return self.squashed in text.squashed if self.squashed else self.joined in text.joined


def field_supporting(element: str, fields: Sequence[WrittenField]) -> WrittenField | None:
    """Return the field that verifies an element; done things come before sought ones."""
    claim = Claim(element)
    if not claim.tokens:
        return None
    in_order = sorted(fields, key=lambda field: field.is_sought)
    for rule in (_is_item, _holds_passage, _holds_words):
        for field in in_order:
            if rule(claim, field):
                return field
    return _list_of(claim, in_order)


def _is_item(claim: Claim, field: WrittenField) -> bool:
    return not field.is_prose and claim.joined == field.joined


def _holds_passage(claim: Claim, field: WrittenField) -> bool:
    """True if the element is quoted from the field, and the quote isn't denied or only wished."""
    if not content_of(claim.tokens) or not claim.is_in(field):
        return False
    inside = [statement for statement in field.statements if claim.is_in(statement)]
    if not inside:
        # It spans sentences, so that nothing before it in its own sentence turns its meaning.
        return True
    return any(
        not _is_denied(claim, statement)
        and not (field.is_sought and _wishes_done(claim, statement))
        for statement in inside
    )


def _is_denied(claim: Claim, statement: Statement) -> bool:
    """True if a negation before or around the quote is missing in the quote."""
    if not statement.has_negation or claim.negates:
        return False
    return not all(_is_among(token, statement, statement.keys) for token in claim.content)


def _wishes_done(claim: Claim, statement: Statement) -> bool:
    """True for "published a paper", quoted from "I hope to have published a paper"."""
    first = claim.tokens[0]
    return (first in words_in("having") or _is_past(first)) and bool(
        words_in("wishes") & set(statement.tokens)
    )


def _holds_words(claim: Claim, field: WrittenField) -> bool:
    return bool(claim.content) and any(
        _covers(claim, statement, is_sought=field.is_sought) for statement in field.statements
    )


def _covers(claim: Claim, statement: Statement, *, is_sought: bool) -> bool:
    if claim.negates and not statement.has_negation:
        return False
    keys = statement.all_keys if claim.negates else statement.keys
    if not all(_is_among(token, statement, keys) for token in claim.content):
        return False
    return not (is_sought and _claims_done(claim, statement))


def _is_among(token: str, statement: Statement, keys: frozenset[str]) -> bool:
    if not keys.isdisjoint(keys_of(token, statement.language)):
        return True
    if is_unspaced(token):
        return _is_among_characters(token, statement)
    if len(token) < _LONG_WORD or statement.has_negation:
        return False
    return _is_spelled_otherwise(token, statement) or _is_in_compound(token, statement)


def _is_among_characters(token: str, statement: Statement) -> bool:
    """True if a run of Chinese or Japanese characters, or each two of it, are in a statement."""
    if statement.has_negation and not keys_of(token, "") & statement.keys:
        return False
    text = statement.squashed + "".join(statement.context)
    pairs = {token[start : start + 2] for start in range(max(1, len(token) - 1))}
    return token in text or all(pair in text for pair in pairs)


def _is_spelled_otherwise(token: str, statement: Statement) -> bool:
    return any(
        len(word) >= _LONG_WORD
        and word[0] == token[0]
        and OSA.distance(token, word, score_cutoff=1) <= 1
        for word in statement.words
    )


def _is_in_compound(token: str, statement: Statement) -> bool:
    """True if a German word is part of a compound: "Analyse" in "Risikoanalyse"."""
    if statement.language != "de":
        return False
    part = token[:-1] if token[-1] in "ens" else token
    return len(part) >= _PART_OF_COMPOUND and any(part in word for word in statement.words)


def _claims_done(claim: Claim, statement: Statement) -> bool:
    """True if an element claims to have or to have done something, in words of its own."""
    return any(
        token in words_in("having") or _is_past(token) or _is_agent(token)
        for token in claim.tokens
        if token not in statement.words
    ) or _is_past_japanese(claim, statement)


def _is_past(token: str) -> bool:
    """True for past forms of English verbs, and of German and Spanish ones by their endings."""
    from_list = token in claim_words().irregular
    english = len(token) > 4 and token.endswith("ed")
    german = len(token) > 6 and token.startswith("ge") and token.endswith(("t", "en"))
    spanish = len(token) > 4 and token.endswith(("ado", "ido", "é", "ió"))
    return from_list or english or german or spanish


def _is_agent(token: str) -> bool:
    """True for words such as "founder", which claim what a goal only wishes: "found"."""
    return len(token) > 5 and token.endswith(("er", "or"))


def _is_past_japanese(claim: Claim, statement: Statement) -> bool:
    ending = claim.text.rstrip("。").endswith(("した", "ました", "った"))
    return ending and not claim.is_in(statement)


def _list_of(claim: Claim, fields: Sequence[WrittenField]) -> WrittenField | None:
    """Return the first of several list items that an element joins: "Python and SQL"."""
    joined = claim.joined
    items = []
    for field in fields:
        if field.section in _LISTS and field.joined.strip() and field.joined in joined:
            items.append(field)
            joined = joined.replace(field.joined, " ")
    claims_done = words_in("having") & set(joined.split()) and any(f.is_sought for f in items)
    is_list = len(items) > 1 and not content_of(joined.split())
    return items[0] if is_list and not claims_done else None
