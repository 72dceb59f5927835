"""What letters change of an invoice is written like any other step."""

from collections.abc import Sequence
from dataclasses import replace

from application.account_book import Before
from application.consequences import Origin, write_changed
from application.papers.delivering import format_today
from application.ports.ledger import Transaction
from domain.invoices.invoice import Invoice, invoice_id
from domain.invoices.reminding import letters
from domain.invoices.view import conclude
from domain.notices import Notice

_INVOICE = invoice_id("")


async def write_invoice(
    transaction: Transaction, invoice: Invoice, before: Before, origin: Origin
) -> None:
    conclude(invoice, origin.now)
    await write_changed(transaction, origin, [invoice], {invoice.number: before})


async def queue_again(
    transaction: Transaction, invoice: Invoice, notices: Sequence[Notice], origin: Origin
) -> None:
    """Queue stuck letters about a locked invoice, to the address that its account has today."""
    before, at = Before.of(invoice), invoice.not_before(origin.now)
    for notice in notices:
        again = letters.sent_again(invoice, notice, origin.by, at)
        if again.e_invoice is not None:
            as_ = await format_today(transaction, invoice.account_id, again.e_invoice)
            again = again.model_copy(update={"to": None, "name": None, "e_invoice": as_})
        await transaction.letters.queue_again(notice.key, again, origin.now)
    if notices:
        await write_invoice(transaction, invoice, before, replace(origin, now=at))


def number_in(about: str) -> str | None:
    """The number of the invoice that a letter is about; None where it is about a request."""
    return about.removeprefix(_INVOICE) if about.startswith(_INVOICE) else None
