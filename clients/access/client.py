"""The client of access, composed of this folder's parts; and the access log."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from application.ports.idempotency_keys import Claim
from clients.access.keys import ManagingKeys
from clients.access.links import ManagingLinks
from clients.access.own_access import OwnAccess
from clients.access.second_step import SecondStep
from domain.people.access_events import AccessEvent
from domain.people.access_log import AccessEntry
from engine.wiring.ledgers import ledger_of
from settings import Settings


class AccessClient(OwnAccess, SecondStep, ManagingKeys, ManagingLinks):
    """Who may sign in, and who has. Needs no engine.

    Holders of sessions and keys are cached for a few seconds: for that long another process may let
    in somebody whose access ended here. This process never does.
    """

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["AccessClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger)

    @asynccontextmanager
    async def once(
        self, key: str | None, by: str, operation: str, target: str, body: Any = None
    ) -> AsyncIterator[Claim]:
        """What is done inside is done under this key of a caller, which is good for one thing;
        `EffectMismatch` where it was used for another.

        Args:
            body: Plain values; a `password` among them is kept as no one can guess it from.
        """
        said = dict(body or {})
        if key is not None and "password" in said:
            said["password"] = await self._access.passwords.said(said["password"], key)
        async with self._used.once(key, by, f"access {operation}", target, said) as claim:
            yield claim

    async def action_refused(self, account: str | None, details: Mapping[str, str]) -> None:
        """Writes to the access log that the present actor was refused something."""
        event = AccessEvent.ACTION_REFUSED
        await self._log.write(event, self._now(), account, **details)

    async def log(
        self,
        *,
        before: int | None = None,
        since: datetime | None = None,
        event: AccessEvent | None = None,
        about: str | None = None,
        most: int = 200,
    ) -> list[AccessEntry]:
        """The log of access, the newest entries first."""
        return await self._log.entries(
            before=before, since=since, event=event, about=about, most=most
        )
