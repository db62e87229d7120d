"""Templates of cards, and the topics that they are about, from the files in `data/`.

The files are for writers: each entry is one card. `data/README.md` explains the fields and the
slots. A mistake in them fails the tests, and fails at the first use with the entry's name.
"""

import tomllib
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from careeractions.action_types import ActionType
from careeractions.offline.kinds import Craft

DATA = Path(__file__).with_name("data")


class Level(StrEnum):
    """Career level that a template is written for."""

    ENTRY = "entry"
    MID = "mid"
    SENIOR = "senior"


class Group(StrEnum):
    """File of a template, which says for whom it is."""

    ANYONE = "anyone"
    RESEARCH = "research"
    ENGINEERING = "engineering"
    SECURITY = "security"
    POLICY = "policy"
    OPERATIONS = "operations"
    COMMUNICATIONS = "communications"
    FIELD = "field"
    LANGUAGE = "language"
    GROWTH = "growth"
    CLOSED = "closed"
    STARTERS = "starters"
    TOPICS_SOCIETY = "topics_society"
    TOPICS_TECHNICAL = "topics_technical"
    PRODUCTS = "products"

    @property
    def craft(self) -> Craft | None:
        return Craft(self.value) if self.value in Craft else None


Requirement = Literal["work", "workplace", "goal", "field", "evidence", "study_or_work"]


class Template(BaseModel):
    """Texts of a card with slots, and the profiles that they suit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    """File and entry, such as "anyone/check-claim"; stored with the card."""
    group: Group
    type: ActionType
    title: str
    description: str
    why: str
    """Second half of the rationale's first sentence."""
    topics: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    """What the goal sets out to make or reach."""
    topics_kind: Literal["", "technical"] = ""
    crafts: tuple[Craft, ...] = ()
    levels: tuple[Level, ...] = ()
    skill: tuple[str, ...] = ()
    """Kinds of which the person needs a skill."""
    evidence: tuple[str, ...] = ()
    """Kinds of evidence that carry the step."""
    requires: tuple[Requirement, ...] = ()

    @cached_property
    def slots(self) -> frozenset[str]:
        text = f"{self.title} {self.description} {self.why}"
        # The name is None for the text after the last slot.
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)

    @property
    def is_closed(self) -> bool:
        """True if it suits hazardous subjects: nothing is published or built in the open."""
        return self.group == Group.CLOSED


class Topic(BaseModel):
    """Subject that goals and interests are about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: str
    short: str = ""
    words: tuple[str, ...] = Field(min_length=1)
    abroad: tuple[str, ...] = ()
    hazard: bool = False


class Product(BaseModel):
    """Thing that a goal sets out to make or to reach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    words: tuple[str, ...] = Field(min_length=1)


@cache
def templates() -> tuple[Template, ...]:
    return tuple(
        Template(key=f"{group}/{name}", group=group, **entry)
        for group in Group
        for name, entry in _entries(DATA / "templates" / f"{group}.toml").items()
    )


@cache
def all_topics() -> tuple[Topic, ...]:
    entries = _entries(DATA / "topics.toml")
    return tuple(Topic(key=name, **entry) for name, entry in entries.items())


@cache
def all_products() -> tuple[Product, ...]:
    entries = _entries(DATA / "products.toml")
    return tuple(Product(key=name, **entry) for name, entry in entries.items())


def _entries(file: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
