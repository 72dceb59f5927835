"""The typed way to what the billing system does otherwise than it was switched."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from domain.billing.drift import Drift, DriftKind, DriftStep, steps_of
from domain.errors import DriftUnknown
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["Drift", "DriftClient", "DriftKind"]

LISTED = 500


class DriftClient:
    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger.transactions
        self._keys = ledger.keys

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["DriftClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger)

    async def listed(
        self, *, ended: bool = False, account: str | None = None, scope: str | None = None
    ) -> Sequence[Drift]:
        """What stands, the latest first; with `ended` what has ended, too.

        Args:
            account: only what is of this account.
            scope: only what is of this scope.
        """
        async with self._ledger.reading() as transaction:
            return await transaction.drifts.listed(ended, LISTED, account, scope)

    async def history(self, scope: str) -> Sequence[DriftStep]:
        """All that was seen of a scope, and how it ended, the latest first."""
        return steps_of(await self.listed(ended=True, scope=scope))

    async def see(self, drift: str, by: str, key: str | None = None) -> None:
        """Somebody has seen to it: it is nobody's task any more. One that has ended stays as it is.

        Raises:
            DriftUnknown: there is none of this id.
        """
        async with self._keys.once(key, by, "drift_seen", drift, None):
            async with self._ledger.writing() as transaction:
                known = await transaction.drifts.end(drift, by, datetime.now(UTC))
            if not known:
                raise DriftUnknown("There is no drift of this id.", drift=drift)
