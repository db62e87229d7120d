"""Years and numbers that a card states about a person."""

import re
from collections.abc import Iterator

from django.utils import timezone

from careeractions.checks.person import CheckedPerson
from talentnet.profiles.claim_words import claim_words, content_of, keys_of, tokens_of

_NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|zwei|drei|vier|fünf|sechs|sieben|acht|"
    r"neun|zehn|elf|zwölf|fünfzehn|zwanzig|dreißig|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|"
    r"diez|"
    r"doce|quince|veinte|treinta"
)
_NUMBER = rf"(?:\d{{1,3}}|{_NUMBER_WORDS}|an?|einem|una)"
_YEARS = re.compile(
    rf"\b(?P<number>{_NUMBER})(?:\+| or more)?[\s-]{{0,2}}(?:full |solid |volle |lange )?"
    r"(?P<unit>years?|yrs|decades?|Jahren?|Jahrzehnten?|años?|décadas?|ans|anos)\b"
    r"(?P<context>(?:['’]? (?:of|as|in|at|als|in der|im|bei|de|como|en) [^.,;:—–]{1,60})?)"
    r"|(?P<digits>\d{1,2})年(?:間|以上)",
    re.IGNORECASE,
)
_DECADE = re.compile(r"decade|Jahrzehnt|década", re.IGNORECASE)
# Time to come, or a rate: no claim about the past.
_TO_COME = re.compile(
    r"\b(?:within|next|coming|another|every|per|after|first|last|past|the|these|those|few|"
    r"nächsten|kommenden|innerhalb von|pro|alle|próximos|dentro de|cada|until|by)\s+\Z|"
    r"\b(?:in|for|over) (?:the )?(?:next |coming )?\Z",
    re.IGNORECASE,
)
# "You worked there for ten years" is no plan.
_DONE_FOR = re.compile(
    r"\b(?:worked|served|practi[cs]ed|been|taught|led|ran|managed|lived|studied|stayed)\b"
    r"[^.;,]{0,60} for \Z",
    re.IGNORECASE,
)
_ABOUT_PERSON = re.compile(
    r"\b(?:you|your|yours|Sie|Ihr\w*|usted|su|sus|tu|tus|tú|has|tienes|tiene)\b|あなた|ご自身|経験|勤務|従事",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d%])")
_SINCE = re.compile(r"\b(?:since|seit|desde)\s+\Z", re.IGNORECASE)
_AS = re.compile(r"\bas an? (?P<role>[^,.;:]{3,40})", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?<![\w.,-])(?P<number>\d{{1,3}}(?:[,.]\d{{3}})+|\d+|{_NUMBER_WORDS})(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:,()—–、]|\s-\s|\b(?:and so|so that|which|but|while|whereas)\b")
_STATED = re.compile(
    r"\b(?:your?|Ihre\w*|Sie (?:haben|leite\w+|prüf\w+|führ\w+|moder\w+|hatten)|sus?|tus?|usted|"
    r"ha|has|"
    r"dirig\w+|imparti\w+)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:can|could|will|would|should|may|might|need|needs|let|lets|enough|if|once|until|"
    r"können|könnten|werden|würden|reichen|puede|podría|"
    r"puedes|será|basta|bastan)\b|'ll|’ll",
    re.IGNORECASE,
)
# What follows such a number is about the plan, or part of a name.
_NO_COUNT = re.compile(
    r"\s*(?:pages?|hours?|weeks?|days?|minutes?|evenings?|months?|Seiten|Stunden|"
    r"Wochen|páginas|horas|semanas|steps?|questions?|ways?|things?|reasons?|strengths?|fields?|"
    r"areas?|"
    r"worlds?|sides?|of (?:the|these|them|which))\b",
    re.IGNORECASE,
)
_OF_THE_PLAN = re.compile(r"\b(?:next|other|remaining|first|last|another)\s+\Z", re.IGNORECASE)
_COUNT_JAPANESE = re.compile(r"(?P<number>\d+)(?:名|人|件|本|社|回|校|冊|か国|カ国)")
# "Over 14 years" may be told of fifteen, "nearly ten" of nine.
_TOLERANCE, _DECADE_TOLERANCE = 1, 3
_ROUND_FROM, _SHARE_OF_ROUND = 10, 0.6
# Share of the words of "at a national agency" that a row has if it is meant.
_SHARE_OF_CONTEXT = 0.5
# Years at a place or in a role, whose name is a claim as well.
_NAMED = re.compile(r"\s*(?:at|as|bei|als|en|como)\b", re.IGNORECASE)
_GENERAL_PLACES = frozenset(
    """
    bedside company firm organization organisation charity employer home work place office field
    level scale front top lead job desk same practice betrieb firma empresa trabajo
    """.split()  # noqa: SIM905
)


