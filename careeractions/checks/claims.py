"""Degrees, roles, publications, deeds and languages that a card claims of a person."""

import re
from collections.abc import Iterator

from careeractions.checks.fact_words import fact_words, groups_of
from careeractions.checks.person import CheckedPerson
from talentnet.profiles.claim_words import content_of, squashed, tokens_of

# A goal told as a goal, up to the end of its clause.
_WISH = re.compile(
    r"\b(?:you(?:'d|’d| would)? (?:want|wish|hope|aim|plan|like|need|seek|intend|dream|aspire|are "
    r"(?:looking|aiming|hoping|working towards?|preparing|heading|interested))\w*|"
    r"(?:your|the|this|that|a|career|stated) (?:\w+ )?(?:goals?|aims?|ambitions?|wish|hope|plan|"
    r"dream|interest)|"
    r"becoming|become|towards?|"
    r"Sie (?:möchten|wollen|wünschen|suchen|streben|planen|hoffen)|Ihr(?:em|es)? (?:Ziel|"
    r"Wunsch)\w*|"
    r"(?:quiere|quieres|desea|deseas|busca|buscas|espera|aspira|aspiras|le gustaría|te gustaría)|"
    r"(?:su|tu) (?:objetivo|meta|deseo|sueño)|convertirse|ser)\b[^;:.!?—–]*",
    re.IGNORECASE,
)
_WISH_JAPANESE = re.compile(r"[^、。]*(?:たい|目標|希望|目指)[^、。]*")
_QUOTE = re.compile(r"[“„«「『\"]([^”“»」』\"]{3,200})[”“»」』\"]")

_DEGREES = {
    "doctor": re.compile(
        r"\b(?:Ph\.?\s?D\b\.?|D\.?Phil\b|doctorate|doctoral degree|Promotion|Doktortitel|"
        r"promoviert\w*|"
        r"Doktorarbeit|Habilitation|habilitiert|doctorado)|博士(?:号|課程|学位)?",
        re.IGNORECASE,
    ),
    "master": re.compile(
        r"\b(?:master(?:['’]s|s)(?:[- ]degree)?(?: in| of)?|master(?: degree| of| in)|"
        r"M\.?Sc\b\.?|MBA\b|MPH\b|MEng\b|LL\.M\b\.?|"
        r"Master(?:abschluss|studium|arbeit)|maestría|máster)|修士",
        re.IGNORECASE,
    ),
    "bachelor": re.compile(
        r"\b(?:bachelor(?:['’]s|s)?(?:[- ]degree)?|B\.?Sc\b\.?|undergraduate degree|"
        r"Bachelor(?:abschluss)?|"
        r"licenciatura|grado en)|学士",
        re.IGNORECASE,
    ),
    "degree": re.compile(
        r"\b(?:(?:law|medical|engineering|economics|science|physics|nursing|teaching|college|"
        r"university|"
        r"computer science|psychology|statistics|mathematics|philosophy) degree|degree in|"
        r"Studium der|título (?:de|en)|carrera de)",
        re.IGNORECASE,
    ),
}
# Degrees that no other one of their level proves.
_NAMED_DEGREE = re.compile(r"\b(?:MBA|MPH|MPA|MPP|MFA)\b(?! (?:students?|programs?))")
# Words in the profile that prove a degree; the higher one proves the lower.
_PROOF = {
    "doctor": "phd dphil doctorate doctoral doctor promotion promoviert doktor doktorarbeit "
    "habilitation doctorado dr",
    "master": "master masters mtech mpharm mchem mphys march mfa med msw msc ma mba mph meng mphil "
    "llm ms mres mpa mpp diplom dipl magister staatsexamen maestría máster mastère phd doctorate "
    "doctorado promotion",
    "bachelor": "bachelor bachelors btech bcom bfa beng bba bsc ba bs llb undergraduate "
    "licenciatura grado licence master masters msc phd mba degree",
    "degree": "degree education study studied student graduate bachelor master phd msc bsc ba ma",
}
_PROOF_JAPANESE = {"doctor": "博士", "master": "修士", "bachelor": "学士", "degree": "学位"}
_HELD = re.compile(
    r"\b(?:your|you|yours|Ihr\w*|Sie|su|sus|tu|usted)\b|あなた|お持ち|取得|修了|の学位",
    re.IGNORECASE,
)
# "You could teach PhD students."
_OF_OTHERS = re.compile(
    r"[\s-]*(?:students?|candidates?|applicants?|holders?|level|programs?|programmes?|examiner)\b",
    re.IGNORECASE,
)
# "You don't need a PhD for this."
_NOT_NEEDED = re.compile(
    r"\b(?:don['’]t|doesn['’]t|without|no|not|never|nobody|ohne|kein\w*|nicht|sin|no)\b[^.;,]{0,30}\Z",
    re.IGNORECASE,
)
# "Law degree": the word before it is a claim as well.
_SUBJECT_BEFORE = re.compile(r"(?P<subject>\w+) degree\Z", re.IGNORECASE)
_ANY_SUBJECT = frozenset({"college", "university", "science"})
_SUBJECT_AFTER = re.compile(r"\s+(?:in|of|der|en|de)\s+(?P<subject>[^\W\d_]+(?: [^\W\d_]+)?)")

