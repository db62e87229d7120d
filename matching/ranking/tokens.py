"""Many texts as arrays of word numbers, for counting with NumPy and SciPy."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

NOTHING = -1
"""Number of a stop word, which keeps its position."""


@dataclass(frozen=True)
class Tokens:
    texts: Sequence[NDArray[np.int32]]
    """Word numbers of each text, from 0, in order."""

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """Word numbers of all texts, one after the other."""
        return np.concatenate(self.texts) if len(self) else np.empty(0, np.int32)

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """Text number of each word."""
        lengths = np.fromiter(map(len, self.texts), np.int64, len(self))
        return np.repeat(np.arange(len(self), dtype=np.int32), lengths)

    def counts(self, width: int) -> Any:
        """Count of each of `width` words in each text: a CSC matrix of float32."""
        counted = self.numbers >= 0
        places = (self.rows[counted], self.numbers[counted])
        entries = (np.ones(int(counted.sum()), np.float32), places)
        # The conversion adds up entries with the same row and column.
        return sparse.coo_matrix(entries, shape=(len(self), width)).tocsc()
