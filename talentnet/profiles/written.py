"""Everything a profile says, as fields with their sentences and list items."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from talentnet.languages import language_of
from talentnet.profiles.claim_words import (
    is_unspaced,
    keys_of,
    squashed,
    tokens_of,
    with_synonyms,
    words_in,
)
from talentnet.profiles.models import (
    Accomplishment,
    CommitmentType,
    DatedEntry,
    Education,
    Entry,
    ExperienceLevel,
    Profile,
    Project,
    RemotePreference,
    RoleType,
)
from talentnet.sentences import sentences_of

# A negation reaches to the end of its clause.
_CLAUSE_END = re.compile(r"[,;:()–—、]|\s-\s|が、|けど|\b(?:but|aber|sondern|pero|sino|mais|mas)\b")
_BULLET = re.compile(r"^\s*(?:[-*•‣▪◦・]|\d{1,2}[.)])\s+")
_ITEM_END = re.compile(r"\s*[;•·|]\s*")
# Japanese negates at the end of a clause, so all of the clause is negated.
_JAPANESE_NEGATION = re.compile(r"(?:ない|なかった|ません|なし|未経験|ありませ)")
# Words that say something; later ones in the clause are no longer denied.
_REACH_OF_NEGATION = 3
# Not a negation of what follows.
_NOT_ONLY = re.compile(
    r"\b(?:not (?:only|just)|nicht nur|no (?:solo|sólo)|pas seulement|não só)\b", re.IGNORECASE
)
_YEARS = ("years", "year", "jahre", "jahren", "años", "ans", "anos", "年", "年間")
_REMOTE = (RemotePreference.REMOTE_ONLY, RemotePreference.HYBRID)
# Words for the kind of a row, so that "volunteering at the food bank" is in its heading.
_KINDS = {
    "education": "education degree study studied studying student graduate graduated studium "
    "studiert abschluss estudios estudió título 学位 卒業 専攻",
    "work": "job position employed arbeit stelle trabajo puesto 勤務 職",
    "volunteering": "volunteer volunteering volunteered ehrenamt ehrenamtlich voluntario "
    "voluntaria voluntariado ボランティア",
    "project": "project projekt proyecto プロジェクト",
    "publication": "publication published paper article author authored coauthored "
    "veröffentlichung veröffentlicht publicación publicado artículo 論文 出版",
    "certificate": "certificate certified certification zertifikat zertifiziert certificado "
    "certificación 資格 認定",
    "award": "award awarded won prize winner auszeichnung preis premio 受賞",
    "language": "language speak speaks speaking speaker sprache sprachen spricht idioma habla 言語",
}


@dataclass(frozen=True)
class Statement:
    """Sentence or list item of one field."""

    text: str
    language: str = ""
    context: tuple[str, ...] = ()
    """Words that hold for it besides its own, such as the title of the position it describes."""

    @cached_property
    def tokens(self) -> list[str]:
        return tokens_of(self.text)

    @cached_property
    def joined(self) -> str:
        return f" {' '.join(self.tokens)} "

    @cached_property
    def squashed(self) -> str:
        return squashed(self.text)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of all words that it affirms, with their synonyms."""
        if not self.has_negation:
            return self.all_keys
        return self._keys(with_synonyms([token for clause in self._affirmed for token in clause]))

    @cached_property
    def all_keys(self) -> frozenset[str]:
        """Keys of all its words, negated ones included."""
        return self._keys(with_synonyms(self.tokens))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset((*self.tokens, *self.context))

    @cached_property
    def has_negation(self) -> bool:
        if not words_in("negations").isdisjoint(self.tokens):
            return True
        return is_unspaced(self.text) and bool(_JAPANESE_NEGATION.search(self.text))

    @cached_property
    def _affirmed(self) -> list[list[str]]:
        if not self.has_negation:
            return [self.tokens]
        clauses = _CLAUSE_END.split(_NOT_ONLY.sub(" ", self.text))
        return [_affirmed_part(clause) for clause in clauses]

    def _keys(self, words: set[str]) -> frozenset[str]:
        keys = (keys_of(word, self.language) for word in words)
        return _context_keys(self.context, self.language).union(*keys)


# One context serves all sentences of a description.
@lru_cache(maxsize=2000)
def _context_keys(context: tuple[str, ...], language: str) -> frozenset[str]:
    return frozenset().union(*(keys_of(word, language) for word in context))


def _affirmed_part(clause: str) -> list[str]:
    """Words of a clause that a negation doesn't reach; none in Japanese, where it comes last."""
    if _JAPANESE_NEGATION.search(clause):
        return []
    affirmed, denied = [], 0
    for token in tokens_of(clause):
        if token in words_in("negations"):
            denied = _REACH_OF_NEGATION
        elif not denied:
            affirmed.append(token)
        elif token not in words_in("stop"):
            denied -= 1
    return affirmed


@dataclass(frozen=True)
class WrittenField:
    """One field of a profile, with its section and its anchor on the profile page."""

    text: str
    anchor: str
    section: str
    is_sought: bool = False
    """True for goals, interests and what is sought: no proof of anything done."""
    is_prose: bool = False
    language: str = ""
    context: tuple[str, ...] = ()

    @cached_property
    def joined(self) -> str:
        """Words, each between spaces, to look for passages."""
        return f" {' '.join(tokens_of(self.text))} "

    @cached_property
    def squashed(self) -> str:
        return squashed(self.text)

    @cached_property
    def is_unspaced(self) -> bool:
        return is_unspaced(self.text)

    @cached_property
    def statements(self) -> list[Statement]:
        items = _items(self.text) if self.is_prose else [self.text]
        return [Statement(item, self.language, self.context) for item in items]


