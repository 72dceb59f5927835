"""When an endpoint of webhooks is disabled: it says that it is gone, or fails for days on end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.webhooks.endpoint import Endpoint
from domain.webhooks.states import Trouble

FAILS_AT_MOST = timedelta(days=5)
"""So long in a row an endpoint may fail before it is disabled."""


def reason_to_disable(
    endpoint: Endpoint | None, troubles: Iterable[Trouble | None], now: datetime
) -> Trouble | None:
    """Why nothing is sent to it any more; None where it stays as it is.

    Args:
        endpoint: As it is after these attempts; None where somebody disabled it meanwhile.
        troubles: What came of each attempt; None of one that was answered well.
    """
    if Trouble.GONE in troubles:
        return Trouble.GONE
    since = endpoint.failing_since if endpoint is not None else None
    return Trouble.FAILED_FOR_DAYS if since is not None and now - since >= FAILS_AT_MOST else None