def false_years(sentence: str, person: CheckedPerson, *, is_rationale: bool) -> Iterator[str]:
    if not _ABOUT_PERSON.search(sentence):
        return
    for match in _YEARS.finditer(sentence):
        before = sentence[: match.start()]
        is_to_come = _TO_COME.search(before) and not _DONE_FOR.search(before)
        if is_to_come or _is_plan(match, sentence):
            continue
        if not _is_true_length(match, person):
            yield match[0][: match.end("unit") - match.start()] if match["unit"] else match[0]
    if not is_rationale:
        return
    for match in _CALENDAR.finditer(sentence):
        year = int(match[0])
        known = person.years
        if _SINCE.search(sentence[: match.start()]):
            known = _starts(sentence, person)
        if year <= timezone.now().year and year not in known:
            yield match[0]


def _is_plan(match: re.Match[str], sentence: str) -> bool:
    """True for "a two-year program" and other lengths that nobody has behind them."""
    if match["unit"] is None:
        return False
    hyphenated = "-" in match[0][: match.end("unit") - match.start()]
    is_single = match["number"].casefold() in ("a", "an", "una", "einem") and not _DECADE.match(
        match["unit"]
    )
    after = sentence[match.end("unit") :].lstrip()
    return is_single or hyphenated or after.startswith(("old", "ago", "alt", "later", "from"))


def _is_true_length(match: re.Match[str], person: CheckedPerson) -> bool:
    number, tolerance = _length(match)
    allowed = _lengths(match["context"] or "", person)
    if not allowed:
        # Years at a place, or in a role, that the profile doesn't name.
        return False
    if number in person.stated_years or number in allowed:
        return True
    # A round number below the whole of it: "twenty years" of twenty-four.
    longest = max(allowed, default=0)
    if number >= _ROUND_FROM and longest * _SHARE_OF_ROUND <= number <= longest:
        return True
    return any(abs(number - length) <= tolerance for length in (*allowed, *person.stated_years))


def _length(match: re.Match[str]) -> tuple[int, int]:
    """Years that a match states, and by how many they may differ."""
    if match["digits"]:
        return int(match["digits"]), _TOLERANCE
    word = match["number"].casefold()
    number = int(claim_words().numbers.get(word, "1" if not word.isdigit() else word))
    if _DECADE.match(match["unit"]):
        return number * 10, _DECADE_TOLERANCE
    return number, _TOLERANCE


def _lengths(context: str, person: CheckedPerson) -> set[int]:
    """Lengths in years of the rows that a context names, else of all rows; and of their sum."""
    words = content_of(tokens_of(context))[:2]
    keys = [keys_of(word, person.language) for word in words]
    about = [s for s in person.stretches if keys and _share(keys, s.keys) >= _SHARE_OF_CONTEXT]
    if words and not about and _NAMED.match(context) and not _is_mentioned(words, person):
        return set()
    months = [stretch.months for stretch in (about or person.stretches)]
    everything = sum(stretch.months for stretch in person.stretches)
    sums = (*months, sum(months), everything)
    return {round(length / 12) for length in sums} | {length // 12 for length in months}


def _is_mentioned(words: list[str], person: CheckedPerson) -> bool:
    """True unless a word names a place or role that the profile has no word for."""
    return any(word in _GENERAL_PLACES or person.mentions([word]) for word in words)


def _starts(sentence: str, person: CheckedPerson) -> frozenset[int]:
    """Years in which the row began that a sentence names by its role, else any row."""
    if not (role := _AS.search(sentence)):
        return person.start_years
    keys = [keys_of(word, person.language) for word in content_of(tokens_of(role["role"]))[:2]]
    about = {s.start for s in person.stretches if keys and _share(keys, s.keys) == 1}
    return person.text_years | about if about else person.start_years


def _share(keys: list[frozenset[str]], others: frozenset[str]) -> float:
    return sum(bool(key & others) for key in keys) / len(keys)


def false_numbers(sentence: str, person: CheckedPerson) -> Iterator[str]:
    """Numbers in clauses that state something about the person."""
    for start, clause in _clauses(sentence):
        for match in _counts_in(clause):
            if not _is_known(match["number"], person):
                yield sentence[start + match.start() : start + match.end()]
    for match in _COUNT_JAPANESE.finditer(sentence):
        if not _is_known(match["number"], person) and match["number"] not in ("1", "2", "3"):
            yield match[0]


def _counts_in(clause: str) -> Iterator[re.Match[str]]:
    """Numbers after "you" or "your", except those of years, of the plan or under a condition."""
    stated = _STATED.search(clause)
    for match in _COUNT.finditer(clause, stated.end()) if stated else ():
        before = clause[: match.start()]
        if _MODAL.search(before):
            return
        is_year = _YEARS.match(clause, match.start()) or _CALENDAR.match(match[0])
        of_the_plan = _OF_THE_PLAN.search(before) or _NO_COUNT.match(clause, match.end())
        if not is_year and not of_the_plan:
            yield match


def _is_known(number: str, person: CheckedPerson) -> bool:
    token = "".join(tokens_of(number))
    digits = claim_words().numbers.get(token, token)
    # Two of something is often counted from a list: "two degrees".
    return digits in person.numbers or (digits in ("1", "2", "3") and not number.isdigit())


def _clauses(sentence: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _CLAUSE.finditer(sentence):
        # A comma inside a number ends no clause.
        if match[0] == "," and sentence[match.end() : match.end() + 1].isdigit():
            continue
        yield start, sentence[start : match.start()]
        start = match.end()
    yield start, sentence[start:]
