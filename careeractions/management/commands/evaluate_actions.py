"""Command that evaluates career actions on invented people."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError


def limit(value: str) -> tuple[str, float]:
    """Read "goal_served=0.75"."""
    name, _, number = value.partition("=")
    try:
        return name, float(number)
    except ValueError:
        raise ArgumentTypeError(f"{value!r} should look like goal_served=0.75") from None


class Command(BaseCommand):
    help = (
        "Evaluate the writing of career actions on a fixed cast of invented people. Writes nothing "
        "to the database. Needs the development packages (make dev)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--backend",
            choices=("offline", "model", "recorded"),
            default="offline",
            help="who writes; “model” costs money, and its calls are not in the ledger",
        )
        parser.add_argument("--answers", type=Path, help="recorded answers, as JSON Lines")
        parser.add_argument("--people", type=Path, help="another file of people")
        parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="only these people")
        parser.add_argument(
            "--regenerations",
            type=int,
            default=0,
            metavar="N",
            help="refreshes with all cards saved, offline only",
        )
        parser.add_argument(
            "--fairness",
            type=int,
            default=0,
            metavar="N",
            help="swaps of name, pronouns, place and age",
        )
        parser.add_argument(
            "--injections", action="store_true", help="people whose profile holds instructions"
        )
        parser.add_argument("--faults", action="store_true", help="measure the checks, too")
        parser.add_argument(
            "--fault-cases", type=Path, help="another file of labeled cards, such as reviewed ones"
        )
        parser.add_argument("--json", type=Path, help="write the run here")
        parser.add_argument("--markdown", type=Path, help="write the report here")
        parser.add_argument("--compare", type=Path, metavar="JSON", help="an earlier run")
        parser.add_argument(
            "--fail-under",
            type=limit,
            action="append",
            default=[],
            metavar="METRIC=VALUE",
            help="exit with 1 below this mean",
        )
        parser.add_argument(
            "--fail-if-worse",
            action="store_true",
            help="exit with 1 if the comparison shows a metric to be worse",
        )

    def handle(self, **options: Any) -> None:
        try:
            from careeractions.evaluation import runs
        except ImportError as error:
            raise CommandError(f"Run “make dev” first: {error}") from error
        try:
            run = self._run(options)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"Run “manage.py migrate” first: {error}") from error
        report = runs.as_markdown(run)
        if options["json"]:
            options["json"].write_text(json.dumps(run, indent=1, sort_keys=True) + "\n")
        if options["markdown"]:
            options["markdown"].write_text(report)
        self.stdout.write(report)
        self._judge(run, options)

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        from careeractions.evaluation import faults, people, robustness, runs, sets

        cast = people.read_people(options["people"] or people.PEOPLE, options["only"])
        writer = self._writer(options)
        with people.nothing_stays():
            written = [sets.evaluated(person, writer) for person in cast]
            scores = sets.measure(written)
            run: dict[str, Any] = {
                "backend": options["backend"],
                "people": scores,
                "metrics": runs.summarized(scores),
                "robustness": {"swapped_basis_verified": _json(robustness.swap_test(written))},
            }
        with people.nothing_stays():
            tests = run["robustness"]
            if options["fairness"]:
                result = robustness.fairness_test(cast, writer, options["fairness"])
                tests["changed_by_identity"] = _json(result)
        with people.nothing_stays():
            if options["injections"]:
                tests["instructions_obeyed"] = _json(robustness.injection_test(writer))
            if options["faults"] or options["fault_cases"]:
                cases = faults.read_cases(options["fault_cases"] or faults.FAULTS)
                run["faults"] = faults.fault_test(cases)
        with people.nothing_stays():
            if options["regenerations"]:
                tests.update(robustness.regeneration_test(cast, options["regenerations"]))
        if options["compare"]:
            before = json.loads(options["compare"].read_text())
            run["comparison"] = runs.compared(before["people"], scores)
        return run

    def _writer(self, options: dict[str, Any]) -> Any:
        from careeractions.evaluation import backends

        if options["backend"] == "recorded":
            if not options["answers"]:
                raise CommandError("--backend recorded needs --answers FILE")
            return backends.recorded(options["answers"])
        return backends.write_offline if options["backend"] == "offline" else backends.ask_model

    def _judge(self, run: dict[str, Any], options: dict[str, Any]) -> None:
        faults = []
        for name, least in options["fail_under"]:
            if name not in run["metrics"]:
                raise CommandError(f"There is no metric {name!r}: {', '.join(run['metrics'])}")
            if (value := run["metrics"][name]["value"]) < least:
                faults.append(f"{name} is {value}, below {least}")
        if options["fail_if_worse"]:
            rows = run.get("comparison", {})
            faults += [
                f"{name} is worse" for name, row in rows.items() if row["verdict"] == "worse"
            ]
        if faults:
            raise CommandError("; ".join(faults))


def _json(estimate: Any) -> Any:
    return estimate.as_json() if estimate else None
