"""Intervals for shares and means, and paired comparisons of two runs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Two-sided 95%.
_Z = 1.959964
_RESAMPLES = 2_000
# Fixed, so that the same values give the same interval.
_SEED = 7


@dataclass(frozen=True)
class Estimate:
    """Value with its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"

    def as_json(self) -> dict[str, float]:
        return {key: round(number, 4) for key, number in vars(self).items()}


def share(hits: int, total: int) -> Estimate | None:
    """Share with the score interval of Wilson (1927); None without cases."""
    if not total:
        return None
    p, z2 = hits / total, _Z**2
    center = (p + z2 / (2 * total)) / (1 + z2 / total)
    spread = _Z * math.sqrt(p * (1 - p) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return Estimate(p, max(center - spread, 0.0), min(center + spread, 1.0))


def mean(values: Sequence[float]) -> Estimate:
    """Mean with a percentile bootstrap interval (Efron 1979) over the values."""
    array = np.asarray(values, dtype=float)
    draws = np.random.default_rng(_SEED).integers(0, len(array), (_RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(float(array.mean()), float(low), float(high))


def difference(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """Mean difference of pairs, `after` minus `before`."""
    return mean([b - a for a, b in zip(before, after, strict=True)])
