"""An account's open invoices, the oldest first."""

from collections.abc import Iterable
from itertools import starmap

from sqlalchemy import bindparam, select

from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.sql.connection import Connection
from domain.invoices.allocation.allocation_order import OLDEST_FIRST, OpenRow

_INVOICE = invoices.c
OLDEST_DUE_FIRST = tuple(_INVOICE[name] for name in OLDEST_FIRST)
_OPEN = (
    select(_INVOICE.number, _INVOICE.open_minor, _INVOICE.disputed_minor, _INVOICE.charged_minor)
    .where(
        _INVOICE.account_id == bindparam("of_account"),
        _INVOICE.currency == bindparam("of_currency"),
        OPEN,
    )
    .order_by(*OLDEST_DUE_FIRST)
)


async def open_rows(connection: Connection, account_id: str, currency: str) -> Iterable[OpenRow]:
    """All of which something is open, disputed or not, the oldest first. Each is made as it is
    asked for: of ten thousand a payment reaches a few."""
    asked = {"of_account": account_id, "of_currency": currency}
    return starmap(OpenRow, await connection.execute(_OPEN, asked))
