"""Time that the checks take for a set of five actions.

    .venv/bin/python -m benchmarks.checks [--rounds 200] [--known 40]

Needs no database: the profile is large, made of eight rows of each kind, and its rows are given.
Every round reads the profile again, as a generation does. Words are cached in the process, so the
first rounds, which fill the caches, are told apart.
"""

import argparse
import os
import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talentnet.profiles.models import Profile

WARM_UP, ROWS = 5, 8
PROSE = (
    "Reviewed {n} incidents a year and rewrote the reporting form. Taught {n} students on two "
    "wards; led a monthly meeting of {n} teams. No experience with hardware so far."
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the checks of a set of five actions.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--known", type=int, default=40, help="cards taken up or dismissed before")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentnet.settings")
    import django

    django.setup()
    times = [_milliseconds(options.known) for _ in range(WARM_UP + options.rounds)]
    warm = times[WARM_UP:]
    print(f"first set: {times[0]:.1f} ms")
    print(f"after warm-up: median {median(warm):.1f} ms, p95 {quantiles(warm, n=20)[-1]:.1f} ms")


def _milliseconds(known: int) -> float:
    from careeractions.checks import check_set
    from careeractions.models import CareerAction

    cards = [
        CareerAction(
            type="teach_write",
            title=f"Explain rule {n} to {n} model builders",
            description=PROSE.format(n=n),
            status="saved",
        )
        for n in range(known)
    ]
    drafts, profile = [_draft(n) for n in range(5)], _profile()
    start = time.perf_counter()
    check_set(drafts, profile, cards)
    return (time.perf_counter() - start) * 1000


def _draft(number: int) -> Any:
    from careeractions.action_types import ActionType
    from careeractions.validation import Draft

    return Draft(
        type=list(ActionType)[number],
        title=f"Write {number + 2} pages on incident reporting",
        description="Collect ten public reports of errors. Sort them by cause, and publish pages.",
        rationale=f"You reviewed {number} incidents a year and taught students for eight years.",
        profile_basis=["Reviewed 7 incidents a year", "incident reporting", "PhD in physics"],
    )


def _profile() -> "Profile":
    from talentnet.profiles.models import (
        Accomplishment,
        Education,
        Profile,
        Project,
        Volunteering,
        WorkExperience,
    )

    profile = Profile(
        pk=1,
        headline="Pharmacist who reviews medication errors",
        skills=[f"skill number {n}" for n in range(ROWS)] + ["incident reporting"],
        career_goals=PROSE.format(n=3) * 3,
        summary=PROSE.format(n=4) * 3,
    )
    dates = {"start_date": "2016-01", "end_date": "2020-05"}
    texts = [{"description": PROSE.format(n=n), "profile": profile, **dates} for n in range(ROWS)]
    # The cache that a prefetch fills, so that no query is run.
    profile._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "work_experiences": [WorkExperience(organization="Hospital", **t) for t in texts],
        "projects": [Project(name="Posters", **text) for text in texts],
        "volunteerings": [Volunteering(organization="Club", **text) for text in texts],
        "educations": [Education(institution="University", **text) for text in texts],
        "accomplishments": [Accomplishment(name=f"Paper {n}", kind="award") for n in range(ROWS)],
    }
    return profile


if __name__ == "__main__":
    main()
