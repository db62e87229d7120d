"""How soon a page asks again: quickly while things usually happen, then with patience."""

from talentnet.runs import Run

_STEPS = ((10, "250ms"), (30, "500ms"), (60, "2s"), (300, "5s"))
_SLOWEST = "15s"


def next_poll(run: Run) -> str:
    """The delay before the next question about a live run, as htmx writes it."""
    seconds = run.age.total_seconds()
    return next((delay for limit, delay in _STEPS if seconds < limit), _SLOWEST)
