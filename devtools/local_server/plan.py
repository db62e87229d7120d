"""Choose the next behavior of the server."""

import random
import threading
from collections import deque
from collections.abc import Iterable, Mapping

from devtools.local_server.faults import Behavior


class ServerPlan:
    """One behavior per request: the script first, then every-N rules, the storm, the default.

    Thread-safe. Requests that fail the checks use up nothing.
    """

    def __init__(
        self,
        *,
        default: str = "ok",
        script: Iterable[str] = (),
        storm: Mapping[str, float] | None = None,
        every: Mapping[str, int] | None = None,
        seed: int = 0,
    ) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._default = Behavior.parse(default)
        self._script = deque(Behavior.parse(step) for step in script)
        self._storm = {Behavior.parse(name): share for name, share in (storm or {}).items()}
        self._every = {Behavior.parse(name): number for name, number in (every or {}).items()}
        # Seeded, to repeat a run; nothing here needs to be secret.
        self._random = random.Random(seed)  # noqa: S311
        self._check()

    def _check(self) -> None:
        shares = self._storm.values()
        # Ten times 0.1 adds up to a little more or less than 1.
        if any(not share >= 0 for share in shares) or sum(shares) > 1 + 1e-9:
            raise ValueError("probabilities must not be negative or add up to more than 1")
        if any(number < 1 for number in self._every.values()):
            raise ValueError("every:N needs an N of at least 1")

    def next(self) -> Behavior:
        with self._lock:
            self._count += 1
            if self._script:
                return self._script.popleft()
            for behavior, number in self._every.items():
                if self._count % number == 0:
                    return behavior
            return self._drawn()

    def _drawn(self) -> Behavior:
        if not self._storm:
            return self._default
        point = self._random.random()
        for behavior, share in self._storm.items():
            if point < share:
                return behavior
            point -= share
        return self._default
