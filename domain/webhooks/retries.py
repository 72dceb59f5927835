"""When a delivery that failed is tried again: the table that Standard Webhooks recommends."""

from datetime import timedelta
from random import random

_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each attempt that failed; together some 75 hours."""

ATTEMPTS = len(_AFTER) + 1

_JITTER = 0.1


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts, give or take a tenth, so that many do not come back
    at once; None when it was the last."""
    if attempts >= ATTEMPTS:
        return None
    return _AFTER[attempts - 1] * (1 + _JITTER * (2 * random() - 1))  # noqa: S311 - no secret
