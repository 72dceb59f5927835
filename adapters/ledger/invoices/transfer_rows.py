"""Transfers: what is recorded under a bank reference, over all accounts."""

from typing import Any

from sqlalchemy import bindparam, select, update

from adapters.ledger.invoices.tables import transfers
from adapters.ledger.sql.columns import Minor
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from domain.errors import UnderWay
from domain.invoices.allocation.transfers import Transfer

_TRANSFER = transfers.c
# Locked: a part may be recorded for another account at the same moment.
_ONE = select(transfers).where(_TRANSFER.key == bindparam("of_key")).with_for_update()
_CHANGE = (
    update(transfers)
    .where(_TRANSFER.key == bindparam("of_key"))
    .values(
        currency=bindparam("new_currency"),
        total_minor=bindparam("new_total", type_=Minor),
        counted_minor=bindparam("new_counted", type_=Minor),
    )
)


class TransferRows:
    """The transfers that a step is about, as they were read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored: dict[str, dict[str, Any]] = {}

    async def read(self, key: str) -> Transfer | None:
        row = (await self._connection.execute(_ONE, {"of_key": key})).first()
        if row is None:
            return None
        transfer = Transfer(row.key, row.currency, row.total_minor, row.counted_minor)
        self._stored[key] = _row_of(transfer)
        return transfer

    async def write(self, known: dict[str, Transfer]) -> None:
        """Write back those that are new or changed.

        Raises:
            UnderWay: somebody else recorded a payment under this reference at this very moment.
        """
        for key, transfer in known.items():
            row, stored = _row_of(transfer), self._stored.get(key)
            if stored is None:
                new = {
                    "key": key,
                    "currency": transfer.currency,
                    "total_minor": transfer.total,
                    "counted_minor": transfer.counted,
                }
                missing = insert_missing(self._connection, transfers)
                if (await self._connection.execute(missing, new)).rowcount != 1:
                    raise UnderWay(
                        "A payment under this bank reference is being recorded at this very moment:"
                        " ask again."
                    )
            elif stored != row:
                await self._connection.execute(_CHANGE, row)


def _row_of(transfer: Transfer) -> dict[str, Any]:
    return {
        "of_key": transfer.key,
        "new_currency": transfer.currency,
        "new_total": transfer.total,
        "new_counted": transfer.counted,
    }
