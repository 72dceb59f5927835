"""Telling the customer and the teams. A notice is put into the outbox, which is delivered beside
the request: a mail server that is down delays mail and nothing else."""

from collections.abc import Callable, Sequence

from temporalio import activity

from adapters.mail.outbox import Outbox
from domain.notices import Notice


class NotificationActivities:
    def __init__(self, outbox: Outbox, wake: Callable[[], None]) -> None:
        self._outbox = outbox
        self._wake = wake

    @activity.defn
    async def tell(self, notices: Sequence[Notice]) -> None:
        """Puts notices into the outbox, each at most once by its key, and wakes the postman."""
        await self._outbox.put(notices)
        self._wake()
