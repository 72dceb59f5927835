"""Seals what the ledger still has in clear, from before there was a master key."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.ledger.database import Database
from adapters.ledger.sealed_tables import SEALED_TABLES

_AT_ONCE = 200


async def seal_rows(database: Database, at_once: int = _AT_ONCE) -> int:
    """Seals the rows that are still in clear, in short transactions, table by table, and returns
    how many. It may be cut off and asked again, and others may write meanwhile.

    Args:
        at_once: Rows in one transaction.

    Raises:
        MasterKeyUnusable, ServiceUnreachable: as `Sealing.seal`; the first, too, where the ledger
            was opened without a master key.
    """
    database.refuse_without_master()
    sealed = 0
    for table in SEALED_TABLES:
        after: Sequence[Any] | None = None
        while True:
            async with database.writing() as connection:
                done, after = await table.seal_some(connection, after, at_once)
            sealed += done
            if after is None:
                break
    return sealed


async def any_in_clear(database: Database) -> bool:
    """Whether anything that is to be sealed is in clear; asks for one row of each table, and counts
    none."""
    async with database.reading() as connection:
        for table in SEALED_TABLES:
            if await table.any_left(connection):
                return True
    return False


async def left_in_clear(database: Database) -> Mapping[str, int]:
    """How many rows of each table have something in clear that is to be sealed, by the table's
    name; without those that have none."""
    left: dict[str, int] = {}
    async with database.reading() as connection:
        for table in SEALED_TABLES:
            if count := await table.left(connection):
                left[table.name] = count
    return left
