"""How many of something each caller may have in a time, counted in this process.

A bucket for each caller holds as many as that time allows, and fills up again all the while: a page
that loads in a burst is no crowd, and nobody waits longer than they asked for too much.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CALLERS = 10_000

MINUTE, HOUR = 60.0, 3600.0


class Bucket:
    """So many in so many seconds, for each caller."""

    def __init__(
        self, at_most: int, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._at_most = float(at_most)
        self._a_second = at_most / seconds
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> int:
        """Takes one; 0, or the seconds after which there is one again."""
        now = self._now()
        left, since = self._left.pop(caller, (self._at_most, now))
        left = min(self._at_most, left + (now - since) * self._a_second)
        wait = 0 if left >= 1 else max(1, math.ceil((1 - left) / self._a_second))
        self._left[caller] = (left if wait else left - 1, now)
        if len(self._left) > _MOST_CALLERS:
            self._left.popitem(last=False)
        return wait
