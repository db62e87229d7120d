"""Role types, and the words that indicate them in a text."""

from collections.abc import Iterable

from talentnet.profiles.models import RoleType
from talentnet.text import normalized

ROLE_WORDS: dict[str, tuple[str, ...]] = {
    RoleType.RESEARCH: (
        "research",
        "researcher",
        "scientist",
        "interpretability",
        "alignment",
        "experiments",
        "publications",
        "mathematics",
        "phd",
    ),
    RoleType.ENGINEERING: (
        "engineer",
        "engineering",
        "software",
        "developer",
        "programmer",
        "python",
        "infrastructure",
        "security",
        "backend",
        "devops",
    ),
    RoleType.POLICY: (
        "policy",
        "governance",
        "regulation",
        "law",
        "lawyer",
        "legal",
        "standards",
        "legislative",
        "government",
        "compliance",
        "diplomacy",
    ),
    RoleType.OPERATIONS: (
        "operations",
        "project management",
        "project manager",
        "program management",
        "program manager",
        "chief of staff",
        "finance",
        "recruiting",
        "logistics",
        "event planning",
        "administration",
        "people management",
    ),
    RoleType.COMMUNICATIONS: (
        "communications",
        "journalist",
        "journalism",
        "reporter",
        "writer",
        "writing",
        "editor",
        "editing",
        "media",
        "outreach",
        "storytelling",
        "field building",
        "community",
    ),
}


def role_shares(weighted: Iterable[tuple[int, Iterable[str]]]) -> dict[str, float]:
    """Share of each role type in weighted texts: the strongest gets 1, absent ones are left out."""
    counts = dict.fromkeys(ROLE_WORDS, 0)
    for weight, texts in weighted:
        text = normalized("\n".join(texts))
        for role, words in ROLE_WORDS.items():
            counts[role] += weight * sum(text.count(f" {word} ") for word in words)
    most = max(counts.values()) or 1
    return {role: count / most for role, count in counts.items() if count}
