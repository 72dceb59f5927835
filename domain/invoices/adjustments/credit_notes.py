"""Credit notes: what the customer does not owe after all."""

from datetime import datetime

from domain.errors import AmountNotAcceptable
from domain.invoices.allocation.receivables import Receivables
from domain.invoices.allocation.settling import credit as credit_and_free
from domain.invoices.asked_amounts import minor_of
from domain.invoices.facts import FactCode, Facts
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import open_on
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.messages import CreditInvoice
from domain.invoices.moves import end_dispute, fire
from domain.invoices.notifying import notify
from domain.invoices.obstacles import Why, unless_allowed
from domain.invoices.terms import local_date
from domain.notices import NoticeKind
from domain.operations.obstacles import Obstacle, clear_of


def hinders_credit(invoice: Invoice) -> Obstacle | None:
    return unless_allowed(invoice, InvoiceTrigger.CREDIT, Why.NOTHING_TO_CREDIT)


def credit(
    receivables: Receivables, invoice: Invoice, command: CreditInvoice, step: str, now: datetime
) -> None:
    """Credits a part or all of an invoice. What had been paid of it becomes unapplied credit.

    Raises:
        AmountNotAcceptable: more than was invoiced and not credited yet, or in another currency.
        NotPossibleNow: it was written off or credited in full.
    """
    clear_of(hinders_credit(invoice))
    amount = minor_of(invoice, command.amount, "the credit note")
    creditable = invoice.paid + open_on(invoice, local_date(now, invoice.time_zone))
    if amount > creditable:
        raise AmountNotAcceptable(
            f"At most {invoice.money(creditable).written} of this invoice can be credited.",
            invoice=invoice.number,
        )
    freed = credit_and_free(receivables, invoice, amount, command.by, now)
    fire(invoice, InvoiceTrigger.CREDIT, command.by, now, amount, Facts(said=command.reason))
    if invoice.dispute is not None and invoice.dispute.left == 0:
        end_dispute(invoice, command.by, now, FactCode.DISPUTE_CREDITED)
    notify(
        invoice,
        NoticeKind.CREDIT_NOTE_ISSUED,
        step,
        now,
        amount=amount,
        reason=command.reason,
        unapplied_credit=receivables.unapplied(invoice.currency) if freed else None,
    )
