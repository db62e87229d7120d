"""Split prose into sentences, in the scripts that candidates write in."""

import re

# Ends a sentence unless it stands in an abbreviation; see `_ABBREVIATION`.
_END = re.compile(r"[.!?…]+[\"'”’»“)\]]*\s+|[。！？]+[」』）\"”]*\s*|\s*\n+\s*")
# "e.g.", "z. B.", "Dr.", "vs.", single letters, and numbers before a German noun ("3. Teil").
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|cf|dr|mr|mrs|ms|prof|st|no|nr|vol|fig|al|bzw|ca|usw|ggf|"
    r"inkl|sog|evtl|vgl|sra|sr|ud|pág|núm|z|u|d|[^\W\d_])|\b\d{1,2})\.\s*\Z",
    re.IGNORECASE,
)
# Characters before an end in which its abbreviation is looked for.
_LOOK_BACK = 12


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without the blanks around it."""
    spans, start = [], 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[max(start, match.start() - _LOOK_BACK) : match.end()]):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [span for begin, end in spans if (span := _trimmed(text, begin, end))]


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    part = text[start:end]
    trimmed = part.strip()
    if not trimmed:
        return None
    begin = start + len(part) - len(part.lstrip())
    return begin, begin + len(trimmed)