def _items(text: str) -> list[str]:
    lines = (_BULLET.sub("", line) for line in text.splitlines())
    parts = (part for line in lines for part in _ITEM_END.split(line))
    return [sentence for part in parts for sentence in sentences_of(part)]


@dataclass(frozen=True)
class WrittenProfile:
    """All fields of a profile. Reads each table at most once, and accomplishments only on use."""

    profile: Profile

    @cached_property
    def rows(self) -> dict[str, list[DatedEntry]]:
        """Dated rows by kind; runs four queries unless they are prefetched."""
        return {
            "work": list(self.profile.work_experiences.all()),
            "education": list(self.profile.educations.all()),
            "project": list(self.profile.projects.all()),
            "volunteering": list(self.profile.volunteerings.all()),
        }

    @cached_property
    def accomplishments(self) -> list[Accomplishment]:
        return list(self.profile.accomplishments.all())

    @cached_property
    def language(self) -> str:
        return language_of(self.profile.career_goals or self.profile.summary)

    @cached_property
    def main_fields(self) -> list[WrittenField]:
        """Fields except those of accomplishments."""
        fields = (
            *_listed(self.profile, self.language),
            *_row_fields(self.rows, self.language),
            *_basics(self.profile, self.language),
        )
        return [field for field in fields if field.text.strip()]

    @cached_property
    def accomplishment_fields(self) -> list[WrittenField]:
        fields = _accomplishment_fields(self.accomplishments, self.language)
        return [field for field in fields if field.text.strip()]

    @cached_property
    def fields(self) -> list[WrittenField]:
        return [*self.main_fields, *self.accomplishment_fields]


def _basics(profile: Profile, language: str) -> Iterator[WrittenField]:
    prose = partial(WrittenField, is_prose=True, language=language)
    yield prose(profile.headline, "basics", "headline")
    yield prose(profile.summary, "basics", "summary")
    yield WrittenField(profile.location, "basics", "location", language=language)
    yield prose(profile.career_goals, "goals", "career goals", is_sought=True)
    yield prose(profile.seeking, "goals", "what you look for", is_sought=True)
    for text, words in _preferences(profile):
        yield WrittenField(
            text,
            "preferences",
            "match preferences",
            is_sought=True,
            language=language,
            context=tuple(words.split()),
        )


def _listed(profile: Profile, language: str) -> Iterator[WrittenField]:
    for skill in profile.skills:
        yield WrittenField(skill, "skills", "skills", language=language)
    for topic in profile.ai_safety_interests:
        yield WrittenField(topic, "interests", "interests", is_sought=True, language=language)


def _preferences(profile: Profile) -> Iterator[tuple[str, str]]:
    """Values of the match preferences, each with further words for it."""
    for value in profile.role_types:
        yield RoleType(value).label if value in RoleType else value, "role roles"
    for value in profile.experience_levels:
        yield ExperienceLevel(value).label + " level" if value in ExperienceLevel else value, ""
    for value in profile.commitment_types:
        yield CommitmentType(value).label if value in CommitmentType else value, ""
    if profile.remote_preference:
        words = "remote remotely" if profile.remote_preference in _REMOTE else ""
        yield RemotePreference(profile.remote_preference).label, words
    if profile.willing_to_relocate:
        yield "willing to relocate", "relocation"
    yield profile.availability, "hour week"


def _row_fields(rows: dict[str, list[DatedEntry]], language: str) -> Iterator[WrittenField]:
    for kind, entries in rows.items():
        for row in entries:
            about = (*_KINDS[kind].split(), *_times(row))
            yield from _fields_of_row(row, _heading(row), about, language)


def _accomplishment_fields(rows: list[Accomplishment], language: str) -> Iterator[WrittenField]:
    for row in rows:
        heading = ", ".join(part for part in (row.name, row.issuer, row.date) if part)
        about = tuple(_KINDS.get(row.kind, "").split())
        yield from _fields_of_row(row, heading, about, language)


def _fields_of_row(
    row: Entry, heading: str, about: tuple[str, ...], language: str
) -> Iterator[WrittenField]:
    place = partial(WrittenField, anchor=f"entry-{row.key}", section=str(row), language=language)
    yield place(heading, context=about)
    # A description is about the position or project in its heading.
    context = (*tokens_of(heading), *about)
    yield place(row.description, is_prose=True, context=context)


def _heading(row: DatedEntry) -> str:
    if isinstance(row, Education):
        parts = [row.degree, row.field_of_study, row.institution]
    elif isinstance(row, Project):
        parts = [row.title, row.name]
    else:
        parts = [getattr(row, "title", ""), getattr(row, "organization", "")]
    return " · ".join(part for part in (*parts, row.location) if part)


def _times(row: DatedEntry) -> tuple[str, ...]:
    """Years of a row, and its length in years, rounded either way."""
    years = [date[:4] for date in (row.start_date, row.end_date) if date]
    months = months_of(row)
    if not months:
        return tuple(years)
    length = {str(months // 12), str(round(months / 12))} - {"0"}
    return (
        *years,
        *length,
        "years",
        "year",
        "jahre",
        "jahren",
        "años",
        "ans",
        "anos",
        "年",
        "年間",
    )


def months_of(row: DatedEntry) -> int:
    """Months from start to end, or until today; 0 without a start."""
    start = _month(row.start_date)
    end = _month(row.end_date) if row.end_date else _today()
    return max(0, end - start) if start and end else 0


def _month(date: str) -> int:
    year, month = date[:4], date[5:7]
    return int(year) * 12 + int(month or 1) - 1 if year.isdigit() else 0


def _today() -> int:
    today = dt.datetime.now(tz=dt.UTC).date()
    return today.year * 12 + today.month - 1
