"""The typed way to queues for every face: requests by deadline, filtered, searched and counted, as
the requests themselves have written it into the ledger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from domain.requests.listing import (
    Change,
    QueueCounts,
    QueueFilter,
    QueuePage,
    Rebuilt,
    RequestLine,
)
from domain.requests.request import request_id
from engine.connection import connect
from engine.refusals import LISTED_WITHIN, answering
from engine.relisting import relist
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["Change", "QueueClient", "QueueFilter"]


class QueueClient:
    """Reads the listing of requests, which is written by the time a request's answer arrives; needs
    no engine. Deadlines are compared with `now`, by default the real clock."""

    def __init__(
        self,
        ledger: OpenLedger,
        settings: Settings | None = None,
        temporal: Client | None = None,
    ) -> None:
        self._database = ledger.database
        self._queries = ledger.queues
        self._settings = settings
        self._temporal = temporal

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["QueueClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger, settings)

    async def page(
        self,
        filter: QueueFilter,
        after: str | None = None,
        limit: int = 50,
        now: datetime | None = None,
    ) -> QueuePage:
        """One page of those that the filter lists. Each of them is on exactly one page, unless its
        deadline changes meanwhile.

        Args:
            after: What the page before named as the `next`.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        return await self._queries.page(filter, after, limit, now or datetime.now(UTC))

    async def counts(self, now: datetime | None = None) -> QueueCounts:
        return await self._queries.counts(now or datetime.now(UTC))

    async def line(self, request: str) -> RequestLine | None:
        """The newest run of a request, named by its id or by its scope's."""
        return await self._queries.line(request_id(request))

    async def lines_of_account(self, account: str) -> list[RequestLine]:
        """Every run of every request of an account, newest first."""
        return await self._queries.lines_of_account(account)

    async def account_of(self, request: str) -> str | None:
        line = await self.line(request)
        return line.account if line else None

    async def changes(self, since: datetime) -> list[Change]:
        """What was written at that moment or later, in this order. Two that write at once may be
        seen the later one first: ask again for the last few seconds, and go by the revisions."""
        return await self._queries.changes(since)

    async def countries(self) -> list[str]:
        """The countries of open requests."""
        return await self._queries.countries()

    async def rebuild(self, temporal: Client | None = None) -> Rebuilt:
        """Writes the line of every request anew, from its own history, while requests go on.

        Raises:
            ServiceUnreachable: no engine answers, or no worker. What was written till then stays.
        """
        settings = self._settings or Settings()
        async with answering("the requests' histories", LISTED_WITHIN):
            engine = temporal or self._temporal or await connect(settings)
            return await relist(engine, self._database, settings.task_queue)
