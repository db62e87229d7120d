"""Make JSON from outside storable, without changing what it says."""

import json
import math
from typing import Any

from talentnet.text import without_unstorable

MAX_DEPTH = 50
"""Levels; PostgreSQL and Python's parser both fail on deep nesting."""


def storable_value(value: object, max_length: int) -> Any:
    """Return the value as it can be stored; one longer than `max_length` becomes its beginning.

    NUL and lone surrogates are removed at any depth. Numbers that JSON lacks become texts.
    """
    clean = _clean(value, MAX_DEPTH)
    text = json.dumps(clean, ensure_ascii=False)
    return clean if len(text) <= max_length else text[:max_length]


def _clean(value: object, depth: int) -> Any:
    if isinstance(value, str):
        return without_unstorable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, dict):
        return {
            without_unstorable(str(key)): _clean(item, depth - 1) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_clean(item, depth - 1) for item in value]
    return without_unstorable(str(value))
