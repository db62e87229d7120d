"""Polling intervals: short at first, then longer."""

from talentnet.runs import Run

# Age of the run in seconds up to which a delay applies: most runs end within the first steps.
_STEPS = ((10, "150ms"), (30, "500ms"), (60, "2s"), (300, "5s"))
_SLOWEST = "15s"


def next_poll(run: Run, *, comes_first: bool = False) -> str:
    """Delay in htmx's notation before polling a live run again.

    With `comes_first`, the page waits for a later run, so the shortest delay is skipped.
    """
    seconds = run.age.total_seconds()
    steps = _STEPS[1:] if comes_first else _STEPS
    return next((delay for limit, delay in steps if seconds < limit), _SLOWEST)
