"""Seals what the ledger has of people with the key of whose it is, and opens it.

A sealed text names its key. The key, its owner and the column that it stands in are bound to it:
it opens nowhere else. Where there is no master key, everything is in clear; both are read.
"""

import json
import re
import time
from asyncio import gather
from base64 import b64decode, b64encode
from collections.abc import Callable, Container, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column

from adapters.ledger.keys.data_keys import (
    StoredDataKeys,
    WrappedKey,
    lost,
    new_data_key,
    unknown,
    unwrapped,
)
from adapters.ledger.keys.remembered import TRUSTED_SECONDS, RememberedKeys, keep
from adapters.ledger.owners import account_of_scope
from adapters.ledger.sql.connection import Connection, Sealing
from application.ports.sealing import NAMESPACE, DataKey, MasterKey, account_owner
from domain.errors import SealBroken

ERASED = "(erased)"
"""In place of a text whose key was destroyed."""

SEALED = "sealed"
"""The field of a document that holds the whole of it, sealed."""

SEALED_PREFIX = "sealed:1:"
SEALED_LIKE = f"{SEALED_PREFIX}%"
_AS_TYPED = "sealed:0:"
"""Before a text in clear that somebody wrote and that looks like a sealed one."""
_SEALED = re.compile(rf"{SEALED_PREFIX}([0-9a-f]+):([A-Za-z0-9+/]+=*)\Z")

Masters = Callable[[], Sequence[MasterKey]]


class SealedColumns:
    """What an open ledger remembers; one for all of its transactions."""

    def __init__(self, masters: Masters = tuple, refuses_clear: bool = False) -> None:
        """
        Args:
            masters: The process's master keys, asked for once something is to be sealed or opened;
                the first is the one to begin with. Without any, what is new stays in clear.
            refuses_clear: Whether what should be sealed and is not is refused.
        """
        self._asked_for = masters
        self._masters: dict[str, MasterKey] = {}
        self.refuses_clear = refuses_clear
        self.memory = RememberedKeys()
        self.owners: dict[str, str] = {}
        self.namespaces_first: DataKey | None = None
        self._trusted_until = 0.0

    def transaction(self) -> "TransactionSealing":
        return TransactionSealing(self)

    async def seals(self, keys: StoredDataKeys) -> bool:
        """Whether what is new is sealed.

        Raises:
            MasterKeyUnusable: the ledger has keys, and this process no master key.
        """
        if self.masters():
            return True
        now = time.monotonic()
        if now >= self._trusted_until:
            if names := await keys.masters():
                raise lost(names[-1])
            self._trusted_until = now + TRUSTED_SECONDS
        return False

    def masters(self) -> dict[str, MasterKey]:
        if not self._masters:
            self._masters = {each.name: each for each in self._asked_for()}
        return self._masters

    def master(self, name: str) -> MasterKey:
        try:
            return self.masters()[name]
        except KeyError:
            raise lost(name) from None