_ROLE = r"(?P<role>[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,4})"
_ROLES = (
    re.compile(rf"\byour\b[^.;,]{{0,50}}?\bas (?:an? |the )?(?:\w+ly )?{_ROLE}", re.IGNORECASE),
    re.compile(
        r"\byou(?:'ve|’ve| have)? (?:\w+ )?(?:worked|served|practi[cs]ed|spent|been|work|serve|"
        r"are working|were employed|"
        rf"trained|started)\b[^.;,]{{0,40}}?\bas (?:an? |the )?{_ROLE}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:^|[,;] )as (?:an? |the )(?:former |current |retired )?{_ROLE},? you\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\busted (?:fue|ha sido|era) (?:una? )?{_ROLE}", re.IGNORECASE),
    re.compile(
        rf"\byou(?:'re|’re| are| were|'ve been|’ve been| have been) (?:currently |now |once |"
        rf"already |also )?"
        rf"(?:an? |the )(?:former |current |retired )?{_ROLE}",
        re.IGNORECASE,
    ),
    re.compile(r"^As (?P<role>(?:chair|head|president|director|lead|chief|founder|editor)\b)"),
    re.compile(rf"\byears? (?:\w+ )?as (?:an? |the )?{_ROLE}", re.IGNORECASE),
    re.compile(
        rf"\byour (?:role|position|job|post|title|time|work) as (?:an? |the )?{_ROLE}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:Ihr\w*|Sie)\b[^.;]{{0,60}}?\bals (?:ehemalige\w* |frühere\w* )?{_ROLE}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:^|[,;] )als (?:ehemalige\w* )?{_ROLE}\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:su|sus|tu|tus|usted|ha|has|trabaj\w+|años)\b[^.;]{{0,50}}?\bcomo (?:una? )?{_ROLE}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:^|[,;] )como (?:una? )?{_ROLE}", re.IGNORECASE),
)
_ROLE_JAPANESE = re.compile(
    r"([\u30a0-\u30ff\u4e00-\u9fff]{2,12})(?:として|だった)(?=.{0,12}(?:経験|勤務|年|働|務め|実績|培))"
)
_HEAD_OF = re.compile(
    r"\b(?:you (?:were|are|have been|served as)|your (?:role|time|years|work|post) as|^as) "
    r"(?:an? |the )?(?:former )?(?:\w+ )?(?:head|director|chief|chair|president|manager|leader) of "
    r"(?P<what>[^,.;:]{3,30})",
    re.IGNORECASE,
)
_ROLE_END = re.compile(
    r"\b(?:at|in|for|with|on|of|who|and|to|during|since|from|gives?|means|has|have|had|is|are|"
    r"was|you|your|that|"
    r"which|makes?|taught|shows?|let|lets|puts?|could|can|will|would|by|before|after|earlier|now|"
    r"already|bei|im|am|und|der|die|"
    r"das|für|von|haben|"
    r"kennen|sind|können|bringen|en|de|del|y|con|para|le|te|que|da|conoce|tiene)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:aspiring|future|prospective|would-be|newcomer|beginner|outsider|someone|somebody|person|"
    r"member|candidate|angehende\w*|künftige\w*|futur[oa]|aspirante)\b",
    re.IGNORECASE,
)
_OWN_WORKS = re.compile(
    r"\b(?:your|Ihr(?:e|en|er|em)?|sus?|tus?) (?:(?:own|first|earlier|previous|recent|published|"
    r"peer-reviewed|"
    r"award-winning|\d+|two|three|four|five|six|seven|eight|ten|drei|zwei|vier|dos|tres|cuatro|"
    r"[a-z]+(?:al|ic|ed)|veröffentlichten|[A-Z]{2,5})[ -]){0,3}"
    r"(?P<work>papers?|publications?|articles?|preprints?|books?|dissertation|thesis|blog|"
    r"newsletter|podcast|"
    r"patents?|awards?|prizes?|medal|scholarship|certifications?|certificates?|"
    r"Veröffentlichung(?:en)?|Fachartikel|Aufsätze|Buch|Doktorarbeit|Masterarbeit|Dissertation|"
    r"Zertifikate?|"
    r"Zertifizierung(?:en)?|Auszeichnung(?:en)?|publicaci(?:ón|ones)|artículos?|libros?|tesis|"
    r"premios?|certificaci(?:ón|ones)|"
    r"patentes?)\b",
    re.IGNORECASE,
)
_MADE_WORKS = re.compile(
    r"\byou(?:'ve|’ve| have)? (?:\w+ )?(?:wrote|written|published|authored|coauthored|co-authored) "
    r"(?:[\w-]+ ){0,4}?(?P<work>papers?|articles?|preprints?|books?|dissertation|thesis|"
    r"patents?)\b",
    re.IGNORECASE,
)
_OWN_WORKS_JAPANESE = re.compile(
    r"(論文|著書|特許|資格)(?:を|の)?[^。、]{0,6}(?:発表|出版|執筆|取得|掲載|歴|書い)|(受賞)"
)
_DEED = re.compile(
    r"\byou(?:'ve|’ve| have| had)?(?: also| already| once| previously| recently| even|"
    r" personally| successfully| and)? "
    r"(?:co-?)?(?P<deed>[a-z]+)\b(?P<object>[^.,;:—–]{0,60})",
    re.IGNORECASE,
)
_DEED_GERMAN = re.compile(
    r"\bSie haben\b(?P<object>[^.,;:]{1,90}?)\b(?P<deed>geleitet|veröffentlicht|publiziert|"
    r"gegründet|"
    r"unterrichtet|gewonnen|geführt)\b",
    re.IGNORECASE,
)
_DEED_SPANISH = re.compile(
    r"\b(?P<deed>dirigió|dirigido|lideró|liderado|publicó|publicado|fundó|fundado|cofundó|enseñó|"
    r"enseñado|"
    r"ganó|ganado|coordinó|coordinado|impartió|impartido|dirigiste|lideraste|publicaste|fundaste|"
    r"ganaste)\b"
    r"(?P<object>[^.,;:]{0,60})",
    re.IGNORECASE,
)
_DEED_JAPANESE = re.compile(r"(率い|創設し|設立し|創業し|起業し|受賞し)(?:た|て)")
_PROOF_OF_DEED_JAPANESE = {
    "率い": "率い リーダー 責任者 長 主任 管理 指揮 統括 マネージャ",
    "創設し": "創設 設立 創業 起業 立ち上げ 創始",
    "設立し": "創設 設立 創業 起業 立ち上げ",
    "創業し": "創設 設立 創業 起業 立ち上げ",
    "起業し": "創設 設立 創業 起業 立ち上げ",
    "受賞し": "受賞 賞",
}
_AWARD = re.compile(
    r"\b(?:won|received|earned|awarded|holds?|given) (?:an? |the )?(?P<kind>(?:[\w-]+ ){0,3}?)"
    r"(?P<award>prizes?|awards?|medals?|scholarships?|grants?)\b",
    re.IGNORECASE,
)
_LANGUAGES = (
    "Arabic|Mandarin|Chinese|Cantonese|Japanese|Korean|Spanish|French|German|Italian|Portuguese|"
    "Russian|"
    "Hindi|Urdu|Bengali|Turkish|Persian|Farsi|Hebrew|Dutch|Polish|Ukrainian|Swahili|Vietnamese|Thai"
)
_SPEAKS = re.compile(
    r"\b(?:[Yy]ou (?:also )?speak (?:fluent |good |some |native )?|"
    r"[Yy]ou(?:'re|’re| are) (?:fluent|native) in|"
    r"[Yy]our (?:native |fluent |spoken )?)"
    rf"\s*(?P<language>{_LANGUAGES})\b(?! (?:colleagues|goal|profile))"
)
# An object of a deed that shares few words with the profile is another deed.
_FEWEST_WORDS, _SHARE_OF_OBJECT = 2, 0.34


