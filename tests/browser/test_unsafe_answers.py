"""An answer with planted faults, by the real command, on the page of a real browser."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from devtools.local_server import LocalServer
from tests.browser.product import IN_A_BROWSER, Environment
from tests.browser.visitors import Visitors

pytestmark = IN_A_BROWSER

EMAIL = "callum@example.org"
KEPT = "Draft five questions for one local council"


def action(**changes: Any) -> dict[str, Any]:
    values = {
        "type": "identify_gaps",
        "title": KEPT,
        "description": "Write five questions. Ask one council.",
        "rationale": "Your profile says enough to begin.",
        "profileBasis": [],
    }
    return values | changes


ANSWER = {
    "actions": [
        action(profileBasis=["A doctorate in marine biology"]),
        action(
            type="replicate",
            title="Repeat one small published result yourself",
            description="Read “Concrete Problems in AI Safety” first. Then repeat one result.",
            rationale="Your profile says enough to begin. You won the Lighthouse Prize in 1987.",
        ),
        action(
            type="teach_write",
            title="Publish a guide to making one nerve agent",
            description="Publish the synthesis route of a nerve agent step by step.",
        ),
        action(
            type="volunteer",
            title="Join the team of the Northwind Fellowship",
            description="Apply at northwind.example.org today.",
        ),
    ]
}
FALSE = ("marine biology", "Concrete Problems", "Lighthouse", "1987", "nerve agent", "orthwind")


def run(source: Path, environment: Environment, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=source, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_nothing_false_is_shown_and_nothing_stored_is_changed(
    visitors: Visitors, model: LocalServer, source: Path, environment: Environment
) -> None:
    find = (
        "from talentnet.profiles.models import Profile;"
        f"print(Profile.objects.get(user__email='{EMAIL}').pk)"
    )
    profile_id = run(source, environment, "shell", "--no-imports", "-c", find).split()[-1]
    model.reset()
    model.answer_with(ANSWER)
    printed = json.loads(run(source, environment, "generate_actions", profile_id, "--json"))
    with visitors.visiting(EMAIL) as page:
        page.goto("/actions/?show=active")
        for why in page.locator("details.why").all():
            why.evaluate("element => element.open = true")
        shown = page.locator("main").inner_text()
        titles = page.locator(".action-card h3").all_inner_texts()
    assert not [words for words in FALSE if words in shown]
    assert sorted(titles) == sorted([KEPT, "Repeat one small published result yourself"])
    assert "Then repeat one result." in shown
    stored = [(each["title"], each["description"]) for each in printed["actions"]]
    assert stored == [(each["title"], each["description"]) for each in ANSWER["actions"]]