class TransactionSealing(Sealing):
    """Seals and opens within one transaction. A key that is made in it is known to others once it
    is committed."""

    def __init__(self, columns: SealedColumns) -> None:
        self._columns = columns
        self._began = time.monotonic()
        self._cleared = columns.memory.cleared
        self._made: dict[str, DataKey] = {}

    def committed(self) -> None:
        for key in self._made.values():
            self._remember(key, is_newest=True)

    async def owner_of_scope(self, connection: Connection, scope: str) -> str:
        """Whose what is kept of a scope is; the namespace's where the ledger does not know it."""
        owners = self._columns.owners
        if (known := owners.get(scope)) is not None:
            return known
        account = await account_of_scope(connection, scope)
        if account is None:
            return NAMESPACE
        owner = account_owner(account)
        keep(owners, scope, owner)
        return owner

    async def namespaces_first_key(
        self, connection: Connection, make: bool = False
    ) -> DataKey | None:
        """The one that stays the same for ever; None where this process has no master key, and
        where there is none yet and none is to be made. Raises as `seal`."""
        columns, keys = self._columns, StoredDataKeys(connection)
        if columns.namespaces_first is not None or not columns.masters():
            return columns.namespaces_first
        found = await keys.first(NAMESPACE)
        if found is None and make:
            if (made := await self._make(keys, NAMESPACE)) is not None:
                return made
            found = await keys.first(NAMESPACE)
        if found is None:
            return None
        (key,) = await self._unwrapped([found])
        if NAMESPACE not in self._made:
            columns.namespaces_first = key
        return key

    async def seal(
        self, connection: Connection, owner: str, column: Column[Any], plain: str
    ) -> str:
        """As it is stored. What is written of an account after it was erased is sealed by the
        namespace.

        Raises:
            MasterKeyUnusable: the ledger's keys need another master key than this process has.
            ServiceUnreachable: its keeper does not answer.
        """
        key = await self._sealing_key(connection, owner)
        if key is None:
            return _AS_TYPED + plain if plain.startswith("sealed:") else plain
        return _sealed(key, column, plain)

    async def seal_document(
        self,
        connection: Connection,
        owner: str,
        column: Column[Any],
        whole: dict[str, Any],
        shown: dict[str, Any],
    ) -> dict[str, Any]:
        """The same of a document: what of it is shown in clear, and the whole of it, sealed."""
        key = await self._sealing_key(connection, owner)
        if key is None:
            return whole
        return {**shown, SEALED: _sealed(key, column, json.dumps(whole))}

    async def open(
        self, connection: Connection, column: Column[Any], stored: Iterable[str]
    ) -> list[str | None]:
        """What was sealed for this column, in the same order; None where its key was destroyed.
        Keys that are not known yet are asked for together.

        Raises:
            SealBroken: it was sealed for another column, or changed since; or it is in clear, and
                nothing may be.
            KeyUnknown: the ledger never had its key.
            MasterKeyUnusable, ServiceUnreachable: as `seal`.
        """
        texts = list(stored)
        found = [_SEALED.match(each) for each in texts]
        named = {each[1] for each in found if each}
        keys = await self._keys(connection, named) if named else {}
        opened: list[str | None] = []
        for text, sealed in zip(texts, found, strict=True):
            if sealed is None:
                if text.startswith(SEALED_PREFIX):
                    raise SealBroken("This was sealed, and was changed since: it cannot be opened.")
                opened.append(self._in_clear(text))
            elif (key := keys[sealed[1]]) is None:
                opened.append(None)
            else:
                opened.append(_unsealed(key, column, sealed[2]))
        return opened

    async def open_words(
        self,
        connection: Connection,
        column: Column[Any],
        stored: Iterable[str | None],
        ours: Container[str] = (),
    ) -> list[str | None]:
        """The same of words, where there are any; `ERASED` in place of those whose key was
        destroyed.

        Args:
            ours: Sentences of our own, which are never sealed.
        """
        words = list(stored)
        said = [place for place, each in enumerate(words) if each is not None and each not in ours]
        opened = await self.open(connection, column, [words[each] or "" for each in said])
        for place, text in zip(said, opened, strict=True):
            words[place] = ERASED if text is None else text
        return words

    async def open_documents(
        self,
        connection: Connection,
        column: Column[Any],
        stored: Iterable[Any],
        bare: Callable[[Any], bool] = lambda _: False,
    ) -> list[Any]:
        """Each whole; what is shown of one whose key was destroyed. Raises as `open`.

        Args:
            bare: Says of one in clear that there is nothing to seal.
        """
        documents = list(stored)
        sealed = [place for place, each in enumerate(documents) if is_sealed(each)]
        sure = all(is_sealed(each) or bare(each) for each in documents)
        if self._columns.refuses_clear and not sure:
            raise _refused()
        texts = await self.open(connection, column, (documents[each][SEALED] for each in sealed))
        for place, text in zip(sealed, texts, strict=True):
            documents[place] = without_seal(documents[place]) if text is None else json.loads(text)
        return documents

    def _in_clear(self, text: str) -> str:
        if self._columns.refuses_clear:
            raise _refused()
        return as_written(text)

    async def _sealing_key(self, connection: Connection, owner: str) -> DataKey | None:
        """None where what is new stays in clear."""
        keys = StoredDataKeys(connection)
        if not await self._columns.seals(keys):
            return None
        key = await self._key_for(keys, owner) or await self._key_for(keys, NAMESPACE)
        assert key is not None, "the namespace is never erased"
        return key

    async def _keys(
        self, connection: Connection, named: Iterable[str]
    ) -> dict[str, DataKey | None]:
        """Those of these ids; None for one that was destroyed."""
        stored = StoredDataKeys(connection)
        await self._forget_destroyed(stored)
        known: dict[str, DataKey | None] = {}
        made = {key.id: key for key in self._made.values()}
        for each in named:
            if (key := self._columns.memory.one(each) or made.get(each)) is not None:
                known[each] = key
        missing = [each for each in named if each not in known]
        if missing:
            found = await stored.find_all(missing)
            for wrapped, key in zip(found, await self._unwrapped(found), strict=True):
                known[wrapped.id] = key
                if key is not None:
                    self._remember(key, is_newest=False)
        for each in missing:
            if each not in known:
                raise unknown(each)
        return known

    async def _unwrapped(self, found: Sequence[WrappedKey]) -> list[DataKey | None]:
        return await gather(*(unwrapped(each, self._columns.master) for each in found))

    async def _key_for(self, keys: StoredDataKeys, owner: str) -> DataKey | None:
        """None for an owner that was erased."""
        await self._forget_destroyed(keys)
        key = self._columns.memory.newest(owner) or self._made.get(owner)
        while key is None:
            found = await keys.newest(owner)
            if found is None:
                key = await self._make(keys, owner)
                continue
            (key,) = await self._unwrapped([found])
            if key is None:
                return None
            self._remember(key, is_newest=True)
        return key

    async def _forget_destroyed(self, keys: StoredDataKeys) -> None:
        await self._columns.memory.forget_destroyed(self._began, keys.destroyed)

    def _remember(self, key: DataKey, is_newest: bool) -> None:
        self._columns.memory.remember(key, cleared=self._cleared, is_newest=is_newest)

    async def _make(self, keys: StoredDataKeys, owner: str) -> DataKey | None:
        """In this transaction; None where another one was quicker."""
        now = datetime.now(UTC)
        names = await keys.masters()
        if not names:
            await keys.begin_with(next(iter(self._columns.masters())), 0, now)
            names = await keys.masters()
        key, wrapped = await new_data_key(owner, 1, self._columns.master(names[-1]))
        if not await keys.add(wrapped, now):
            return None
        self._made[owner] = key
        return key


