"""The typed way to erasing the personal data of an account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from application.erasure.cancel import cancel_erasure
from application.erasure.confirm import confirm_erasure
from application.erasure.erase import erase
from application.erasure.outlook import outlook
from application.erasure.within import Erasing
from domain.erasure.erasure import Erasure, ErasureState, Outlook
from domain.erasure.messages import CancelErasure, ConfirmErasure, EraseAccount
from domain.erasure.operations import CANCEL, CONFIRM, ERASE
from domain.retention.retention import RetentionPolicy
from domain.values.record import Record
from engine.connection import connect
from engine.erasing import erasing
from engine.wiring.documents import document_store
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings

__all__ = ["Erasure", "ErasureClient", "ErasureList", "Outlook"]

_LISTED = 200


class ErasureList(Record):
    erasures: tuple[Erasure, ...]
    """Those that were asked for last, the latest first."""


class ErasureClient:
    def __init__(self, ledger: OpenLedger, temporal: Client, settings: Settings) -> None:
        self._database = ledger.database
        self._accounts = ledger.accounts
        self._erasures = ledger.erasures
        self._keys = ledger.keys
        self._temporal = temporal
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["ErasureClient"]:
        """The engine is reached at the first call that needs it."""
        temporal = await connect(settings, lazy=True)
        async with ledger_of(settings) as ledger:
            yield cls(ledger, temporal, settings)

    async def list_erasures(self) -> ErasureList:
        newest = await self._erasures.newest(_LISTED)
        needs_two = self._policy.erasure_needs_two
        return ErasureList(erasures=tuple(each.under(needs_two) for each in newest))

    async def outlook(self, account_id: str) -> Outlook:
        """What erasing the account would come to, and what was asked for; raises AccountUnknown."""
        account = await self._spelled(account_id)
        return await outlook(self._erasures, account, self._policy, datetime.now(UTC))

    async def erase(
        self, account_id: str, command: EraseAccount, key: str | None = None
    ) -> Erasure:
        """Erase the personal data of an account; its books stay. What was interrupted continues.

        Raises:
            ErasureNotPossible: money is open, or its books have to be kept.
            AccountUnknown, EffectMismatch, ServiceUnreachable.
        """
        now = datetime.now(UTC)
        account = await self._spelled(account_id)
        asked = Erasure(
            account=account,
            state=ErasureState.SCHEDULED,
            asked_at=now,
            asked_by=command.by,
            reason=command.reason,
        )
        later = command.when_possible
        body = {"reason": command.reason, "when_possible": later}
        async with self._keys.once(key, command.by, ERASE.name, account, body) as claim:
            into = await self._into()
            return await erase(into, asked, self._policy, now, later, claim.done)

    async def confirm(
        self, account_id: str, command: ConfirmErasure, key: str | None = None
    ) -> Erasure:
        """Confirm what somebody else asked for.

        Raises:
            ErasureUnknown, ErasureNotPossible, EffectMismatch, ServiceUnreachable.
        """
        account, by = await self._spelled(account_id), command.by
        async with self._keys.once(key, by, CONFIRM.name, account, {}):
            into = await self._into()
            return await confirm_erasure(into, account, by, self._policy, datetime.now(UTC))

    async def cancel(
        self, account_id: str, command: CancelErasure, key: str | None = None
    ) -> Erasure:
        """Take back what waits; raises as `confirm`."""
        account, by = await self._spelled(account_id), command.by
        async with self._keys.once(key, by, CANCEL.name, account, {}):
            return await cancel_erasure(self._erasures, account, by, datetime.now(UTC))

    async def _spelled(self, account_id: str) -> str:
        return await self._accounts.known_as(account_id)

    @property
    def _policy(self) -> RetentionPolicy:
        return configured_policy(self._settings).retention

    async def _into(self) -> Erasing:
        store = await document_store(self._settings)
        return erasing(self._database, store, self._temporal, self._settings)
