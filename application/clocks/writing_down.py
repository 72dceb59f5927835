"""An invoice's timeline says that its clock was set right."""

from datetime import datetime

from application.account_book import Before
from application.consequences import Origin, write_changed
from application.ports.ledger import Ledger
from application.steps import locked
from domain.clocks import Trouble
from domain.errors import InvoiceUnknown
from domain.invoices.facts import Facts
from domain.invoices.happenings import EventKind
from domain.invoices.view import conclude


async def write_down(ledger: Ledger, number: str, trouble: Trouble, by: str, now: datetime) -> None:
    """Add the entry; nothing where there is no such invoice."""
    async with ledger.writing() as transaction:
        try:
            invoice = await locked(transaction, number)
        except InvoiceUnknown:
            return
        now, before = invoice.not_before(now), Before.of(invoice)
        invoice.write_down(EventKind.CLOCK_SET_RIGHT, by, now, facts=Facts(codes=(trouble,)))
        conclude(invoice, now)
        await write_changed(transaction, Origin(now), [invoice], {number: before})
