"""The clock of an invoice was moved ahead, in a rehearsal."""

from datetime import datetime

from application.ports.ledger import Ledger
from application.steps import locked


async def pass_time(ledger: Ledger, number: str, now: datetime) -> None:
    """Makes lists and statements, which read the ledger alone, show the invoice as of that moment
    from now on; raises InvoiceUnknown."""
    async with ledger.writing() as transaction:
        invoice = await locked(transaction, number)
        if invoice.settled or invoice.not_before(now) == invoice.as_of:
            return
        invoice.as_of = now
        invoice.revision += 1
        await transaction.invoices.change([invoice])
