"""Check `name`: papers, programs, courses, organizations, events and products from outside.

Capitals are a sign in English and the Romance languages. In German they aren't, where two nouns
side by side and compounds with a name are; in Japanese it is Latin script, brackets and heads such
as 財団. Names in the profile and tools of common knowledge are fine everywhere.
"""

import re
from collections.abc import Iterator

from careeractions.checks.name_words import common_words, heads, known_names, name_words
from careeractions.checks.person import CardSet, CardText, CheckedPerson
from careeractions.findings import Finding
from talentnet.languages import language_of
from talentnet.profiles.claim_words import is_unspaced, squashed, tokens_of

_UPPER = "A-ZÀ-ÖØ-Þ"
# Words with a capital in a row, with small words between them: "Center for AI Safety".
_CAPITALIZED = re.compile(
    rf"(?<![\w@/.#-])[{_UPPER}][\w’'&.-]*\w?(?:(?: (?:of|for|the|on|in|and|de|del|la|für|der|&))*"
    rf" (?:[{_UPPER}][\w’'&-]*|\d{{1,4}}(?=\b)))*"
)
_CAMEL = re.compile(
    r"(?<![\w@/.-])(?:[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]+[A-Z]{2,}|"
    r"[A-Z]{2,}[a-z]{2,}[A-Z]\w*)\b"
)
_CITATION = re.compile(
    r"[A-Z][\w’'-]{1,30}(?: (?:and|&|und|y) [A-Z][\w’'-]{1,30})?(?: et al\.?)(?:,? \(?(?:19|"
    r"20)\d\d\)?)?|"
    r"[A-Z][\w’'-]{1,30}(?: (?:and|&|und|y) [A-Z][\w’'-]{1,30})? \((?:19|20)\d\d\)"
)
_QUOTED = re.compile(r"[“„«「『\"]([^”“»」』\"]{3,150})[”“»」』\"]")
_WORK = re.compile(
    r"\b(?:paper|book|article|essay|report|course|program|programme|series|podcast|study|thesis|"
    r"Buch|Aufsatz|Studie|Kurs|Artikel|Programm|Stipendium|libro|artículo|curso|programa|estudio|"
    r"informe)"
    r"(?: (?:called|titled|entitled|named|namens|mit dem Titel|titulado|llamado|by \w+))?,?\s*\Z|"
    r"\b(?:called|titled|entitled|namens|titulado|titulada|llamad[oa])\s*\Z",
    re.IGNORECASE,
)
_WORK_AFTER = re.compile(
    r"\A\s*(?:paper|book|article|essay|report|course|podcast|study|newsletter)\b"
)
_JAPANESE_WORK = re.compile(
    r"\A(?:という)?(?:の)?(?:論文|講座|プログラム|コース|書籍|本|フェローシップ|記事|財団|会議)|\Aを?(?:読|受講)"
)
_KANJI_NAME = re.compile(
    r"(?P<name>[\u30a0-\u30ff\u4e00-\u9fffA-Za-z]{2,14}?)(?P<head>大学|財団|研究所|学会|協会|機構|"
    r"フェローシップ|アカデミー|カンファレンス|サミット|奨学金|インスティテュート|プログラム|ハッカソン)"
)
_GERMAN_COMPOUND = re.compile(
    rf"(?<![\w-])(?P<name>[{_UPPER}][\w.]*(?:-[{_UPPER}][\w.]*)*)-(?P<head>[{_UPPER}]\w+)"
)
_GERMAN_PAIR = re.compile(rf"(?<=[\w,;:] )[{_UPPER}][\w’&-]+(?: [{_UPPER}][\w’&-]+)+")
_LATIN_ROW = re.compile(
    r"[A-Z][A-Za-z0-9’'&-]*(?: (?:of |for |the |on |in |and )?[A-Z0-9][A-Za-z0-9’'&-]*)+"
)
_TITLE_CASE_SHARE = 0.6
# Words of a title in quotes that show it to be one.
_TITLE_WORDS = 2
_FEWEST_LETTERS = 2
# English cards may quote a Japanese interest.
_SHARE_OF_SCRIPT = 0.4


