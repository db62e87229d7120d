"""What a profile says about its person, and the texts of a set, as the checks ask for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from careeractions.findings import CardPlace
from careeractions.models import CareerAction
from careeractions.validation import Draft
from talentnet.profiles.claim_words import content_of, keys_of, tokens_of
from talentnet.profiles.models import Profile
from talentnet.profiles.verifying import field_supporting
from talentnet.profiles.written import Statement, WrittenField, WrittenProfile, months_of
from talentnet.sentences import sentences_of

# Tokens for a number of years, by which "14 years" differs from "14 audits".
YEAR_WORDS = frozenset(
    [
        "year",
        "years",
        "yrs",
        "decade",
        "decades",
        "jahr",
        "jahre",
        "jahren",
        "año",
        "años",
        "an",
        "ans",
        "ano",
        "anos",
        "年",
        "年間",
    ]
)


@dataclass(frozen=True)
class Stretch:
    """Time that a row of the profile took, with the words of the row."""

    keys: frozenset[str]
    months: int
    start: int
    """Calendar year."""


class CheckedPerson:
    """Profile as a body of statements."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.written = WrittenProfile(profile)

    @property
    def language(self) -> str:
        return self.written.language

    @property
    def fields(self) -> list[WrittenField]:
        return self.written.fields

    def verifies(self, element: str) -> bool:
        return field_supporting(element, self.fields) is not None

    @cached_property
    def statements(self) -> list[Statement]:
        return [statement for field in self.fields for statement in field.statements]

    @cached_property
    def done_statements(self) -> list[Statement]:
        """Statements outside goals, interests and what is sought."""
        done = (field for field in self.fields if not field.is_sought)
        return [statement for field in done for statement in field.statements]

    @cached_property
    def done_keys(self) -> frozenset[str]:
        return frozenset().union(*(statement.keys for statement in self.done_statements))

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset().union(*(statement.all_keys for statement in self.statements))

    @cached_property
    def squashed(self) -> str:
        return " ".join(field.squashed for field in self.fields)

    @cached_property
    def done_squashed(self) -> str:
        return " ".join(field.squashed for field in self.fields if not field.is_sought)

    def mentions(self, words: Iterable[str]) -> bool:
        """True if each of the words is anywhere in the profile."""
        return all(self.keys & keys_of(word, self.language) for word in words)

    def has_done(self, words: Iterable[str]) -> bool:
        """True if one of the words is in a statement of something done."""
        return any(self.done_keys & keys_of(word, self.language) for word in words)

    def says_in_one_statement(self, text: str) -> bool:
        """True if one statement has all content words of a text."""
        words = content_of(tokens_of(text)) or tokens_of(text)
        if not self.mentions(words):
            return False
        keys = [keys_of(word, self.language) for word in words]
        return any(all(key & statement.all_keys for key in keys) for statement in self.statements)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers anywhere in the profile, as digits."""
        return frozenset(key for key in self.keys if key.isdigit())

    @cached_property
    def stated_years(self) -> frozenset[int]:
        """Numbers of years that a sentence of the profile states."""
        return frozenset(
            int(key)
            for statement in self.statements
            if not YEAR_WORDS.isdisjoint(statement.tokens)
            for key in statement.all_keys
            if key.isdigit() and len(key) < 4
        )

    @cached_property
    def stretches(self) -> list[Stretch]:
        places = {field.anchor: [] for field in self.fields}  # type: dict[str, list[WrittenField]]
        for field in self.fields:
            places[field.anchor].append(field)
        return [
            Stretch(_keys_of(places.get(f"entry-{row.key}", [])), months, int(row.start_date[:4]))
            for rows in self.written.rows.values()
            for row in rows
            if (months := months_of(row))
        ]

    @cached_property
    def start_years(self) -> frozenset[int]:
        """Calendar years in which a row begins, or that a text names."""
        return self.text_years | {stretch.start for stretch in self.stretches}

    @cached_property
    def text_years(self) -> frozenset[int]:
        """Calendar years that a text names."""
        tokens = (token for statement in self.statements for token in statement.tokens)
        return frozenset(int(token) for token in tokens if token.isdigit() and len(token) == 4)

    @cached_property
    def years(self) -> frozenset[int]:
        """Calendar years that the profile names, or that one of its rows covers."""
        named = {int(number) for number in self.numbers if len(number) == 4}
        spans = [
            range(int(row.start_date[:4]), _last_year(row.end_date) + 1)
            for rows in self.written.rows.values()
            for row in rows
            if row.start_date[:4].isdigit()
        ]
        return frozenset(named.union(*spans))


def _keys_of(fields: Iterable[WrittenField]) -> frozenset[str]:
    return frozenset().union(*(s.all_keys for field in fields for s in field.statements))


def _last_year(end: str) -> int:
    return int(end[:4]) if end[:4].isdigit() else timezone.now().year


@dataclass(frozen=True)
class CardText:
    """One text of one action."""

    action: int
    place: CardPlace
    text: str

    @cached_property
    def sentences(self) -> list[str]:
        return sentences_of(self.text)


@dataclass(frozen=True)
class CardSet:
    """Drafts under check, with the profile they were written for and the cards known before."""

    drafts: Sequence[Draft]
    person: CheckedPerson
    known: Sequence[CareerAction]

    @cached_property
    def texts(self) -> list[CardText]:
        """Title, description and rationale of every action."""
        return [text for n, draft in enumerate(self.drafts) for text in _texts(n, draft)]


def _texts(number: int, draft: Draft) -> Iterator[CardText]:
    yield CardText(number, "title", draft.title)
    yield CardText(number, "description", draft.description)
    yield CardText(number, "rationale", draft.rationale)
