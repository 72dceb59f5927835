"""How many letters a day may bring, and when the others go out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

_A_DAY = timedelta(days=1)


def due_again(
    queued_at: datetime, now: datetime, went_out: Sequence[datetime], most_a_day: int
) -> datetime | None:
    """When a letter is due, if too many went out already about the same, or to the same address;
    None: now. Each further day allows as many again.

    Args:
        queued_at: When the letter was written.
        went_out: When those others were written.
    """
    sent = sum(queued_at - _A_DAY < at <= queued_at for at in went_out)
    days = max(0, (now - queued_at) // _A_DAY)
    if sent < most_a_day * (days + 1):
        return None
    return max(now, queued_at + timedelta(days=days + 1))
