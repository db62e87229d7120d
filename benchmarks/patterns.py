"""Check that each regular expression of the product runs in linear time.

    .venv/bin/python -m benchmarks.patterns [NAME …]

All modules of the product are imported, so that each pattern which one of them keeps is found. The
functions that make a pattern of what somebody wrote are called with an example. A pattern runs over
texts made to be hard for it: runs of one character, and what its own repetitions match, again and
again. Twice the text may take three times as long, and no more.
"""

import importlib
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("talentnet", "matching", "careeractions")
SMALL, LARGE = 30_000, 60_000
MOST_GROWTH = 3
# The functions that make a pattern, each with an example of what it is given.
MADE: dict[str, tuple[Any, ...]] = {
    "careeractions.checks.name_words.known_name_pattern": (("a", "a a", "A-a"),),
    "careeractions.checks.phrases.phrase_pattern": ("promise",),
    "matching.ranking.reading.neutral.full_name": (["a", "aa", "Ada"],),
    "matching.ranking.terms.whole_word": ("a a",),
    "talentnet.profiles.withholding.any_phrase": (["a", "a a", "aa a", "0.a", "漢"], re.IGNORECASE),
}
# What takes less is as likely noise; a quadratic pattern takes a second and more.
FLOOR_SECONDS = 0.02
LIMIT_SECONDS = 3
# No more than this is unbounded: `{0,60}` takes its time once for each place at the most.
UNBOUNDED = 1000

CHARACTERS = "aA0é_.,;:@-–+/|&$#='\"“([{< \t\n\x00"
UNITS = (
    *CHARACTERS,
    *("a.", "a@", "a@a.", "a-", "a ", "A ", "a\n", "0.", "0,", "0 ", "000,", "0-", "1/", " - "),
    *("<a", "<a ", "</", "<p>", "<!--", "<![", "&lt;", "&#0", "](", '\\"', "\n ", " \n", "\r\n"),
    *("http://", "www.", "https://a", "> a ", "no ", "or ", "of ", "(a", "a,", "; ", ", "),
)
# A text is matched to its end, or fails there.
ENDS = ("", "\x00\n!")


@dataclass(frozen=True)
class Slow:
    name: str
    unit: str
    small: float
    large: float

    def __str__(self) -> str:
        times = f"{self.small:.3f} s, then {self.large:.3f} s"
        return f"{self.name}: {times} on {self.unit[:60]!r} over and over"


def main() -> int:
    wanted = sys.argv[1:]
    chosen = {
        name: pattern
        for name, pattern in patterns().items()
        if not wanted or any(part in name for part in wanted)
    }
    slow = 0
    for name, pattern in chosen.items():
        if found := slow_text(name, pattern):
            print(found, flush=True)
            slow += 1
    print(f"{len(chosen)} patterns, {slow} of them too slow")
    return bool(slow)


def modules() -> list[str]:
    """Every module of the product, by its name."""
    paths = (path for top in PRODUCT for path in sorted((ROOT / top).rglob("*.py")))
    names = (path.relative_to(ROOT).with_suffix("").parts for path in paths)
    return [
        ".".join(parts).removesuffix(".__init__")
        for parts in names
        if not {"tests", "migrations", "wsgi", "asgi"}.intersection(parts)
    ]


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that a module keeps, or keeps in a collection, by module and name, and those
    that are made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentnet.settings")
    import django

    django.setup()
    kept = {
        f"{module}.{name}": pattern
        for module in modules()
        for key, value in vars(importlib.import_module(module)).items()
        for name, pattern in _patterns_in(key, value)
    }
    return kept | {name: _made(name, given) for name, given in MADE.items()}


def _made(name: str, given: tuple[Any, ...]) -> re.Pattern[str]:
    module, _, function = name.rpartition(".")
    pattern: re.Pattern[str] = getattr(importlib.import_module(module), function)(*given)
    return pattern


def _patterns_in(name: str, value: object) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, Mapping) and type(value) is dict and not name.startswith("__"):
        for key, item in value.items():
            yield from _patterns_in(f"{name}[{key}]", item)
    elif isinstance(value, list | tuple | set | frozenset):
        for number, item in enumerate(value):
            yield from _patterns_in(f"{name}[{number}]", item)


