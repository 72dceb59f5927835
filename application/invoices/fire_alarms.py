"""The alarms of an invoice fire."""

from datetime import datetime

from application.account_book import AccountBook, Before
from application.consequences import Origin, write_changed
from application.ports.ledger import Ledger
from application.ports.letters import LettersUnderWay
from application.steps import Changed, locked, settle_from_credit
from domain.invoices.invoice import invoice_id
from domain.invoices.reminding import dunning
from domain.invoices.view import conclude, standing_of

_A_MOMENT = 3.0
"""Seconds; less than a step may take."""


async def fire_alarms(
    ledger: Ledger,
    number: str,
    now: datetime,
    most: int | None = None,
    letters: LettersUnderWay | None = None,
) -> Changed:
    """Do everything that time does to an invoice by now: reminders, overdue, the credit hold; once,
    however often they fire.

    Args:
        most: Of as many invoices may it be: there is no time for more.
        letters: One that is just being sent is given a moment, since what is due may wait for it.

    Raises:
        InvoiceUnknown: there is no invoice of this number.
        TooManyInvoices: it is about more of them: nothing was done.
    """
    if letters is not None:
        await letters.tried(invoice_id(number), _A_MOMENT)
    async with ledger.writing() as transaction:
        invoice = await locked(transaction, number)
        now = invoice.not_before(now)
        # Credit first, so that nobody is reminded of what it settles.
        book = AccountBook(transaction, invoice.account_id, [invoice], most)
        touched = await settle_from_credit(book, invoice, f"ring-{invoice.revision}", now)
        before, content, present = Before.of(invoice), invoice.content, standing_of(invoice)
        dunning.fire_alarms(invoice, now)
        if invoice.content == content:
            return Changed(standing=present, touched=touched, already=not touched)
        conclude(invoice, now)
        await write_changed(transaction, Origin(now), [invoice], {number: before})
        return Changed(standing=standing_of(invoice), touched=touched)
