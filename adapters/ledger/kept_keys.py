"""Data keys for whoever looks after them. Each step is a transaction of its own, so that the ledger
never waits for the keeper of a master key."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from adapters.ledger.database import Database
from adapters.ledger.keys.copies import Taking, copied, prove, sorted_out, take
from adapters.ledger.keys.data_keys import StoredDataKeys, WrappedKey
from adapters.ledger.keys.holders import KeyHolder, holders
from application.ports.sealing import MasterKey
from domain.errors import MasterKeyUnusable
from domain.people.key_copy import KeyCopy

_AT_ONCE = 50


class KeptKeys:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def masters(self) -> tuple[list[str], dict[str, int]]:
        """Names of the master keys, from the first to the one that wraps what is new; and how many
        data keys each wraps."""
        async with self._database.reading() as connection:
            keys = StoredDataKeys(connection)
            return await keys.masters(), await keys.counted()

    async def holders(self, now: datetime) -> Sequence[KeyHolder]:
        async with self._database.reading() as connection:
            return await holders(connection, now)

    async def begin_with(self, master: str, now: datetime) -> None:
        """From now on this master key wraps what is new, if it does not yet."""
        async with self._database.writing() as connection:
            keys = StoredDataKeys(connection)
            names = await keys.masters()
            if not names or names[-1] != master:
                await keys.begin_with(master, len(names), now)

    async def rewrap_some(self, masters: Mapping[str, MasterKey], coming: MasterKey) -> int:
        """Wraps some of what other master keys wrap by this one; how many. None are left at 0.

        Raises:
            MasterKeyUnusable: a master key that wraps one is not among `masters`.
            ServiceUnreachable: the keeper of a master key, or the ledger, does not answer.
        """
        async with self._database.reading() as connection:
            some = await StoredDataKeys(connection).wrapped_by_others(coming.name, _AT_ONCE)
        wrapped = []
        for each in some:
            master = masters.get(each.master)
            if master is None or each.wrapped is None:
                raise MasterKeyUnusable(
                    f"Keys are still wrapped by the master key {each.master}, which this command"
                    " does not have.",
                    master=each.master,
                )
            secret = await master.unwrap(each.wrapped, each.context)
            wrapped.append((each, await coming.wrap(secret, each.context)))
        async with self._database.writing() as connection:
            for each, again in wrapped:
                await StoredDataKeys(connection).rewrap(each, coming.name, again)
        return len(wrapped)

    async def copied(self, now: datetime) -> KeyCopy:
        """Every data key as the ledger has it, wrapped."""
        async with self._database.reading() as connection:
            return await copied(connection, now)

    async def take(
        self,
        copy: KeyCopy,
        erased: Collection[str],
        masters: Mapping[str, MasterKey],
        now: datetime,
    ) -> Taking:
        """Takes from a copy what the ledger lacks, once it is proven; raises as `prove` and `take`.

        Args:
            erased: Owners of the copy that were erased, as the storage remembers it.
            masters: Those of this process, by name.
        """

        def sort_out(here: Sequence[WrappedKey]) -> Taking:
            return sorted_out(copy, here, erased, masters)

        async with self._database.reading() as connection:
            taking = sort_out(await StoredDataKeys(connection).all())
        await prove(copy, taking, masters)
        async with self._database.writing() as connection:
            return await take(connection, copy, sort_out, masters, now)
