"""How long what is kept, and why: said once, enforced each day, and shown on the privacy page."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

log = logging.getLogger(__name__)

BATCH = 500

type Enforce = Callable[[dt.datetime], int]
"""Does away with some of what is older than that moment; how much it was, 0 when nothing is left.
It is called again until then, each call committed by itself."""


@dataclass(frozen=True)
class Rule:
    what: str
    why: str
    days: int = 0
    """Counted from the moment that `enforce` looks at."""
    until: str = ""
    """What ends it, where that is no number of days."""
    enforce: Enforce | None = None
    """None: the rule only says that nothing is removed before its owner does it."""

    @property
    def how_long(self) -> str:
        """As a reader understands it."""
        return self.until or f"{self.days} days"


_rules: list[Rule] = []


def add_rules(rules: Iterable[Rule]) -> None:
    """Called once, when an app is ready."""
    _rules.extend(rules)


def rules() -> list[Rule]:
    return list(_rules)


def enforce_all() -> None:
    """Enforce every rule; one that breaks is logged, and does not keep the others from it."""
    for rule in _rules:
        try:
            removed = _enforce(rule)
        except Exception:
            log.exception("Retention broke down: %s", rule.what)
        else:
            if removed:
                log.info("Retention, %s: %s", rule.what, removed)


def _enforce(rule: Rule) -> int:
    if rule.enforce is None:
        return 0
    before, removed = timezone.now() - dt.timedelta(days=rule.days), 0
    while done := rule.enforce(before):
        removed += done
    return removed


def delete_some(rows: QuerySet) -> int:  # type: ignore[type-arg]  # of any model
    """Delete a batch of these rows; how many."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    rows.model._default_manager.filter(pk__in=keys).only("pk").delete()
    return len(keys)
