"""Write short texts for default answers, about the candidate and marked as the local server's."""

import re

DEFAULT_PHRASES = ("AI safety", "model evaluations", "open questions")
MAX_PHRASES = 12
MAX_PHRASE_CHARACTERS = 40
WORDS_PER_PHRASE = 3
# Preserved moves must not be quoted: the answer would look like a copy of them.
PRESERVED = "## Preserved"
SKILLS_LINE = re.compile(r"(?im)^[\s*#•-]*skills[\s*]*:[\s*]*(\S.*)$")
BULLET_LINE = re.compile(r"(?m)^\s*[-*•]\s+(\S.*)$")
WORD = re.compile(r"[^\W_][\w+#'./-]*")
MARK = "Written by the local server, not by a model."
# In the order of the eight action types. Up to five words, two of the phrase and three of the mark
# keep a title within ten words.
TITLES = (
    "Reproduce a small result on {}",
    "Find two partners around {}",
    "Start a reading group on {}",
    "Map open questions in {}",
    "Give weekly time to {}",
    "Build a small tool for {}",
    "Write a clear introduction to {}",
    "Practice {} on a weekend problem",
)


def phrases_in(prompt: str) -> list[str]:
    """Return the first words of each `Skills:` entry and bullet, skills first, without repeats."""
    prompt = prompt.partition(PRESERVED)[0]
    entries = [part for line in SKILLS_LINE.findall(prompt) for part in re.split("[,;]", line)]
    entries += [line for line in BULLET_LINE.findall(prompt) if not SKILLS_LINE.match(line)]
    phrases: dict[str, str] = {}
    for entry in entries:
        phrase = _opening_words(entry)
        if phrase:
            phrases.setdefault(phrase.casefold(), phrase)
    return list(phrases.values())[:MAX_PHRASES]


def _opening_words(entry: str) -> str:
    if "://" in entry or "@" in entry:
        return ""
    words = [word.rstrip(".'/-") for word in WORD.findall(entry)[:WORDS_PER_PHRASE]]
    phrase = " ".join(words)
    return phrase if len(phrase) <= MAX_PHRASE_CHARACTERS else ""


class Wording:
    """Texts for one request."""

    def __init__(self, prompt: str) -> None:
        self.phrases = phrases_in(prompt) or list(DEFAULT_PHRASES)

    def text(self, name: str, index: int) -> str:
        """Text for the property `name` of the item with this index."""
        phrase = self.phrase(index)
        match name.replace("_", "").lower():
            case "title":
                return self._title(index)
            case "description":
                return (
                    f"Take “{phrase}” as the starting point and give it four weeks. "
                    f"End with something another person can use. {MARK}"
                )
            case "rationale":
                return f"The profile names “{phrase}”, and this builds on it. {MARK}"
            case "profilebasis":
                return f"“{phrase}”, quoted by the local server"
        label = _spaced(name).capitalize()
        return f"{label} {index + 1} about “{phrase}”, written by the local server."

    def phrase(self, index: int) -> str:
        # The second term shifts the phrase after each round of titles, to keep titles distinct.
        return self.phrases[(index + index // len(TITLES)) % len(self.phrases)]

    def _title(self, index: int) -> str:
        opening = TITLES[index % len(TITLES)]
        phrase = " ".join(self.phrase(index).split()[:2])
        round_number = index // len(TITLES)
        mark = "(local server)" if round_number == 0 else f"(local server {round_number + 1})"
        return f"{opening.format(phrase)} {mark}"


def fit(text: str, shortest: int, longest: int | None) -> str:
    """Repeat a text up to `shortest` characters, or cut it to `longest`, if possible at a word."""
    while len(text) < shortest:
        text = f"{text} {text}" if text else "local server"
    if longest is None or len(text) <= longest:
        return text
    whole_words = text[: longest + 1].rpartition(" ")[0]
    return whole_words if len(whole_words) >= max(shortest, 1) else text[:longest]


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
