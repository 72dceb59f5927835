"""What the parts of a request's client share: the engine, and a caller's key, which is good for one
thing."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from temporalio.client import Client

from application.ports.idempotency_keys import Claim
from settings import Settings

if TYPE_CHECKING:
    from engine.wiring.open_ledger import OpenLedger


class KeyedClient:
    def __init__(
        self, temporal: Client, settings: Settings, ledger: "OpenLedger | None" = None
    ) -> None:
        """Args:
        ledger: Where it is open already; it is opened for a key only.
        """
        self._temporal = temporal
        self._settings = settings
        self._open_ledger = ledger

    @asynccontextmanager
    async def _once(
        self, key: str | None, by: str, operation: str, target: str, body: Any
    ) -> AsyncIterator[Claim]:
        if key is None:
            yield Claim(str(uuid.uuid4()))
            return
        async with (
            self._ledger() as ledger,
            ledger.keys.once(key, by, operation, target, body) as claim,
        ):
            yield claim

    @asynccontextmanager
    async def _ledger(self) -> AsyncIterator["OpenLedger"]:
        if self._open_ledger is not None:
            yield self._open_ledger
            return
        # Loaded here: only a key needs the ledger.
        from engine.wiring.ledgers import ledger_of

        async with ledger_of(self._settings) as ledger:
            yield ledger