def without_wishes(sentence: str, person: CheckedPerson) -> str:
    """Blank out goals told as goals, and quotes that the profile has, at the same length."""
    blanked = _WISH.sub(_blank, sentence)
    blanked = _WISH_JAPANESE.sub(_blank, blanked)
    return _QUOTE.sub(lambda m: _blank(m) if squashed(m[1]) in person.squashed else m[0], blanked)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def false_degrees(sentence: str, person: CheckedPerson) -> Iterator[str]:
    if not _HELD.search(sentence):
        return
    named = (match[0] for match in _NAMED_DEGREE.finditer(sentence))
    yield from (degree for degree in named if not person.has_done([degree.casefold()]))
    for level, pattern in _DEGREES.items():
        for match in pattern.finditer(sentence):
            if _OF_OTHERS.match(sentence, match.end()) and level != "degree":
                continue
            if _NOT_NEEDED.search(sentence[: match.start()]):
                continue
            if not _has_degree(level, person) or not _has_subject(match[0], person):
                yield match[0].strip()
            elif subject := _SUBJECT_AFTER.match(sentence, match.end() - _preposition(match[0])):
                words = content_of(tokens_of(subject["subject"]))[:1]
                if words and not person.mentions(words):
                    yield sentence[match.start() : subject.end()].strip()


