"""Data keys as the ledger has them, wrapped; and which master key wraps what is new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Row, exists, func, select, update

from adapters.ledger.keys.tables import data_keys, master_keys
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from application.ports.sealing import DataKey, MasterKey
from domain.errors import KeyUnknown, MasterKeyUnusable

_KEY, _MASTER = data_keys.c, master_keys.c
_WRAPPED_KEY = (_KEY.id, _KEY.owner, _KEY.number, _KEY.master, _KEY.wrapped)
_AT_ONCE = 500

NO_MASTER = ""
"""In place of a master key, where an owner was erased who never had a key."""


@dataclass(frozen=True)
class WrappedKey:
    id: str
    owner: str
    number: int
    """The owner's newest seals what is new."""
    master: str
    wrapped: bytes | None
    """Nothing once it was destroyed."""

    @property
    def context(self) -> str:
        """What is bound to it as it is wrapped."""
        return f"{self.id} {self.owner}"


class StoredDataKeys:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def newest(self, owner: str) -> WrappedKey | None:
        asked = select(*_WRAPPED_KEY).where(_KEY.owner == owner).order_by(_KEY.number.desc())
        return _key((await self._connection.execute(asked.limit(1))).first())

    async def first(self, owner: str) -> WrappedKey | None:
        asked = select(*_WRAPPED_KEY).where(_KEY.owner == owner).order_by(_KEY.number)
        return _key((await self._connection.execute(asked.limit(1))).first())

    async def find(self, key_id: str) -> tuple[WrappedKey | None, bool]:
        """It, and whether it is its owner's newest."""
        newer = data_keys.alias()
        later = exists().where(newer.c.owner == _KEY.owner, newer.c.number > _KEY.number)
        asked = select(*_WRAPPED_KEY, later.label("later")).where(_KEY.id == key_id)
        row = (await self._connection.execute(asked)).first()
        return _key(row), row is not None and not row.later

    async def find_all(self, key_ids: Sequence[str]) -> Sequence[WrappedKey]:
        """Those that there are, in any order."""
        found: list[WrappedKey] = []
        for start in range(0, len(key_ids), _AT_ONCE):
            asked = select(*_WRAPPED_KEY).where(_KEY.id.in_(key_ids[start : start + _AT_ONCE]))
            found += [key for row in await self._connection.execute(asked) if (key := _key(row))]
        return found

    async def all(self) -> Sequence[WrappedKey]:
        """Those of each owner together, the destroyed ones as well."""
        asked = select(*_WRAPPED_KEY).order_by(_KEY.owner, _KEY.number)
        return [key for row in await self._connection.execute(asked) if (key := _key(row))]

    async def add(self, key: WrappedKey, at: datetime) -> bool:
        """False where the owner has one of this number already."""
        row = {
            "id": key.id,
            "owner": key.owner,
            "number": key.number,
            "master": key.master,
            "wrapped": key.wrapped,
            "made_at": at,
            "destroyed_at": at if key.wrapped is None else None,
        }
        added = await self._connection.execute(insert_missing(self._connection, data_keys), row)
        return added.rowcount > 0

    async def destroy(self, owner: str, at: datetime) -> int:
        """Forgets every key of the owner, and returns how many there ever were; the rows stay, to
        say so."""
        await self._connection.execute(
            update(data_keys)
            .where(_KEY.owner == owner, _KEY.wrapped.is_not(None))
            .values(wrapped=None, destroyed_at=at)
        )
        were = select(func.count()).where(_KEY.owner == owner, _KEY.master != NO_MASTER)
        return int((await self._connection.execute(were)).scalar_one())

    async def destroyed(self) -> int:
        """How many keys were destroyed so far."""
        asked = select(func.count()).where(_KEY.destroyed_at.is_not(None))
        return int((await self._connection.execute(asked)).scalar_one())

    async def masters(self) -> list[str]:
        """Names of the master keys, from the first to the one that wraps what is new."""
        found = await self._connection.execute(select(_MASTER.name).order_by(_MASTER.number))
        return list(found.scalars())

    async def masters_since(self) -> list[tuple[str, datetime]]:
        """The same, each with when it began to wrap what is new."""
        found = await self._connection.execute(
            select(_MASTER.name, _MASTER.since).order_by(_MASTER.number)
        )
        return [(row.name, row.since) for row in found]

    async def sealed_since(self) -> datetime | None:
        """When the first master key was used; None where nothing was ever sealed."""
        asked = select(_MASTER.since).order_by(_MASTER.number).limit(1)
        since: datetime | None = (await self._connection.execute(asked)).scalar_one_or_none()
        return since

    async def begin_with(self, master: str, after: int, at: datetime) -> bool:
        """From now on this master key wraps what is new, unless another one came after those."""
        row = {"number": after + 1, "name": master, "since": at}
        added = await self._connection.execute(insert_missing(self._connection, master_keys), row)
        return added.rowcount > 0

    async def wrapped_by_others(self, master: str, at_most: int) -> Sequence[WrappedKey]:
        """Keys that any other master key wraps."""
        asked = (
            select(*_WRAPPED_KEY)
            .where(_KEY.master != master, _KEY.wrapped.is_not(None))
            .order_by(_KEY.id)
            .limit(at_most)
        )
        found = await self._connection.execute(asked)
        return [key for row in found if (key := _key(row))]

    async def rewrap(self, key: WrappedKey, master: str, wrapped: bytes) -> None:
        """Unless it was destroyed or wrapped anew meanwhile."""
        await self._connection.execute(
            update(data_keys)
            .where(_KEY.id == key.id, _KEY.master == key.master, _KEY.wrapped.is_not(None))
            .values(master=master, wrapped=wrapped)
        )

    async def counted(self) -> dict[str, int]:
        """How many keys each master key wraps."""
        asked = select(_KEY.master, func.count()).where(_KEY.wrapped.is_not(None))
        found = await self._connection.execute(asked.group_by(_KEY.master))
        return {str(master): int(count) for master, count in found}


def _key(row: Row[*tuple[Any, ...]] | None) -> WrappedKey | None:
    if row is None:
        return None
    wrapped = None if row.wrapped is None else bytes(row.wrapped)
    return WrappedKey(row.id, row.owner, row.number, row.master, wrapped)


async def new_data_key(owner: str, number: int, master: MasterKey) -> tuple[DataKey, WrappedKey]:
    """As it is used, and as it is stored."""
    from adapters.sealing.aes import new_key  # only where something is sealed: it takes a while

    key = DataKey(new_key_id(), owner, new_key())
    plain = WrappedKey(key.id, owner, number, master.name, None)
    return key, replace(plain, wrapped=await master.wrap(key.secret, plain.context))


async def unwrapped(key: WrappedKey, master: Callable[[str], MasterKey]) -> DataKey | None:
    """None where it was destroyed."""
    if key.wrapped is None:
        return None
    return DataKey(key.id, key.owner, await master(key.master).unwrap(key.wrapped, key.context))


def new_key_id() -> str:
    """Of a data key."""
    return token_hex(8)


def unknown(key_id: str) -> KeyUnknown:
    """The refusal of what is sealed with a key that the ledger never had."""
    return KeyUnknown(
        f"This is sealed with the key {key_id}, which the ledger does not know: it may have"
        " been set back to a backup from before, or be another one."
    )


def lost(name: str) -> MasterKeyUnusable:
    """The refusal of a process without the master key that the ledger needs."""
    return MasterKeyUnusable(
        f"The ledger's keys are wrapped by the master key {name}, which this process does not have:"
        " set PAYBYINVOICE_MASTER_KEY to it. Nothing was read or written in clear text.",
        master=name,
    )
