import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.compute import scoring_requests
from matching.models import Match, MatchRefresh
from matching.tasks import run
from talentnet.profiles.commands import profile_or_error
from talentnet.profiles.models import Profile

Trigger = MatchRefresh.Trigger
type Mode = MatchRefresh.Mode | None


class Command(BaseCommand):
    help = (
        "Refresh the matches of one profile, now and in this process. A completed refresh queues "
        "a generation of career actions for a worker, as in the browser. Exits with 1 when the "
        "refresh failed or the profile is not ready."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("profile_id", type=int, help="id of the profile")
        parser.add_argument(
            "--force",
            action="store_true",
            help="refresh even if the profile is not ready, and ignore stored verdicts",
        )
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument("--queue", action="store_true", help="enqueue the refresh for a worker")
        modes.add_argument(
            "--dry-run",
            action="store_true",
            help="print the system prompt, tool and messages without calling the model",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, profile_id: int, **options: Any) -> None:
        profile = profile_or_error(profile_id)
        missing = profile.missing_for_matching()
        if missing and not options["force"]:
            names = ", ".join(section.label for section in missing)
            raise CommandError(
                f"Profile {profile.pk} is not ready for matching; missing: {names}. "
                "Use --force to refresh it anyway."
            )
        mode = MatchRefresh.Mode.ANEW if options["force"] else None
        if options["dry_run"]:
            self._print_requests(profile, as_json=options["json"])
        elif options["queue"]:
            self._queue(profile, mode, as_json=options["json"])
        else:
            self._refresh(profile, mode, as_json=options["json"])

    def _print_requests(self, profile: Profile, *, as_json: bool) -> None:
        bodies = [request.body() for request in scoring_requests(profile)]
        if as_json:
            self._print_json(bodies)
            return
        for number, body in enumerate(bodies, start=1):
            if number == 1:
                self.stdout.write("# System prompt\n\n" + body["system"])
                self.stdout.write("\n# Tool (forced)\n\n" + json.dumps(body["tools"][0], indent=2))
            self.stdout.write(f"\n# Message {number}\n\n" + body["messages"][0]["content"])
        if not bodies:
            self.stdout.write("No open opportunity fits this profile's preferences.")

    def _queue(self, profile: Profile, mode: Mode, *, as_json: bool) -> None:
        refresh = MatchRefresh.objects.request(profile, Trigger.COMMAND, mode)
        if as_json:
            self._print_json({"refresh": refresh.pk, "status": refresh.status})
        else:
            self.stdout.write(f"Refresh {refresh.pk} is {refresh.status} for profile {profile.pk}.")

    def _refresh(self, profile: Profile, mode: Mode, *, as_json: bool) -> None:
        refresh = MatchRefresh.objects.start_now(profile, Trigger.COMMAND, mode)
        if refresh is None:
            raise CommandError("A refresh of this profile is running; try again when it has ended.")
        run(refresh)
        refresh.refresh_from_db()
        if refresh.status != MatchRefresh.Status.COMPLETED:
            raise CommandError(f"Refresh {refresh.pk} {refresh.status}: {refresh.error}")
        matches = Match.objects.filter(refresh=refresh).best_first().select_related("opportunity")
        if as_json:
            self._print_json(_as_json(refresh, list(matches)))
        else:
            self._print_matches(profile, refresh, list(matches))

    def _print_matches(self, profile: Profile, refresh: MatchRefresh, matches: list[Match]) -> None:
        self.stdout.write(
            f"{refresh.scored} matches for {profile} (profile {profile.pk}) from "
            f"{refresh.considered} open opportunities:"
        )
        for match in matches:
            marks = " [fallback]" if match.is_fallback else ""
            self.stdout.write(f"{match.score:>4}  {match.tier:<9}  {match.opportunity}{marks}")
        versions = sorted({match.model_version for match in matches})
        self.stdout.write(f"Scored by: {', '.join(versions) or 'nothing to score'}.")
        if refresh.confirmed:
            self.stdout.write(f"{refresh.confirmed} are unchanged and were not scored again.")
        for issue in refresh.issues:
            self.stderr.write(f"Validation: {issue}")
        generation = getattr(refresh, "actiongeneration", None)
        if generation is not None:
            self.stdout.write(
                f"Career actions are queued for a worker (generation {generation.pk})."
            )

    def _print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False))


def _as_json(refresh: MatchRefresh, matches: list[Match]) -> dict[str, Any]:
    return {
        "profile": refresh.profile_id,
        "refresh": refresh.pk,
        "considered": refresh.considered,
        "fell_back": refresh.fell_back,
        "confirmed": refresh.confirmed,
        "issues": refresh.issues,
        "matches": [
            {
                "opportunity": match.opportunity_id,
                "title": match.opportunity.title,
                "organization": match.opportunity.organization,
                "tier": match.tier,
                "score": match.score,
                "strengths": match.strengths,
                "gap": match.gap,
                "recommendations": match.recommendations,
                "model_version": match.model_version,
                "is_fallback": match.is_fallback,
            }
            for match in matches
        ],
    }
