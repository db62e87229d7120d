"""The judged set of `benchmarks/judged`, as records of the database."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from talentnet.accounts.models import User
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.models import (
    Accomplishment,
    Education,
    Profile,
    Project,
    Volunteering,
    WorkExperience,
)

FOLDER = Path(__file__).parent / "judged"
SOURCE = "judged"
ROWS: dict[str, Any] = {
    "work": WorkExperience,
    "education": Education,
    "projects": Project,
    "volunteering": Volunteering,
    "accomplishments": Accomplishment,
}


@dataclass(frozen=True)
class JudgedCandidate:
    key: str
    background: str
    is_set_aside: bool
    profile: Profile
    grades: dict[str, int]
    """Grades by the opportunity's source id."""


def read_lines(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def store_opportunities() -> None:
    now = timezone.now()
    Opportunity.objects.bulk_create(
        _opportunity(line, now) for line in read_lines("opportunities.jsonl")
    )


def _opportunity(line: dict[str, Any], now: dt.datetime) -> Opportunity:
    days = {"deadline_in_days": "deadline", "starts_in_days": "starts_at"}
    dates = {days[key]: now + dt.timedelta(days=line[key]) for key in days if key in line}
    fields = {key: value for key, value in line.items() if key not in ("id", *days)}
    return Opportunity(source=SOURCE, source_id=line["id"], **fields, **dates)


def store_candidates() -> list[JudgedCandidate]:
    return [store_candidate(line) for line in read_lines("candidates.jsonl")]


def store_candidate(line: dict[str, Any]) -> JudgedCandidate:
    user, _ = User.objects.get_or_create(email=f"{line['id']}@judged.example.org")
    profile = Profile.objects.create(user=user, **line["profile"])
    for name, model in ROWS.items():
        for position, row in enumerate(line.get(name, ())):
            model.objects.create(profile=profile, position=position, **row)
    judged = json.loads((FOLDER / "judgments" / f"{line['id']}.json").read_text(encoding="utf-8"))
    grades = {key: grade for key, (grade, _) in judged.items()}
    return JudgedCandidate(line["id"], line["background"], line["set_aside"], profile, grades)
