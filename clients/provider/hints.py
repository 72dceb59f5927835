"""The typed way to what happened at the billing system and our rules did not take."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from domain.billing.following import RefusedHint
from domain.billing.names import ProviderName
from domain.errors import HintUnknown
from engine.wiring.following import follow_now
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["HintClient", "RefusedHint"]

LISTED = 500


class HintClient:
    """Args:
    engine: Where it is connected, with the queue of its workers.
    """

    def __init__(self, ledger: OpenLedger, engine: tuple[Client, str] | None = None) -> None:
        self._ledger = ledger.transactions
        self._keys = ledger.keys
        self._engine = engine

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["HintClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger)

    async def refused(self, *, settled: bool = False) -> Sequence[RefusedHint]:
        """What is to be seen to, the latest first, one for each thing and reason, and what is being
        taken up again; with `settled` what somebody has seen to, too."""
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

    async def retry(self, hint: str, by: str, key: str | None = None) -> None:
        """Have it taken up again, with all that was refused about the same thing: a worker reads
        that at the billing system as it is now, at once where the engine is connected and within a
        minute otherwise. What is refused again is to be seen to again, even if somebody had.

        Raises:
            HintUnknown: our rules refused nothing of this id, or it is of a billing system that is
                not connected any more.
        """
        async with self._keys.once(key, by, "retry_hint", hint, None) as claim:
            if not claim.done:
                async with self._ledger.writing() as transaction:
                    bills = await transaction.provider.present()
                    provider = bills[0] if bills is not None else ProviderName.LEDGER.value
                    known = await transaction.hints.retry(provider, hint, by, datetime.now(UTC))
                if not known:
                    raise HintUnknown(
                        "Nothing of this id was refused that happened at the billing system which"
                        " is connected now.",
                        hint=hint,
                    )
        if self._engine is not None:
            await follow_now(*self._engine)
