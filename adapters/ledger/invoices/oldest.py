"""An account's oldest open invoices, as many as an amount can settle a part of."""

from collections.abc import Container

from sqlalchemy import bindparam, select

from adapters.ledger.connection import Connection
from adapters.ledger.invoices.tables import OPEN, invoices

_INVOICE = invoices.c
OLDEST_DUE_FIRST = (_INVOICE.due_on, _INVOICE.issued_on, _INVOICE.number)
_OPEN = (
    select(_INVOICE.number, _INVOICE.open_minor, _INVOICE.disputed_minor, _INVOICE.charged_minor)
    .where(
        _INVOICE.account_id == bindparam("of_account"),
        _INVOICE.currency == bindparam("of_currency"),
        OPEN,
    )
    .order_by(*OLDEST_DUE_FIRST)
)


async def oldest_open(
    connection: Connection,
    account_id: str,
    currency: str,
    amount: int,
    but: Container[str] = (),
) -> list[str]:
    """Those of which something is open and not disputed, those due first on top.

    Args:
        amount: In minor units.
        but: Numbers that are known already.
    """
    asked = {"of_account": account_id, "of_currency": currency}
    numbers: list[str] = []
    for number, open_, disputed, _ in await connection.execute(_OPEN, asked):
        if amount <= 0:
            break
        if number not in but and open_ > disputed:
            numbers.append(number)
            amount -= open_ - disputed
    return numbers


async def open_numbers(connection: Connection, account_id: str, currency: str) -> list[str]:
    """All of which something is open, disputed or not, those due first on top."""
    asked = {"of_account": account_id, "of_currency": currency}
    return [number for number, *_ in await connection.execute(_OPEN, asked)]


async def open_for_payment(
    connection: Connection, account_id: str, currency: str, amount: int
) -> list[str]:
    """All that a payment of this amount, in minor units, can settle a part of: those with an
    undisputed part first, those due first on top. One at least where any is open."""
    asked = {"of_account": account_id, "of_currency": currency}
    numbers: list[str] = []
    in_dispute: list[tuple[str, int]] = []
    for number, open_, disputed, charged in await connection.execute(_OPEN, asked):
        if numbers and amount <= 0:
            break
        undisputed = open_ - disputed
        if disputed:
            in_dispute.append((number, disputed))
        if undisputed:
            numbers.append(number)
            amount -= max(0, undisputed - charged)  # charges may be given back
    for number, part in in_dispute:
        if amount > 0 or not numbers:
            amount -= part
            if number not in numbers:
                numbers.append(number)
    return numbers
