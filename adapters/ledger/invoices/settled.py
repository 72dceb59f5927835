"""What a payment settles; nothing here changes anything."""

from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from adapters.ledger.database import Database
from adapters.ledger.invoices.open_today import growth_of_these
from adapters.ledger.invoices.tables import allocations, invoices, payments
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.money import Settled
from domain.values.bank_references import normal_form
from domain.values.money import Money

_INVOICE, _ENTRY = invoices.c, allocations.c
_AMOUNT = func.sum(_ENTRY.amount_minor)
_SETTLED = (
    select(
        _INVOICE.number,
        _INVOICE.state,
        _INVOICE.due_on,
        _INVOICE.currency,
        _INVOICE.open_minor,
        _AMOUNT.label("settled"),
    )
    .select_from(allocations)
    .join(payments, payments.c.id == _ENTRY.payment_id)
    .join(invoices, _INVOICE.number == _ENTRY.invoice)
    .where(
        or_(
            payments.c.transfer == bindparam("of_transfer"),
            payments.c.bank_reference == bindparam("of_reference"),
        )
    )
    .group_by(
        _INVOICE.number,
        _INVOICE.state,
        _INVOICE.due_on,
        _INVOICE.currency,
        _INVOICE.open_minor,
    )
    .having(_AMOUNT != 0)
    .order_by(func.min(_ENTRY.id))
)


async def settled_by(
    database: Database, bank_reference: str, now: datetime, account: str | None = None
) -> list[Settled]:
    """The invoices that a transfer settles a part of, in the order in which it did; of one account,
    where one is given. What they leave open is as of `now`."""
    async with database.reading() as connection:
        asked = {"of_transfer": normal_form(bank_reference), "of_reference": bank_reference}
        wanted = _SETTLED if account is None else _SETTLED.where(_INVOICE.account_id == account)
        found = list(await connection.execute(wanted, asked))
        open_ones = [row.number for row in found if row.open_minor]
        grown = await growth_of_these(connection, open_ones, now)
        return [
            Settled(
                invoice=row.number,
                state=InvoiceState(row.state),
                due_on=row.due_on,
                settled=Money.from_minor(int(row.settled), row.currency),
                open=Money.from_minor(row.open_minor + grown.get(row.number, 0), row.currency),
            )
            for row in found
        ]
