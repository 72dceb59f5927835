"""The typed way to what happened at the billing system and our rules did not take."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from adapters.ledger.used_keys import UsedKeys
from domain.billing.following import RefusedHint
from domain.errors import HintUnknown
from engine.ledgers import ledger_of
from settings import Settings

__all__ = ["HintClient", "RefusedHint"]

LISTED = 500


class HintClient:
    def __init__(self, database: Database) -> None:
        self._ledger = LedgerTransactions(database)
        self._keys = UsedKeys(database)

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["HintClient"]:
        async with ledger_of(settings) as database:
            yield cls(database)

    async def refused(self, *, settled: bool = False) -> Sequence[RefusedHint]:
        """What is to be seen to, the latest first, one for each thing and reason; with `settled`
        what somebody has seen to, too."""
        async with self._ledger.reading() as transaction:
            return await transaction.hints.refused(settled, LISTED)

    async def settle(self, hint: str, by: str, key: str | None = None) -> None:
        """Somebody has seen to it: it is nobody's task any more, however often it is heard of
        again.

        Raises:
            HintUnknown: our rules refused nothing of this id.
        """
        async with self._keys.once(key, by, "settle_hint", hint, None):
            async with self._ledger.writing() as transaction:
                known = await transaction.hints.settle(hint, by, datetime.now(UTC))
            if not known:
                raise HintUnknown("Nothing of this id was refused.", hint=hint)