def check_names(cards: CardSet) -> Iterator[Finding]:
    for text in cards.texts:
        for words in dict.fromkeys(_names_in(text, cards.person)):
            code = "fact" if _is_employer(words, text) else "name"
            yield Finding.of_code(code, words, text.action, text.place)


_EMPLOYMENT = re.compile(
    r"\b(?:your|you)\b[^.;]{0,40}\b(?:work|worked|time|years?|role|job|position|internship|"
    r"experience|"
    r"employed|served|taught|studied|studies|degree|days|post|team|stint|"
    r"career)\b[^.;]{0,40}\b(?:at|with|for|from|in)"
    r" (?:the )?\Z|\b(?:Ihr\w*|Sie)\b[^.;]{0,60}\b(?:bei|an der|am|im) (?:der )?\Z|"
    r"\b(?:su|tu|usted|ha|has)\b[^.;]{0,60}\b(?:en|para) (?:la |el )?\Z",
    re.IGNORECASE,
)


def _is_employer(words: str, text: CardText) -> bool:
    """True if a rationale tells the name as a place where the person was: a fact about them."""
    at = text.text.find(words)
    return text.place == "rationale" and bool(_EMPLOYMENT.search(text.text[:at]))


def _names_in(text: CardText, person: CheckedPerson) -> Iterator[str]:
    language = _script_of(text.text)
    found = [
        *_listed_names(text.text, person),
        *_citations(text.text, person),
        *_quoted_titles(text.text, person, language),
        *_camel_case(text.text, person),
    ]
    if language == "ja":
        found += [*_latin_rows(text.text, person), *_japanese_names(text.text, person)]
    elif language == "de":
        found += [*_german_names(text.text, person)]
    elif text.place != "title" or not _is_title_case(text.text):
        # In a title in title case, every word has a capital.
        for sentence in text.sentences:
            found += _capitalized(sentence, person)
    yield from _outermost(found)


def _script_of(text: str) -> str:
    """Language whose signs tell names: Japanese, German, or one where a capital is a sign."""
    letters = [character for character in text if character.isalpha()]
    unspaced = sum(map(is_unspaced, letters))
    if unspaced > len(letters) * _SHARE_OF_SCRIPT:
        return "ja"
    return "de" if language_of(text) == "de" else "en"


def _outermost(found: list[str]) -> list[str]:
    """Leave out names inside longer ones."""
    return [
        name
        for name in dict.fromkeys(found)
        if not any(name != other and name in other for other in found)
    ]


def _is_own(name: str, person: CheckedPerson) -> bool:
    """True if the profile holds the name."""
    return squashed(name) in person.squashed or person.says_in_one_statement(name)


def _listed_names(text: str, person: CheckedPerson) -> Iterator[str]:
    ambiguous = name_words().ambiguous.split()
    for match in known_names().finditer(text):
        starts = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?:"
        if match[0] in ambiguous and starts:
            continue
        if not _is_own(match[0], person):
            yield match[0]


def _citations(text: str, person: CheckedPerson) -> Iterator[str]:
    for match in _CITATION.finditer(text):
        if not _is_own(match[0], person):
            yield match[0]