def as_written(stored: str) -> str:
    """What somebody wrote, of a text that is stored in clear."""
    return stored.removeprefix(_AS_TYPED)


def is_sealed(document: Any) -> bool:
    return isinstance(document, dict) and SEALED in document


def is_erased(stored: Any, opened: Any) -> bool:
    """A sealed document could not be opened, because its key was destroyed."""
    return is_sealed(stored) and bool(opened == without_seal(stored))


def without_seal(document: dict[str, Any]) -> dict[str, Any]:
    """What is shown of it."""
    return {name: value for name, value in document.items() if name != SEALED}


# Loaded only where something is sealed: the library takes a while.
def _sealed(key: DataKey, column: Column[Any], plain: str) -> str:
    from adapters.sealing.aes import seal

    hidden = seal(key.secret, plain.encode(), _about(key, column))
    return f"{SEALED_PREFIX}{key.id}:{b64encode(hidden).decode()}"


def _unsealed(key: DataKey, column: Column[Any], hidden: str) -> str:
    from adapters.sealing.aes import unseal

    return unseal(key.secret, b64decode(hidden), _about(key, column)).decode()


def _about(key: DataKey, column: Column[Any]) -> bytes:
    return "\0".join((key.id, key.owner, str(column))).encode()


def _refused() -> SealBroken:
    return SealBroken("This is in clear text, and PAYBYINVOICE_REFUSE_CLEAR says that nothing is.")