def slow_text(name: str, pattern: re.Pattern[str]) -> Slow | None:
    """The first of the texts over which twice the length takes more than its share of time."""
    units = dict.fromkeys((*(("", unit) for unit in UNITS), *_units_of(pattern)))
    found = (_measured(name, pattern, *unit, end) for unit in units for end in ENDS)
    return next(filter(None, found), None)


def _measured(name: str, pattern: re.Pattern[str], start: str, unit: str, end: str) -> Slow | None:
    def seconds(length: int) -> float:
        return _seconds(pattern, f"{start}{unit * (length // len(unit))}{end}")

    large = seconds(LARGE)
    if large < FLOOR_SECONDS:
        return None
    small = min(seconds(SMALL) for _ in range(3))
    large = min(large, seconds(LARGE), seconds(LARGE))
    is_slow = large >= FLOOR_SECONDS and large > MOST_GROWTH * small
    return Slow(name, f"{start}{unit}", small, large) if is_slow or large >= LIMIT_SECONDS else None


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    """Processor time for all matches in the text, then for the text as one match."""
    start = time.process_time()
    try:
        with _limit():
            sum(1 for _ in pattern.finditer(text))
            pattern.fullmatch(text)
    except TimeoutError:
        return float(LIMIT_SECONDS)
    return time.process_time() - start


@contextmanager
def _limit() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _units_of(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Texts for each unbounded repetition of a pattern, after its prefix: once, each time, and not
    at all."""
    parser = importlib.import_module("re._parser")  # no public module reads a pattern
    yield from _units_in(list(parser.parse(pattern.pattern, pattern.flags)), "")


def _units_in(nodes: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        kind, argument = str(node[0]), node[1]
        for branch in _branches(kind, argument):
            yield from _units_in(branch, before)
        if kind.endswith("REPEAT") and argument[1] > UNBOUNDED:
            body = _sample(argument[2]) or "a"
            yield from ((before, body), ("", before + body), ("", body))
        before += _sample([node])
    if before:
        yield "", before


def _branches(kind: str, argument: Any) -> list[Any]:
    if kind == "BRANCH":
        return list(argument[1])
    if kind == "SUBPATTERN":
        return [argument[-1]]
    if kind.endswith("REPEAT"):
        return [argument[2]]
    return [argument] if kind == "ATOMIC_GROUP" else []


def _sample(nodes: Iterable[Any]) -> str:
    """A text that the nodes match, more or less."""
    return "".join(_SAMPLES.get(str(kind), _nothing)(argument) for kind, argument in nodes)


def _nothing(argument: Any) -> str:
    return ""


def _repeated(argument: Any) -> str:
    least: int = max(argument[0], 1)
    return _sample(argument[2]) * least


def _of_class(argument: Any) -> str:
    """One of the characters that a class holds: the first it names, or a likely one."""
    kind, value = str(argument[0][0]), argument[0][1]
    if kind == "NEGATE":
        named = {chr(value) for kind, value in argument if str(kind) == "LITERAL"}
        return next(one for one in "a0-.~" if one not in named)
    if kind == "RANGE":
        return chr(value[0])
    return chr(value) if kind == "LITERAL" else _category(value)


def _category(value: object) -> str:
    return _CATEGORIES.get(str(value), "a")


_CATEGORIES = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_NOT_WORD": "-"}
_SAMPLES: dict[str, Callable[[Any], str]] = {
    "LITERAL": chr,
    "NOT_LITERAL": lambda argument: "b" if argument == ord("a") else "a",
    "ANY": lambda argument: "a",
    "IN": _of_class,
    "CATEGORY": _category,
    "BRANCH": lambda argument: _sample(argument[1][0]),
    "SUBPATTERN": lambda argument: _sample(argument[-1]),
    "ATOMIC_GROUP": _sample,
    "MAX_REPEAT": _repeated,
    "MIN_REPEAT": _repeated,
    "POSSESSIVE_REPEAT": _repeated,
}

if __name__ == "__main__":
    sys.exit(main())
