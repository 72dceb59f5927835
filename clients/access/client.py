"""The client in one class, made of the parts beside it; and the log of access."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from adapters.ledger.access.log import write_down
from adapters.ledger.database import opened_ledger
from adapters.ledger.used_keys import Claim
from clients.access.keys import ManagingKeys
from clients.access.links import ManagingLinks
from clients.access.own_access import OwnAccess
from clients.access.second_step import SecondStep
from domain.access_events import AccessEvent
from domain.access_log import AccessEntry
from settings import Settings


class AccessClient(OwnAccess, SecondStep, ManagingKeys, ManagingLinks):
    """Who may sign in, and who has. Needs no engine.

    Who a session or a key stands for is remembered for a few seconds: another process may let
    somebody in for that long who was shut out here, this one never does.
    """

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["AccessClient"]:
        async with opened_ledger(settings.ledger_url) as database:
            yield cls(database)

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
            said["password"] = await self._passwords.said(said["password"], key)
        async with self._used.once(key, by, f"access {operation}", target, said) as claim:
            yield claim

    async def action_refused(self, account: str | None, details: Mapping[str, str]) -> None:
        """Writes down that whoever acts at this moment was refused something."""
        event = AccessEvent.ACTION_REFUSED
        async with self._database.writing() as connection:
            await write_down(connection, event, self._now(), account=account, **details)

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
