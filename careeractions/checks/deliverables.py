"""Words for what a card will leave behind, in groups of one meaning (`deliverables.txt`)."""

from pathlib import Path

from talentnet.stems import stem

DELIVERABLES_FILE = Path(__file__).with_name("deliverables.txt")
# Verbs and adjectives of titles, which say nothing about the subject.
EMPTY_WORDS = frozenset(
    [
        "write",
        "build",
        "create",
        "make",
        "draft",
        "design",
        "publish",
        "run",
        "organize",
        "start",
        "launch",
        "host",
        "lead",
        "find",
        "prepare",
        "develop",
        "produce",
        "share",
        "test",
        "try",
        "rerun",
        "turn",
        "explain",
        "teach",
        "short",
        "small",
        "brief",
        "simple",
        "practical",
        "one",
        "two",
        "three",
        "first",
        "new",
        "own",
        "open",
        "public",
        "people",
        "newcomers",
        "beginners",
        "ai",
        "safety",
        "schreiben",
        "erstellen",
        "bauen",
        "entwickeln",
        "gründen",
        "klein",
        "kurz",
        "ki",
        "sicherheit",
        "escribir",
        "crear",
        "construir",
        "organizar",
        "diseñar",
        "breve",
        "pequeño",
        "ia",
        "seguridad",
    ]
)


def _groups() -> dict[str, str]:
    lines = DELIVERABLES_FILE.read_text(encoding="utf-8").splitlines()
    return {stem(word): line.split()[0] for line in lines for word in line.split()}


DELIVERABLES = _groups()
