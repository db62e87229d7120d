"""Where the evaluated answers come from: the offline rules, a model, or a recording."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from careeractions import offline
from careeractions.compute import Brief
from careeractions.evaluation.people import InventedPerson
from talentnet.llm.backend import remote_is_configured
from talentnet.llm.client import ask
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile

type Writer = Callable[[InventedPerson, Profile], Any]


def write_offline(person: InventedPerson, profile: Profile) -> Any:
    return offline.write_actions(profile, growth_areas=person.growth_texts()).answer


def ask_model(person: InventedPerson, profile: Profile) -> Any:
    """Send the request of the product to the configured model.

    The calls stand in no ledger, as the people in it are deleted again. A failed call is an empty
    answer, which counts against the run. Raises ValueError if no model is configured.
    """
    if not remote_is_configured():
        raise ValueError("set ANTHROPIC_API_KEY to evaluate a model")
    brief = Brief(profile, person.growth_texts(), preserved=[], dismissed=[], is_first=True)
    reply = ask(brief.request())
    return reply.input if reply.outcome == LLMCall.Outcome.ANSWERED else {}


def recorded(path: Path) -> Writer:
    """Answers of a JSON Lines file with `person` and `answer`; a missing one is empty."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    answers = {row["person"]: row["answer"] for row in rows}
    return lambda person, profile: answers.get(person.id, {})
