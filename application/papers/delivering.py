"""Queues papers as e-invoices, in the transaction that writes them."""

from datetime import datetime

from application.ports.ledger import Transaction
from application.ports.papers import KeptPaper
from domain.invoices.invoice import Invoice
from domain.invoices.notifying import e_invoice_of
from domain.papers.formats import PaperFormat, file_of
from domain.papers.policy import PapersPolicy


async def queue_e_invoice(
    transaction: Transaction, invoice: Invoice, kept: KeptPaper, policy: PapersPolicy, now: datetime
) -> None:
    """Queues a paper that was just written, where its account's invoices go out so."""
    if not policy.delivered:
        return
    chosen = await transaction.papers.format_chosen(kept.account_id)
    as_ = policy.e_invoice_as(chosen.format if chosen else None, kept.paper.currency)
    if as_ is not None:
        await transaction.notices.queue([e_invoice_of(invoice, kept.paper, as_, now)])


async def format_today(
    transaction: Transaction, account_id: str, before: PaperFormat
) -> PaperFormat:
    """The format in which an e-invoice is sent again that was refused: the one that its account has
    today, where that is one of e-invoices."""
    chosen = await transaction.papers.format_chosen(account_id)
    as_ = file_of(chosen.format) if chosen else None
    return before if as_ is None or as_ is PaperFormat.PDF else as_
