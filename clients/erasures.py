"""The typed way to erasing the personal data of an account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.ledger.accounts import Accounts
from adapters.ledger.database import Database
from adapters.ledger.used_keys import UsedKeys
from adapters.storage.documents import DocumentStore
from application.people.erase import erase
from domain.erasure import Erasure, ErasureState
from engine.connection import connect
from engine.erasing import erasing
from engine.ledgers import ledger_of
from files.reading import configured_policy
from settings import Settings

__all__ = ["Erasure", "ErasureClient"]


class ErasureClient:
    def __init__(self, database: Database, temporal: Client, settings: Settings) -> None:
        self._database = database
        self._temporal = temporal
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["ErasureClient"]:
        temporal = await connect(settings)
        async with ledger_of(settings) as database:
            yield cls(database, temporal, settings)

    async def erase(
        self,
        account_id: str,
        by: str,
        reason: str,
        key: str | None = None,
        when_possible: bool = False,
    ) -> Erasure:
        """Erase the personal data of an account; its books stay. What was cut off goes on.

        Raises:
            ErasureNotPossible: money is open, or its books have to be kept.
            AccountUnknown, EffectMismatch, ServiceUnreachable.
        """
        now = datetime.now(UTC)
        account = await Accounts(self._database).known_as(account_id)
        policy = configured_policy(self._settings).retention
        store = await DocumentStore.open(self._settings.storage_url)
        into = erasing(self._database, store, self._temporal, self._settings)
        asked = Erasure(
            account=account,
            state=ErasureState.SCHEDULED,
            asked_at=now,
            asked_by=by,
            reason=reason,
        )
        body = {"reason": reason, "when_possible": when_possible}
        async with UsedKeys(self._database).once(key, by, "erase", account, body):
            return await erase(into, asked, policy, now, when_possible)
