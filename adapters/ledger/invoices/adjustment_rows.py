"""Credit notes, write-offs and charges of invoices, as they were entered."""

from sqlalchemy import bindparam, select

from adapters.ledger.invoices.payment_rows import number_in
from adapters.ledger.invoices.tables import invoice_adjustments
from adapters.ledger.sql.connection import Connection
from domain.invoices.allocation.receivables import Adjustment, Lowering
from domain.invoices.parts import AdjustmentKind

_ADJUSTMENT = invoice_adjustments.c
_CORRECTION = invoice_adjustments.alias("correction")

OF_INVOICE = (
    select(
        invoice_adjustments,
        _CORRECTION.c.at.label("corrected_at"),
        _CORRECTION.c.by.label("corrected_by"),
        _CORRECTION.c.why.label("correction_reason"),
    )
    .outerjoin(_CORRECTION, _CORRECTION.c.corrects == _ADJUSTMENT.id)
    .where(_ADJUSTMENT.invoice == bindparam("of_invoice"))
    .order_by(_ADJUSTMENT.id)
)
"""With what took each back, where something did."""

_LOWERS = {
    AdjustmentKind.CREDIT_NOTE: Lowering.CREDIT_NOTE,
    AdjustmentKind.WRITE_OFF: Lowering.WRITE_OFF,
}


def adjustment_entry(kind: str, number: int) -> str:
    """The id that people know it by, such as `credit-note-12`."""
    return f"{kind.replace('_', '-')}-{number}"


def number_of(entry: str | None) -> int | None:
    """The number of a credit note or write-off, by that id."""
    if entry is None:
        return None
    return number_in(entry, "credit-note") or number_in(entry, "write-off")


async def read_adjustments(connection: Connection, number: str) -> list[Adjustment]:
    """The credit notes and write-offs of an invoice."""
    return [
        Adjustment(
            entry=adjustment_entry(row.kind, row.id),
            kind=_LOWERS[AdjustmentKind(row.kind)],
            amount=row.amount_minor,
            corrected=row.corrected_at is not None,
            step=row.order_key,
        )
        for row in await connection.execute(OF_INVOICE, {"of_invoice": number})
        if row.kind in _LOWERS
    ]
