"""Clauses in which a profile says what somebody did, newest first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from careeractions.offline import work
from careeractions.offline.kinds import profession_in
from careeractions.offline.periods import ended_long_ago, year_of
from careeractions.offline.phrases import core_of, holds_address, position
from careeractions.offline.privacy import Privacy
from careeractions.offline.topics import content_stems
from talentnet.languages import language_of
from talentnet.profiles.models import (
    Accomplishment,
    DatedEntry,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)
from talentnet.text import plain_lines

# Shorter clauses say too little; longer ones would drown the card.
MIN_WORDS, MIN_STEMS, MAX_WORDS, MAX_LENGTH = 4, 2, 22, 150
_CLAUSE_END = re.compile(r"(?<=[.!?;])\s+")
_BULLET = re.compile(r"\A[\s\-–—•*·▪◦>]+")
# No quotation marks, as the clause is put into some, and nothing that looks like markup.
_SAFE = re.compile(r"[\w\s,.;:'’()/&+#%$€£–-]+")
# Wishes and plans are no evidence.
_NOT_DONE = re.compile(
    r"\b(?:want|hope|plan|would like|looking (?:for|to)|seeking|aim|wish|interested|will|hoping"
    r"|dream|eager|ready|able|not|never|no longer|responsible for everything|etc)\b",
    re.IGNORECASE,
)
# Fewer than one card in ten would read well with these.
_FIRST_PERSON_FEELING = re.compile(r"\bI(?:'m|’m| am| love| like| feel| think| believe)\b")

_KINDS = {
    "teach": "taught teach teaches teaching train trained training trains tutor tutored mentor "
    "mentored mentoring coach coached students pupils apprentices lesson lessons workshop "
    "workshops course courses lecture lectures class classes curriculum seminar onboarding "
    "onboarded juniors supervised supervising explained explaining",
    "write": "wrote write writes writing written published publish edited editing editor articles "
    "article report reports blog newsletter book column posts story stories essay documentation "
    "translated translating manuals guide guides press speeches letters copy",
    "media": "film films filmed video videos podcast podcasts audio radio photos photography "
    "illustrated illustration designed animation episodes recorded recordings channel documentary",
    "speak": "talk talks spoke presented presenting presentation presentations speaking hosted "
    "moderated panel panels briefed briefing briefings audiences radio lectures interviewed",
    "analyze": "analyzed analysed analysis analyses measured measuring evaluated evaluation "
    "evaluations tested testing tests reviewed audited audits audit inspected inspection compared "
    "benchmark benchmarks experiment experiments statistics data survey surveys study studies "
    "model models modeled modelling forecast forecasts research researched found checked checking "
    "investigated simulation simulations regression paper papers thesis metrics",
    "build": "built build building develop developed developing implemented designed created "
    "wrote automated automating maintained maintaining deployed shipped migrated tool tools "
    "software app apps system systems pipeline pipelines website sites prototype platform "
    "dashboard dashboards installed wired repaired refactored library service services",
    "organize": "organized organised organizing led lead managed manage managing coordinated "
    "coordinating ran run running launched founded started set scheduled hired recruited budget "
    "budgets team teams event events conference program programs project projects volunteers "
    "planned planning logistics grew raised grants shift shifts staff commanded headed directed",
    "care": "patients patient safety incident incidents error errors risk risks accident accidents "
    "reported reporting reports miss emergency crisis care cared quality checklist checklists "
    "checks "
    "complaints children families clients residents hazard hazards infection medication handover",
    "rules": "law laws legal policy policies regulation regulations regulatory drafted draft "
    "negotiated negotiating compliance contract contracts standard standards legislation bill "
    "ministry parliament court cases case hearings procurement advised advising council rules "
    "data protection "
    "audits audit union agreement agreements",
    "secure": "security secure threat threats attack attacks vulnerabilities vulnerability "
    "penetration incident incidents detection forensics encryption access red phishing soc cert "
    "hardening hardened breach",
    "numbers": "budget budgets percent cost costs revenue accounts accounting forecast figures",
    "language": "translated translation translations interpreted interpreting interpreter "
    "localized localization bilingual subtitles",
}
KINDS: dict[str, frozenset[str]] = {kind: frozenset(ws.split()) for kind, ws in _KINDS.items()}
ACTIONS = frozenset(
    """
    taught trained mentored coached tutored supervised explained wrote published edited
    translated interpreted filmed recorded presented hosted moderated briefed interviewed
    analyzed analysed measured evaluated tested reviewed audited inspected compared investigated
    researched built developed implemented designed created automated deployed repaired
    organized organised led managed coordinated ran launched founded recruited hired planned
    grew raised commanded directed negotiated drafted advised reported represented
    """.split()  # noqa: SIM905
)
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True)
class Evidence:
    """Passage of one field in which a profile says what somebody did."""

    clause: str
    """Verbatim."""
    lead: str
    """Where it stands, such as "your work as a charge nurse, until 2017"."""
    is_past: bool = False
    """True if it ended more than two years ago."""
    profession: str = ""
    """Profession of the position it comes from, if it is one of kinds.py."""

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_TOKEN.findall(self.clause.casefold()))

    def strength(self, kinds: Iterable[str]) -> int:
        """Number of its words that are of one of the kinds; what somebody did counts twice."""
        telling = {word for kind in kinds for word in KINDS[kind] & self._words}
        return len(telling) + len(telling & ACTIONS)

    @cached_property
    def stems(self) -> frozenset[str]:
        return content_stems(self.clause)

    @property
    def sentence(self) -> str:
        verb = "wrote" if not self.lead.startswith("your publication") else "list"
        if verb == "list":
            return f"You list {self.lead}: “{self.clause}”."
        return f"You wrote of {self.lead}: “{self.clause}”."


def evidence_in(profile: Profile, privacy: Privacy) -> list[Evidence]:
    """Clauses of work, projects, volunteering and publications, current ones first."""
    entries: list[DatedEntry] = [
        *profile.work_experiences.all(),
        *profile.projects.all(),
        *profile.volunteerings.all(),
    ]
    # Sorting by date would undo the order that the candidate chose within a section.
    current = [e for e in entries if not ended_long_ago(e.end_date)]
    past = [e for e in entries if ended_long_ago(e.end_date)]
    clauses = [c for entry in (*current, *past) for c in _of_entry(entry, privacy)]
    return [*clauses, *_publications(profile, privacy)]


def _of_entry(entry: DatedEntry, privacy: Privacy) -> Iterator[Evidence]:
    lead, is_past = _lead(entry, privacy), ended_long_ago(entry.end_date)
    if is_past and (year := year_of(entry.end_date)):
        lead = f"{lead}, until {year}"
    for clause in clauses_in(entry.description):
        if privacy.allows(clause):
            yield Evidence(clause, lead, is_past, profession_in(getattr(entry, "title", "")))


def clauses_in(text: str) -> Iterator[str]:
    """Safe English clauses of a description, verbatim, that tell of something done."""
    for line in plain_lines(text):
        for sentence in _CLAUSE_END.split(line):
            clause = _BULLET.sub("", sentence).strip().rstrip(" .;!,:")
            if _reads_well(clause) and clause in text:
                yield clause


def _reads_well(clause: str) -> bool:
    return (
        MIN_WORDS <= len(clause.split()) <= MAX_WORDS
        and len(clause) <= MAX_LENGTH
        and len(content_stems(clause)) >= MIN_STEMS
        and bool(_SAFE.fullmatch(clause))
        and clause.count("(") == clause.count(")")
        and not holds_address(clause)
        and not _NOT_DONE.search(clause)
        and not _FIRST_PERSON_FEELING.search(clause)
        and all(len(word) <= 30 for word in clause.split())
        and language_of(clause) in ("", "en")
    )


def _lead(entry: DatedEntry, privacy: Privacy) -> str:
    if isinstance(entry, Project):
        name = core_of(entry.name, max_words=7, max_length=60) if privacy.allows(entry.name) else ""
        return f"your project {name}" if name else "one of your projects"
    if isinstance(entry, Volunteering):
        role = position(title) if (title := work.title_of(entry, privacy)) else ""
        return f"your volunteering as {role}" if role else "your volunteering"
    if isinstance(entry, WorkExperience):
        role = position(title) if (title := work.title_of(entry, privacy)) else ""
        return f"your work as {role}" if role else "your work"
    return "your work"


def _publications(profile: Profile, privacy: Privacy) -> Iterator[Evidence]:
    for row in profile.accomplishments.all():
        name = row.name.strip()
        if (
            row.kind == Accomplishment.Kind.PUBLICATION
            and _reads_well(name)
            and privacy.allows(name)
        ):
            yield Evidence(name, "your publication")