def _has_subject(degree: str, person: CheckedPerson) -> bool:
    """True unless a degree names its subject and the profile doesn't."""
    named = _SUBJECT_BEFORE.search(degree)
    if not named or named["subject"].casefold() in _ANY_SUBJECT:
        return True
    return person.mentions([named["subject"].casefold()])


def _preposition(words: str) -> int:
    """Length of a preposition that ends a match, such as " in" of "degree in"."""
    for ending in (" in", " of", " de", " en", " der"):
        if words.endswith(ending):
            return len(ending)
    return 0


def _has_degree(level: str, person: CheckedPerson) -> bool:
    return person.has_done(_PROOF[level].split()) or _PROOF_JAPANESE[level] in person.done_squashed


def false_roles(sentence: str, person: CheckedPerson) -> Iterator[str]:
    for match in _HEAD_OF.finditer(sentence):
        words = content_of(tokens_of(match["what"]))[:2]
        if words and not any(person.has_done([word]) for word in words):
            yield match[0]
    for pattern in _ROLES:
        for match in pattern.finditer(sentence):
            role = _ROLE_END.split(match["role"])[0].strip()
            if role and not _NOT_YET.search(role) and not _has_role(role, person):
                yield role
    for match in _ROLE_JAPANESE.finditer(sentence):
        if not _has_japanese_role(match[1], person):
            yield match[1]


