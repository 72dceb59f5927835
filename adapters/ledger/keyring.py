"""The keyring of a process: data keys of the ledger, unwrapped by its master keys and remembered
for a while."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from sqlalchemy.exc import OperationalError, ProgrammingError

from adapters.ledger.database import Database
from adapters.ledger.kept_open import kept_open
from adapters.ledger.keys.data_keys import (
    NO_MASTER,
    StoredDataKeys,
    WrappedKey,
    lost,
    new_data_key,
    new_key_id,
    unknown,
    unwrapped,
)
from adapters.ledger.keys.remembered import TRUSTED_SECONDS, RememberedKeys
from adapters.ledger.migrate import lacks_a_table
from adapters.ledger.sql.outages import unanswered
from adapters.ledger.sql.urls import ledger_url
from application.ports.sealing import DataKey, MasterKey
from domain.errors import KeyDestroyed, ServiceUnreachable

Opened = Callable[[], AbstractAsyncContextManager[Database]]


def opening(url: str, migrate: bool = True) -> Opened:
    """The ledger for a question: the one that this process keeps open, or else opened for it alone.

    `migrate` upgrades its tables before the first. Without, a file that is not there is not made:
    a ledger that does not answer.
    """
    where = ledger_url(url)
    upgraded = not migrate

    def there() -> bool:
        return where.get_backend_name() != "sqlite" or Path(str(where.database)).exists()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        nonlocal upgraded
        if not (migrate or there()):
            raise unanswered()
        if (kept := kept_open(url)) is not None:
            yield await kept.ledger(migrate)
            return
        database = await Database.open(url, migrate=not upgraded)
        upgraded = True
        try:
            yield database
        finally:
            await database.close()

    return opened


class LedgerKeyring:
    """What `application.ports.sealing.Keyring` says. While the ledger is away it goes on with what
    it remembers: nobody can destroy a key there meanwhile."""

    def __init__(self, opened: Opened, masters: Sequence[MasterKey]) -> None:
        """Of the master keys, the first is the one to begin with where the ledger has none yet."""
        self._opened = opened
        self._masters = {each.name: each for each in masters}
        self._first = masters[0].name if masters else None
        self._memory = RememberedKeys()
        self._asked: dict[str, asyncio.Task[DataKey]] = {}
        self._trusted_until = 0.0

    async def key_for(self, owner: str) -> DataKey:
        await self._forget_destroyed()
        found = self._memory.newest(owner)
        return found or await self._once(f"for {owner}", lambda: self._look_up_or_make(owner))

    async def key(self, key_id: str) -> DataKey:
        await self._forget_destroyed()
        return self._memory.one(key_id) or await self._once(key_id, lambda: self._look_up(key_id))

    async def destroy(self, owner: str) -> int:
        now = datetime.now(UTC)
        async with self._opened() as database, database.writing() as connection:
            keys = StoredDataKeys(connection)
            gone = await keys.destroy(owner, now)
            if await keys.newest(owner) is None:
                await keys.add(WrappedKey(new_key_id(), owner, 1, NO_MASTER, None), now)
        self._memory.forget()
        return gone

    async def renew(self, owner: str) -> DataKey:
        """A new key for what is new; what was sealed stays readable by the earlier ones.

        Raises:
            KeyDestroyed: the owner was erased.
        """
        async with self._opened() as database, database.reading() as connection:
            found = await StoredDataKeys(connection).newest(owner)
        if found is not None and found.wrapped is None:
            raise destroyed()
        made = await self._make(owner, found.number if found else 0)
        return made or await self._look_up_or_make(owner)

    async def refuse_lost_master(self) -> None:
        """Raises MasterKeyUnusable where the ledger's newest master key is none of this process's:
        what it wrote could be read by nobody else, or by everybody. Whoever has none at all goes on
        where there is no ledger, or where it does not answer."""
        now = monotonic()
        if now < self._trusted_until:
            return
        self._trusted_until = now + TRUSTED_SECONDS
        try:
            async with self._opened() as database, database.reading() as connection:
                names = await StoredDataKeys(connection).masters()
        except (ServiceUnreachable, OperationalError, ProgrammingError) as error:
            if isinstance(error, ServiceUnreachable) or lacks_a_table(error):
                return
            raise
        if names and names[-1] not in self._masters:
            self._trusted_until = 0.0
            raise lost(names[-1])

    async def _once(self, name: str, ask: Callable[[], Coroutine[None, None, DataKey]]) -> DataKey:
        """Who wants the same at the same time asks together."""
        asked = self._asked.get(name)
        if asked is None:
            asked = self._asked[name] = asyncio.create_task(ask())
            asked.add_done_callback(lambda _: self._asked.pop(name, None))
        return await asyncio.shield(asked)

    async def _look_up_or_make(self, owner: str) -> DataKey:
        while True:
            cleared = self._memory.cleared
            async with self._opened() as database, database.reading() as connection:
                found = await StoredDataKeys(connection).newest(owner)
            key = await (self._unwrapped(found) if found else self._make(owner, 0))
            if key is not None:
                self._memory.remember(key, cleared=cleared, is_newest=True)
                return key

    async def _look_up(self, key_id: str) -> DataKey:
        cleared = self._memory.cleared
        async with self._opened() as database, database.reading() as connection:
            found, is_newest = await StoredDataKeys(connection).find(key_id)
        if found is None:
            raise unknown(key_id)
        key = await self._unwrapped(found)
        # Who opens something mostly answers it: that needs no other question then.
        is_newest = is_newest and self._memory.newest(key.owner) is None
        self._memory.remember(key, cleared=cleared, is_newest=is_newest)
        return key

    async def _unwrapped(self, found: WrappedKey) -> DataKey:
        key = await unwrapped(found, self._master)
        if key is None:
            raise destroyed()
        return key

    async def _make(self, owner: str, after: int) -> DataKey | None:
        """Nothing where another process was quicker."""
        cleared = self._memory.cleared
        name = await self._wraps_new()
        key, wrapped = await new_data_key(owner, after + 1, self._master(name))
        async with self._opened() as database, database.writing() as connection:
            keys = StoredDataKeys(connection)
            if (await keys.masters())[-1] != name:
                return None
            if not await keys.add(wrapped, datetime.now(UTC)):
                return None
        self._memory.remember(key, cleared=cleared, is_newest=True)
        return key

    async def _wraps_new(self) -> str:
        """The master key for a new key; the process's own is the first of a new ledger."""
        async with self._opened() as database, database.reading() as connection:
            names = await StoredDataKeys(connection).masters()
        if names:
            return names[-1]
        if self._first is None:
            raise lost("none")
        async with self._opened() as database, database.writing() as connection:
            keys = StoredDataKeys(connection)
            await keys.begin_with(self._first, 0, datetime.now(UTC))
            return (await keys.masters())[-1]

    def _master(self, name: str) -> MasterKey:
        try:
            return self._masters[name]
        except KeyError:
            raise lost(name) from None

    async def _forget_destroyed(self) -> None:
        async def ask() -> int:
            async with self._opened() as database, database.reading() as connection:
                return await StoredDataKeys(connection).destroyed()

        with suppress(ServiceUnreachable):
            await self._memory.forget_destroyed(monotonic(), ask)


def destroyed() -> KeyDestroyed:
    return KeyDestroyed(KeyDestroyed.SENTENCE)
