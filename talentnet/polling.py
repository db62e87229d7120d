"""Polling intervals: short at first, then longer."""

from talentnet.runs import Run

_STEPS = ((10, "150ms"), (30, "500ms"), (60, "2s"), (300, "5s"))
_SLOWEST = "15s"


def next_poll(run: Run, *, comes_first: bool = False) -> str:
    """The delay before the next question about a live run, as htmx writes it; without the greatest
    hurry where the run only comes before what is waited for."""
    seconds = run.age.total_seconds()
    steps = _STEPS[1:] if comes_first else _STEPS
    return next((delay for limit, delay in steps if seconds < limit), _SLOWEST)
