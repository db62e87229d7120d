"""Command that generates career actions for one profile."""

import json
import textwrap
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careeractions.compute import Brief
from careeractions.findings import findings_from
from careeractions.models import ActionGeneration, CareerAction
from careeractions.prompts import ACTION_GENERATION_SYSTEM_PROMPT, GENERATE_CAREER_ACTIONS_TOOL
from careeractions.tasks import run
from talentnet.profiles.commands import profile_or_error
from talentnet.profiles.models import Profile

Generations = ActionGeneration.objects


class Command(BaseCommand):
    help = (
        "Generate career actions for one profile now, in this process, beside any queued "
        "generation. Exits with 1 if the generation fails; earlier actions are kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("profile_id", type=int, help="id of the profile")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--queue", action="store_true", help="queue it for a worker instead")
        mode.add_argument(
            "--dry-run",
            action="store_true",
            help="print the system prompt, tool and message without calling the model",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, profile_id: int, **options: Any) -> None:
        profile = profile_or_error(profile_id)
        if options["dry_run"]:
            self._print_request(profile, as_json=options["json"])
        elif options["queue"]:
            self._queue(profile, as_json=options["json"])
        else:
            self._generate(profile, as_json=options["json"])

    def _print_request(self, profile: Profile, *, as_json: bool) -> None:
        request = Brief.from_profile(profile).request()
        if as_json:
            self._print_json(request.body())
            return
        self.stdout.write("# System prompt\n\n" + ACTION_GENERATION_SYSTEM_PROMPT)
        self.stdout.write(
            "\n# Tool (forced)\n\n" + json.dumps(GENERATE_CAREER_ACTIONS_TOOL, indent=2)
        )
        self.stdout.write("\n# Message\n\n" + request.message)

    def _queue(self, profile: Profile, *, as_json: bool) -> None:
        generation = Generations.queue(profile, ActionGeneration.Trigger.COMMAND)
        if as_json:
            self._print_json({"generation": generation.pk, "status": generation.status})
        else:
            self.stdout.write(f"Generation {generation.pk} is queued for profile {profile.pk}.")

    def _generate(self, profile: Profile, *, as_json: bool) -> None:
        generation = Generations.start_now(profile, ActionGeneration.Trigger.COMMAND)
        run(generation)
        generation.refresh_from_db()
        if generation.status != ActionGeneration.Status.SUCCEEDED:
            reason = generation.error or "a newer generation succeeded first"
            # A CommandError makes the process exit with 1.
            raise CommandError(f"Generation {generation.pk} {generation.status}: {reason}")
        cards = list(CareerAction.objects.filter(generation=generation))
        if as_json:
            self._print_json(_as_json(generation, cards))
        else:
            self._print_cards(profile, generation, cards)

    def _print_cards(
        self, profile: Profile, generation: ActionGeneration, cards: list[CareerAction]
    ) -> None:
        wrap = textwrap.TextWrapper(width=92, initial_indent="   ", subsequent_indent="   ")
        self.stdout.write(
            f"{len(cards)} career actions for {profile} (profile {profile.pk}), "
            f"{_written_by(generation)}:"
        )
        for number, card in enumerate(cards, start=1):
            hidden = " (hidden by the checks)" if card.is_hidden else ""
            self.stdout.write(f"\n{number}. [{card.get_type_display()}] {card.title}{hidden}")
            self.stdout.write(wrap.fill(card.description))
            self.stdout.write(wrap.fill(f"Why: {card.rationale}"))
            if card.profile_basis:
                self.stdout.write(wrap.fill(f"Based on: {'; '.join(card.profile_basis)}"))
        # On stderr, so that stdout holds only the cards.
        for issue in generation.validation_issues:
            self.stderr.write(f"Validation: {issue}")
        for finding in findings_from(generation.findings):
            self.stderr.write(f"Check: action {finding.action + 1}, {finding}; {finding.severity}")

    def _print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False))


def _written_by(generation: ActionGeneration) -> str:
    if generation.model_version.startswith("offline-"):
        return f"composed by rules, no AI model ({generation.model_version})"
    return f"written by {generation.model_version}"


def _as_json(generation: ActionGeneration, cards: list[CareerAction]) -> dict[str, Any]:
    return {
        "profile": generation.profile_id,
        "generation": generation.pk,
        "model_version": generation.model_version,
        "validation_issues": generation.validation_issues,
        "findings": generation.findings,
        "actions": [
            {
                "id": card.pk,
                "type": card.type,
                "title": card.title,
                "description": card.description,
                "rationale": card.rationale,
                "profile_basis": card.profile_basis,
                "hidden": card.is_hidden,
            }
            for card in cards
        ],
    }
