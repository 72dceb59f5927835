"""What the parts of a request's client share: the engine, and a caller's key, which is good for one
thing."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from temporalio.client import Client

from settings import Settings

if TYPE_CHECKING:
    from adapters.ledger.database import Database
    from adapters.ledger.used_keys import Claim


class KeyedClient:
    def __init__(
        self, temporal: Client, settings: Settings, database: "Database | None" = None
    ) -> None:
        """Args:
        database: The ledger, where it is open already; it is opened for a key only.
        """
        self._temporal = temporal
        self._settings = settings
        self._database = database

    @asynccontextmanager
    async def _once(
        self, key: str | None, by: str, operation: str, target: str, body: Any
    ) -> AsyncIterator["Claim"]:
        # Loaded here: only a key needs the ledger.
        from adapters.ledger.used_keys import Claim, UsedKeys

        if key is None:
            yield Claim(str(uuid.uuid4()))
            return
        async with (
            self._ledger() as database,
            UsedKeys(database).once(key, by, operation, target, body) as claim,
        ):
            yield claim

    @asynccontextmanager
    async def _ledger(self) -> AsyncIterator["Database"]:
        if self._database is not None:
            yield self._database
            return
        from engine.wiring.ledgers import ledger_of

        async with ledger_of(self._settings) as database:
            yield database
