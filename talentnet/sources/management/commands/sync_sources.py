from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from talentnet.sources.models import OpportunitySource, SourceSync
from talentnet.sources.syncing import claim_source, sync

# Problems printed per source; the admin shows more.
SHOWN_PROBLEMS = 20


class Command(BaseCommand):
    help = (
        "Sync the named sources, or all that are due, in this process. "
        "The exit code is 1 if one of them fails or looks suspicious."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="names of sources (default: all that are due)")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        sources = self._named(names) if names else list(OpportunitySource.objects.due())
        bad = [source.name for source in sources if not self._sync(source, bool(names))]
        if bad:
            raise CommandError(f"Not good: {', '.join(bad)}.")
        if not sources:
            self.stdout.write("No source is due.")

    def _named(self, names: list[str]) -> list[OpportunitySource]:
        sources = list(OpportunitySource.objects.filter(name__in=names))
        unknown = set(names) - {source.name for source in sources}
        if unknown:
            raise CommandError(f"There is no source {', '.join(sorted(unknown))}.")
        return sources

    def _sync(self, source: OpportunitySource, is_named: bool) -> bool:
        claimed = claim_source(source.pk, only_if_due=not is_named)
        if claimed is None:
            self.stdout.write(f"{source}: is being synced elsewhere.")
            return True
        done = sync(claimed)
        self.stdout.write(f"{source}: {done.outcome}. {done.error or done.summary}")
        for problem in done.problems[:SHOWN_PROBLEMS]:
            self.stderr.write(problem)
        return done.outcome == SourceSync.Outcome.GOOD
