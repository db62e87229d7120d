"""Check `url`: addresses of any kind, from web pages to handles."""

import re
from collections.abc import Iterator

from careeractions.checks.person import CardSet, CardText
from careeractions.findings import Finding

_DOMAIN = (
    r"(?:com|org|net|io|ai|dev|edu|gov|app|info|xyz|tech|blog|wiki|page|cloud|science|"
    r"academy|institute|foundation|ngo|int|eu|uk|de|es|jp|fr|ch|nl|br|mx|cn|ru|ca|au|"
    r"se|co|gg|ly|tv|ac|nz|za|ke|ng|ar|cl|pe|kr|tw|sg|hk|id|vn|th|pl|cz|at|it|be|dk|fi|"
    r"pt|gr|ie|il|tr|ua|eg|gh|site|online|live|network|news|earth|works|studio|guide|"
    r"fund|systems|codes|software)"
)
_ADDRESSES = (
    # URLs, with or without their scheme.
    re.compile(r"\b(?:https?://|ftp://|www\.)[^\s<>“”\"')]+", re.IGNORECASE),
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    # Bare domains in lower case: "Node.js" and "ASP.NET" are none, and "end.The" is a typo.
    re.compile(
        rf"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}{_DOMAIN}\b(?:/[\w./#?=&%-]*)?(?![\w-])"
    ),
    re.compile(r"(?<![\w@./])@[A-Za-z_]\w{1,30}(?:\.\w+)?"),
    re.compile(r"\b(?:doi:\s?)?10\.\d{4,9}/[^\s,;)]+", re.IGNORECASE),
    re.compile(r"\barxiv[:\s]{1,2}(?:\w+[-.]\w+/)?\d{4}[.\d]{1,7}(?:v\d+)?", re.IGNORECASE),
    re.compile(r"(?<![\d.])\d{2}(?:0[1-9]|1[0-2])\.\d{5}(?:v\d+)?(?![\d.])"),
    # Names of a known host followed by a path.
    re.compile(r"\b(?:r|u)/[A-Za-z]\w{2,30}\b"),
)
_NO_DOMAIN = frozenset({"asp.net", "vb.net", "ado.net", "socket.io"})
_NO_HANDLE = frozenset({"@property", "@staticmethod", "@classmethod", "@media"})
_PAIR = re.compile(r"(?<![\w/.@:])([A-Za-z0-9][\w.-]{0,60})/([A-Za-z0-9][\w.-]{0,80})(?![\w/])")
_REPOSITORY = re.compile(
    r"\b(?:repo|repos|repository|repositories|github|gitlab|hugging ?face|clone|fork|package|"
    r"checkpoint|dataset at|model at|repositorio|paquete)\b|リポジトリ|レポジトリ",
    re.IGNORECASE,
)
# Halves of pairs such as "client/server-side".
# fmt: off
_PAIRED = frozenset(
    {
        "side", "based", "term", "level", "time", "source", "type", "box",
        "hat", "end", "team", "facing", "made", "driven", "related", "like",
        "free", "specific", "wide", "scale", "up", "down", "in", "out",
        "off", "on", "to", "and", "or",
    }
)
# fmt: on
_LONG_NAME = 6
_LIKE_A_NAME = re.compile(r"[_\d]|[a-z][A-Z]|[a-z]-[a-z]")


def check_addresses(cards: CardSet) -> Iterator[Finding]:
    for text in cards.texts:
        found = list(dict.fromkeys(_addresses_in(text)))
        for words in (w for w in found if not any(w != other and w in other for other in found)):
            yield Finding.of_code("url", words, text.action, text.place)
    for number, draft in enumerate(cards.drafts):
        for element in draft.profile_basis:
            for words in _addresses_in(CardText(number, "profileBasis", element)):
                # Found as a whole, so that the element is hidden.
                yield Finding.of_code("url", element if words else "", number, "profileBasis")
                break


def _addresses_in(text: CardText) -> Iterator[str]:
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text.text):
            words = match[0].rstrip(".,;:!?")
            if words.casefold() not in _NO_DOMAIN | _NO_HANDLE:
                yield words
    for sentence in text.sentences:
        yield from _repositories_in(sentence)


def _repositories_in(sentence: str) -> Iterator[str]:
    """Pairs such as "owner/name", in a sentence about repositories; "and/or" is none."""
    announced = _REPOSITORY.search(sentence)
    for match in _PAIR.finditer(sentence):
        owner, name = match.groups()
        name = name.rstrip(".-")
        if owner.isdigit() or name.isdigit():
            continue
        looks = [bool(_LIKE_A_NAME.search(part)) for part in (owner, name)]
        follows = announced and sentence[announced.end() :].lstrip(' :`“"(').startswith(match[0])
        if follows or (announced and any(looks)) or _is_surely(owner, name):
            yield f"{owner}/{name}"


def _is_surely(owner: str, name: str) -> bool:
    """True for "meta-llama/Llama-2-7b" and "watchlab/gpu-ledger", not for "open/closed-source"."""
    joined = f"{owner} {name}"
    if "-" not in joined or joined[0].isdigit():
        return False
    if any(character.isdigit() for character in joined):
        return "." not in owner
    parts = joined.replace("-", " ").replace("_", " ").split()
    is_long = len(owner) >= _LONG_NAME and len(name) >= _LONG_NAME
    return is_long and ("-" in owner) != ("-" in name) and not _PAIRED & set(parts)
