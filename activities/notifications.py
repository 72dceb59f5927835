"""Telling the customer and the teams. A notice is put into the outbox, which is delivered beside
the request: a mail server that is down delays mail and nothing else."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from temporalio import activity

from domain.notices import Notice

if TYPE_CHECKING:  # faces import this module for its names alone, and pay for no more
    from adapters.mail.outbox import Outbox


class NotificationActivities:
    def __init__(self, outbox: "Outbox", wake: Callable[[], None]) -> None:
        self._outbox = outbox
        self._wake = wake

    @activity.defn
    async def tell(self, notices: Sequence[Notice]) -> None:
        """Puts notices into the outbox, each at most once by its key, and wakes the postman."""
        await self._outbox.put(notices)
        self._wake()
