"""Retention: each rule is written once, enforced daily, and shown on the privacy page."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

log = logging.getLogger(__name__)

BATCH = 500
"""Rows per transaction: few enough to hold locks only briefly."""

type Enforce = Callable[[dt.datetime], int]
"""Function that deletes a batch of rows older than the given moment and returns its size.

It is called until it returns 0; each call commits on its own.
"""


@dataclass(frozen=True)
class Rule:
    what: str
    why: str
    days: int = 0
    """Age in days, from the timestamp that `enforce` filters on."""
    until: str = ""
    """End of the period in words, if it isn't a number of days."""
    enforce: Enforce | None = None
    """None if only the owner removes the data."""

    @property
    def how_long(self) -> str:
        """Period as shown on the privacy page."""
        return self.until or f"{self.days} days"


_rules: list[Rule] = []


def add_rules(rules: Iterable[Rule]) -> None:
    """Register an app's rules; called once, when the app is ready."""
    _rules.extend(rules)


def rules() -> list[Rule]:
    return list(_rules)


def enforce_all() -> None:
    """Enforce every rule; a rule that raises is logged, and the others still run."""
    for rule in _rules:
        try:
            removed = _enforce(rule)
        except Exception:
            log.exception("Retention rule failed: %s", rule.what)
        else:
            if removed:
                log.info("Retention, %s: %s", rule.what, removed)


def _enforce(rule: Rule) -> int:
    if rule.enforce is None:
        return 0
    # One moment for all batches, so that the loop can't chase newly expired rows.
    before, removed = timezone.now() - dt.timedelta(days=rule.days), 0
    while done := rule.enforce(before):
        removed += done
    return removed


def delete_some(rows: QuerySet) -> int:  # type: ignore[type-arg]  # of any model
    """Delete one batch of these rows and return its size."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    # Only the keys: otherwise Django loads every column of a row to delete it.
    rows.model._default_manager.filter(pk__in=keys).only("pk").delete()
    return len(keys)
