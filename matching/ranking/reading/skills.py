"""Split a skill as someone wrote it into its parts."""

import re

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SEVERAL = re.compile(r"[/,;]|\sor\s")
_LISTED_APART = re.compile(r" / |[,;]")
_ADDS_NOTHING = re.compile(
    r"(?<!\s)\s+(?:programming|experience|skills?|knowledge|proficiency|fluency)$", re.IGNORECASE
)


def listed_in(skill: str) -> list[str]:
    """Skills in one list item: two in "React / Next", three in "Python (NumPy, pandas)".

    "AI/ML" and "CI/CD" are one each.
    """
    lists = [text for text in _IN_BRACKETS.findall(skill) if "," in text]
    bare = _IN_BRACKETS.sub(" ", skill) if lists else skill
    texts = [bare, *(listed.strip("()") for listed in lists)]
    parts = (part.strip() for text in texts for part in _LISTED_APART.split(text))
    return [part for part in parts if part]


def parts_of(skill: str) -> list[str]:
    """Parts of "HTML/CSS", "Python (3.x)" or "Python programming"; empty if it has only one."""
    bare = _IN_BRACKETS.sub(" ", skill)
    parts = [_ADDS_NOTHING.sub("", part.strip()) for part in _SEVERAL.split(bare)]
    nonempty = [part for part in parts if part]
    return [] if nonempty == [skill] else nonempty