def _has_role(role: str, person: CheckedPerson) -> bool:
    """True unless a word of the role is one of a position that the profile has no word for."""
    groups, levels = groups_of("roles"), fact_words().levels.split()
    words = tokens_of(role)
    # "Nursing home resident": only the last word says what somebody is; others narrow it down.
    known = [n for n, word in enumerate(words) if word in groups]
    if not known:
        return True
    words = words[: known[-1] + 1]
    if not person.has_done(groups[words[-1]]):
        return False
    if any(word in levels and not person.has_done([word]) for word in words[:-1]):
        return False
    narrowing = [w for w in content_of(words[:-1]) if w not in levels and w not in groups]
    return not narrowing or person.mentions(narrowing) or len(narrowing) > 1


def _has_japanese_role(role: str, person: CheckedPerson) -> bool:
    text = person.done_squashed
    groups = [words for word, words in groups_of("roles").items() if role.endswith(word)]
    return not groups or any(word in text for words in groups for word in words)


def false_publications(sentence: str, person: CheckedPerson) -> Iterator[str]:
    groups = groups_of("publications")
    for match in (*_OWN_WORKS.finditer(sentence), *_MADE_WORKS.finditer(sentence)):
        work = match["work"].casefold()
        if not person.has_done(groups.get(work, frozenset({work}))):
            yield match[0]
    for match in _OWN_WORKS_JAPANESE.finditer(sentence):
        word = match[1] or match[2]
        if word not in person.done_squashed and word[:1] not in person.done_squashed:
            yield match[0]


def false_deeds(sentence: str, person: CheckedPerson) -> Iterator[str]:
    claimed, others = fact_words().claimed_deeds.split(), fact_words().other_deeds.split()
    for match in _DEED.finditer(sentence):
        deed = match["deed"].casefold()
        is_false = deed in claimed and not _has_deed(match, person)
        if is_false or (deed in others and not _may_have_done(match, person)):
            yield sentence[match.start() : match.end("deed")]
    for pattern in (_DEED_GERMAN, _DEED_SPANISH):
        for match in pattern.finditer(sentence):
            if not _has_deed(match, person):
                yield match["deed"]
    for match in _DEED_JAPANESE.finditer(sentence):
        proof = _PROOF_OF_DEED_JAPANESE[match[1]].split()
        if not any(word in person.done_squashed for word in proof):
            yield match[0]


def _has_deed(match: re.Match[str], person: CheckedPerson) -> bool:
    return _has_kind_of_deed(match, person) and _has_object(match, person)


def _may_have_done(match: re.Match[str], person: CheckedPerson) -> bool:
    return _has_kind_of_deed(match, person) or _has_object(match, person)


def _has_kind_of_deed(match: re.Match[str], person: CheckedPerson) -> bool:
    deed = match["deed"].casefold()
    return person.has_done(groups_of("deeds").get(deed, frozenset({deed})))


def _has_object(match: re.Match[str], person: CheckedPerson) -> bool:
    words = [word for word in content_of(tokens_of(match["object"])) if not word.isdigit()]
    proven = sum(person.has_done([word]) for word in words)
    return len(words) < _FEWEST_WORDS or proven >= len(words) * _SHARE_OF_OBJECT


def false_awards(sentence: str, person: CheckedPerson) -> Iterator[str]:
    if not _HELD.search(sentence):
        return
    for match in _AWARD.finditer(sentence):
        has_any = person.has_done(groups_of("publications").get("award", frozenset()))
        if not has_any or not person.mentions(content_of(tokens_of(match["kind"]))):
            yield match[0]


def false_languages(sentence: str, person: CheckedPerson) -> Iterator[str]:
    for match in _SPEAKS.finditer(sentence):
        if not person.mentions([match["language"].casefold()]):
            yield match[0]
