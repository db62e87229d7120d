"""Words for what a card will leave behind, in groups of one meaning (`deliverables.txt`)."""

from pathlib import Path

from talentnet.stems import stem

DELIVERABLES_FILE = Path(__file__).with_name("deliverables.txt")
# Verbs and adjectives of titles, which say nothing about the subject.
EMPTY_WORDS_FILE = Path(__file__).with_name("title_words.txt")
EMPTY_WORDS = frozenset(EMPTY_WORDS_FILE.read_text(encoding="utf-8").split())


def _groups() -> dict[str, str]:
    lines = DELIVERABLES_FILE.read_text(encoding="utf-8").splitlines()
    return {stem(word): line.split()[0] for line in lines for word in line.split()}


DELIVERABLES = _groups()
