"""Infer role type and level from a source's category and the words of the title."""

import re

# Categories and departments of boards by role type. Unknown ones count as `other`.
CATEGORIES = {
    "research": "policy research|research & development|r&d|science|ai research|"
    "alignment research|safety research|research and development",
    "engineering": "software engineering|software development|software|data|data science|it|"
    "it-security|information technology|infrastructure|platform|security|devops|dev|dev eng|"
    "machine learning|tech|technology|engineering, infrastructure and operations|hardware",
    "policy": "policy and governance|governance|public policy|ai policy|government affairs|"
    "policy & governance|ai governance|public affairs",
    "operations": "people|human resources|hr|finance|accounting|people operations|people & talent|"
    "talent|recruiting|office|administration|general & administrative|g&a|business operations|"
    "operations & finance",
    "communications": "communication|comms|public relations|pr|content|editorial|media|"
    "communications & media|outreach",
}
# The last of these words before a comma, dash or bracket decides: "Research Operations Manager" is
# operations.
TITLE_WORDS = {
    "research": r"research(?:er|ers)?|(?<!data )scientist|postdoc(?:toral)?|fellow in research",
    "engineering": r"(?<!sales )(?<!solutions )(?<!customer success )engineers?|"
    r"(?<!business )(?<!property )(?<!land )(?<!real estate )developers?|programmer|sre|devops|"
    r"(?<!sales )(?<!solutions )engineering|data scientist|member of technical staff|sysadmin",
    "policy": r"(?<!credit )policy|(?<!data )(?<!risk )(?<!access )governance|"
    r"public affairs|government affairs|legislative",
    "operations": r"operations|recruiter|office manager|chief of staff|executive assistant|"
    r"accountant|people partner|hr|event manager|program coordinator",
    "communications": r"communications|writer|editor|journalist|public relations|social media|"
    r"community manager|outreach",
}
LEVELS = {
    "entry": "entry-level|entry level|junior|intern|internship|graduate|trainee|associate level",
    "mid": "mid-level|mid level|intermediate|middle",
    "senior": "senior-level|senior level|staff|principal|expert",
    "lead": "leadership|manager|director|executive|head",
}
TITLE_LEVELS = {
    "entry": r"intern|internship|junior|jr|entry[- ]level|apprentice(?:ship)?|trainee|new grad|"
    r"graduate(?= (?:\w+ )?(?:engineer|analyst|program|programme|scheme|trainee))|"
    r"working student|werkstudent",
    "mid": r"mid[- ]level|mid(?=[-/ ]+senior)|intermediate",
    "senior": r"senior|sr|principal(?! investigator)|"
    r"staff(?=(?: [\w/+#-]+){0,3} (?:engineer|scientist|researcher|designer|developer|architect))",
    "lead": r"(?<!sales )lead(?! gen)|head|director|vp|vice president|principal investigator|"
    r"(?<!assistant to )(?:cto|ceo|coo|cfo)|chief(?! of staff)",
}
_TITLE_WORDS = {
    role: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for role, words in TITLE_WORDS.items()
}
_TITLE_LEVELS = {
    level: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)
    for level, words in TITLE_LEVELS.items()
}
_HEAD = re.compile(r"[,(\[;]|\s[-–—|/]\s")
_EITHER = re.compile(r"/|\bor\b|\band\b|&|;|\bmultiple\b|\blevels\b", re.IGNORECASE)
_ASSISTANT = re.compile(r"\bassistant to\b|\bassistant,? (?:office of|to)\b", re.IGNORECASE)


def _table(entries: dict[str, str]) -> dict[str, str]:
    return {name.strip(): ours for ours, names in entries.items() for name in names.split("|")}


_CATEGORIES = _table(CATEGORIES)
_LEVELS = _table(LEVELS)


def role_of_category(category: str, ours: list[str]) -> str:
    """Role type of a source's category: '' if blank, `other` if unknown."""
    name = " ".join(category.casefold().split())
    if not name or name in ours:
        return name
    return _CATEGORIES.get(name, "other")


def role_of_title(title: str) -> str:
    """Role type named in a title, or ''."""
    head = _HEAD.split(title, maxsplit=1)[0]
    ends = {
        role: max((match.end() for match in words.finditer(head)), default=-1)
        for role, words in _TITLE_WORDS.items()
    }
    role = max(ends, key=lambda name: ends[name])
    return role if ends[role] >= 0 else ""


def level_of_word(word: str, ours: list[str]) -> str:
    """Level of a source's word, or '' if unknown."""
    name = " ".join(word.casefold().split())
    return name if name in ours else _LEVELS.get(name, "")


def level_of_title(title: str) -> str:
    """Level named in a title; '' if it names none or several."""
    if _ASSISTANT.search(title):
        return ""
    levels = {level for level, words in _TITLE_LEVELS.items() if words.search(title)}
    if len(levels) <= 1:
        return "".join(levels)
    # A "Senior Director" leads; a "Senior or Lead Engineer" may be either.
    return "lead" if levels == {"senior", "lead"} and not _EITHER.search(title) else ""
