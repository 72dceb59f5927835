"""What is open on invoices today: what is written down, and the late charges since then.

An invoice that no policy charges anything for is answered by its row alone. Of the others the
row brings along what `domain.invoices.late_charges` needs, so that a list of any length stays one
question.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, bindparam, case, cast, or_, select

from adapters.ledger.invoices.rows import invoice_of
from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.sql.connection import Connection
from domain.invoices.account.statement import Growth
from domain.invoices.late_charges import open_on
from domain.invoices.parts import Customer
from domain.invoices.terms import local_date

_INVOICE = invoices.c
_POLICY = _INVOICE.policy

GROWING = and_(
    OPEN,
    or_(
        _POLICY["late_interest"].as_string().is_not(None),
        _POLICY["compensation"].as_string() != "{}",
    ),
)
"""Something is open on it, and its policy has late charges."""

FACTS: tuple[ColumnElement[Any], ...] = (
    *(column for column in _INVOICE if column.name not in ("policy", "clock", "written_at")),
    case((GROWING, cast(_POLICY, Text))).label("policy"),
    case((GROWING, cast(_INVOICE.clock, Text))).label("clock"),
)
"""What the row of an invoice has to have for `growth_of`."""

_ROWS = select(*FACTS).where(GROWING)
_OF_ACCOUNT = _ROWS.where(_INVOICE.account_id == bindparam("of_account"))
_THESE = _ROWS.where(_INVOICE.number.in_(bindparam("of_numbers", expanding=True)))
_NOBODY = Customer(company="")
_AT_ONCE = 1000


def growth_of(row: Row[Any], now: datetime) -> Growth | None:
    """None for an invoice that time adds nothing to. In a rehearsal an invoice may be ahead of the
    real clock: it is never shown as of a day before its last step."""
    if row.policy is None:
        return None
    invoice = invoice_of(row, _NOBODY)
    at = invoice.not_before(now)
    day = local_date(at, invoice.time_zone)
    grown = open_on(invoice, day) - invoice.open
    return Growth(invoice.number, invoice.currency, day, at, grown, invoice.overdue)


async def growth_of_account(connection: Connection, account_id: str, now: datetime) -> list[Growth]:
    """That of each open invoice of the account to which time adds something."""
    found = await connection.execute(_OF_ACCOUNT, {"of_account": account_id})
    return [growth for row in found if (growth := growth_of(row, now)) and growth.amount]


async def growth_of_these(
    connection: Connection, numbers: Sequence[str], now: datetime
) -> dict[str, int]:
    """By how much more is open of each of these than is written down, in minor units."""
    grown: dict[str, int] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        asked = {"of_numbers": list(numbers[start : start + _AT_ONCE])}
        for row in await connection.execute(_THESE, asked):
            if growth := growth_of(row, now):
                grown[growth.invoice] = growth.amount
    return grown
