"""Token buckets: a rate limit for each caller, counted in this process.

A bucket holds as many tokens as the period allows and fills up continuously. So a burst, such as a
page that loads, is not limited, and nobody waits longer than they exceeded the limit by.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CALLERS = 10_000

MINUTE, HOUR = 60.0, 3600.0


class Bucket:
    """A limit of so many in so many seconds, for each caller."""

    def __init__(
        self, at_most: int, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._at_most = float(at_most)
        self._a_second = at_most / seconds
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> int:
        """Takes a token: 0, or the seconds until there is one."""
        now = self._now()
        left, since = self._left.pop(caller, (self._at_most, now))
        left = min(self._at_most, left + (now - since) * self._a_second)
        wait = 0 if left >= 1 else max(1, math.ceil((1 - left) / self._a_second))
        self._left[caller] = (left if wait else left - 1, now)
        if len(self._left) > _MOST_CALLERS:
            self._left.popitem(last=False)
        return wait
