"""Seals what the ledger still has in clear, from before there was a master key."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.ledger.database import Database
from adapters.ledger.sealed_tables import SEALED_TABLES

_AT_ONCE = 200
"""Rows in one transaction."""


async def seal_some(database: Database, at_most: int) -> int:
    """Seals at most so many rows that are still in clear, in short transactions, and returns how
    many; 0: nothing is left. It may be cut off and asked again, and others may write meanwhile.

    Raises:
        MasterKeyUnusable, ServiceUnreachable: as `Sealing.seal`; the first, too, where the ledger
            was opened without a master key.
    """
    database.refuse_without_master()
    sealed = 0
    for table in SEALED_TABLES:
        after: Sequence[Any] | None = None
        while sealed < at_most:
            async with database.writing() as connection:
                limit = min(_AT_ONCE, at_most - sealed)
                done, after = await table.seal_some(connection, after, limit)
            sealed += done
            if after is None:
                break
    return sealed


async def left_in_clear(database: Database) -> Mapping[str, int]:
    """How many rows of each table have something in clear that is to be sealed, by the table's
    name; without those that have none."""
    left: dict[str, int] = {}
    async with database.reading() as connection:
        for table in SEALED_TABLES:
            if count := await table.left(connection):
                left[table.name] = count
    return left