def _quoted_titles(text: str, person: CheckedPerson, language: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        if _is_own(match[1], person):
            continue
        before, after = text[: match.start()], text[match.end() :]
        if language == "ja":
            is_title = match[0][0] == "『" or bool(_JAPANESE_WORK.search(after))
        else:
            is_title = bool(
                _WORK.search(before) or _WORK_AFTER.search(after) or _looks_like_title(match[1])
            )
        if is_title:
            yield match[1]


def _looks_like_title(words: str) -> bool:
    """True for "Concrete Problems in AI Safety", not for a question or a sentence in quotes."""
    parts = words.split()
    capitals = [part for part in parts if part[:1].isupper()]
    is_sentence = words.rstrip()[-1:] in "?!.,"
    return (
        not is_sentence
        and len(capitals) > _TITLE_WORDS
        and len(capitals) >= len(parts) * _TITLE_CASE_SHARE
    )


def _camel_case(text: str, person: CheckedPerson) -> Iterator[str]:
    for match in _CAMEL.finditer(text):
        if not _is_known_word(match[0], person):
            yield match[0]


def _is_known_word(word: str, person: CheckedPerson) -> bool:
    """True for words of the profile, of the taxonomy or of common knowledge, and for acronyms."""
    tokens = tokens_of(word.removesuffix("’s").removesuffix("'s"))
    if _is_acronym(word):
        return True
    return all(token in common_words() or person.mentions([token]) for token in tokens)


def _is_acronym(word: str) -> bool:
    letters = [letter for letter in word.rstrip("s") if letter.isalpha()]
    return len(letters) <= 1 or all(letter.isupper() for letter in letters)


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split()[1:] if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return bool(words) and capitals >= len(words) * _TITLE_CASE_SHARE


def _capitalized(sentence: str, person: CheckedPerson) -> Iterator[str]:
    for match in _CAPITALIZED.finditer(sentence):
        words = match[0].split()
        before = sentence[: match.start()].rstrip(" “„«\"'‘(")
        starts = not before or before[-1] in ".!?:•–—}]|"
        # The first word of a sentence has a capital whatever it is.
        if starts:
            words = words[1:]
            while words and words[0][:1].islower():
                words = words[1:]
        if name := _unknown_part(words, person):
            yield name


def _unknown_part(words: list[str], person: CheckedPerson) -> str:
    """Name that remains of a row of words, without known words at its ends; "" if none does."""
    if not words or _is_own(" ".join(words), person):
        return ""
    has_head = len(words) > 1 and any(word in heads() for word in words)
    if has_head and not all(
        _is_known_word(w, person) or w in heads() or w[0].islower() for w in words
    ):
        return " ".join(words)
    if has_head and sum(word[:1].isupper() for word in words) > 2:
        return " ".join(words)
    while words and _is_empty(words[0], person):
        words = words[1:]
    while words and _is_empty(words[-1], person):
        words = words[:-1]
    name = " ".join(words)
    return (
        name if sum(map(str.isalpha, name)) >= _FEWEST_LETTERS and not _is_own(name, person) else ""
    )


def _is_empty(word: str, person: CheckedPerson) -> bool:
    return not word[:1].isupper() or _is_known_word(word, person)


def _latin_rows(text: str, person: CheckedPerson) -> Iterator[str]:
    """Several Latin words in Japanese text; single ones are tools and acronyms mostly."""
    for match in _LATIN_ROW.finditer(text):
        words = match[0].split()
        if not _is_own(match[0], person) and not all(_is_known_word(w, person) for w in words):
            yield match[0]


def _japanese_names(text: str, person: CheckedPerson) -> Iterator[str]:
    generic = name_words().japanese_generic.split()
    for match in _KANJI_NAME.finditer(text):
        name = match["name"]
        if any(name.endswith(word) for word in generic) or _is_known_word(name, person):
            continue
        if match["head"] == "プログラム" and not name.isascii():
            continue
        if squashed(match[0]) not in person.squashed:
            yield match[0]


def _german_names(text: str, person: CheckedPerson) -> Iterator[str]:
    words = name_words()
    german_words = words.german_words.split()
    for match in _GERMAN_COMPOUND.finditer(text):
        head = match["head"].casefold().rstrip("se")
        is_head = any(head.startswith(known.rstrip("se")) for known in words.german_heads.split())
        name = match["name"].casefold()
        generic = any(name.startswith(known) for known in words.german_generic.split())
        if is_head and not generic and not _is_known_word(match["name"], person):
            yield match[0]
    for match in _GERMAN_PAIR.finditer(text):
        parts = match[0].replace("-", " ").split()
        if any(part in german_words or _is_known_word(part, person) for part in parts[:2]):
            continue
        if _is_german_name(parts) and not _is_own(match[0], person):
            yield match[0]


def _is_german_name(parts: list[str]) -> bool:
    """True if nouns side by side are a name: three of them, or one that heads names."""
    return len(parts) > _TITLE_WORDS or any(part in heads() for part in parts)
