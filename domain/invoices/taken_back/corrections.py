"""Takes back what was entered wrongly; the timeline keeps who did it and why.

It is no reversal: the customer's bank did nothing. The customer is notified of the invoice's new
state, and of nothing else.
"""

from datetime import datetime

from domain.errors import EntryUnknown, PaymentNotAcceptable
from domain.invoices.allocation.receivables import (
    Adjustment,
    ChangeEntry,
    Lowering,
    Payment,
    PaymentChange,
    Receivables,
    Refund,
)
from domain.invoices.allocation.settling import charge
from domain.invoices.facts import FactCode, Facts, Id, IdKind, by_reference
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.messages import CorrectEntry
from domain.invoices.moves import fire
from domain.invoices.notifying import notify
from domain.invoices.obstacles import Why
from domain.invoices.parts import AdjustmentMade, Undoing
from domain.invoices.taken_back.reopening import begin_again, unsettle
from domain.notices import NoticeKind
from domain.operations.obstacles import Obstacle


def hinders_correct(there: bool, why: Why = Why.NO_ENTRY_TO_CORRECT) -> Obstacle | None:
    """
    Args:
        there: There is an entry that was not taken back.
    """
    return None if there else Obstacle(why, EntryUnknown("Nothing can be corrected."))


def correct(
    receivables: Receivables, command: CorrectEntry, step: str, now: datetime, number: str
) -> int:
    """Takes back a payment, a credit note or a write-off that this invoice lists.

    Returns:
        How much, in minor units.

    Raises:
        EntryUnknown: the invoice has no such entry, or it was taken back already.
        PaymentNotAcceptable: a part of the payment was paid back to the customer.
    """
    invoice = receivables.invoices[number]
    for payment in receivables.payments:
        if payment.entry == command.entry and payment.counts:
            return correct_payment(receivables, payment, command, step, now, number)
    for adjustment in receivables.adjustments.get(number, []):
        if adjustment.entry == command.entry and not adjustment.corrected:
            return _correct_adjustment(invoice, adjustment, command, step, now)
    raise unknown(command, invoice=number)


def correct_payment(
    receivables: Receivables,
    payment: Payment,
    command: CorrectEntry,
    step: str,
    now: datetime,
    number: str | None = None,
) -> int:
    """Takes back all that is left of a payment. Where it settles nothing, that is written down at
    the invoice that is named, where one is."""
    if payment.refunded:
        raise PaymentNotAcceptable(
            "A part of this payment was paid back to the customer: correct the refund first.",
            problem="refunded",
        )
    amount, reopened = payment.counts, []
    named = Id(kind=IdKind.ENTRY, id=payment.entry)
    ids = (*by_reference(payment.bank_reference), named)
    facts = Facts(codes=(FactCode.PAYMENT,), ids=ids, said=command.reason)
    for number_of, settled in reversed(receivables.settlements.of_payment(payment.entry)):
        if settled <= 0:
            continue
        invoice = receivables.invoices[number_of]
        trigger = InvoiceTrigger.CORRECT
        unsettle(receivables, payment, invoice, settled, trigger, command.by, now, facts)
        reopened.append(invoice)
    kind = PaymentChange.CORRECTION
    receivables.take_back(payment, kind, amount, command.by, now, command.reason)
    if not reopened and number is not None:
        receivables.invoices[number].write_down(EventKind.CORRECT, command.by, now, 0, facts)
    for invoice in reopened:
        _notify_of_standing(invoice, step, now)
    return amount


def _correct_adjustment(
    invoice: Invoice, adjustment: Adjustment, command: CorrectEntry, step: str, now: datetime
) -> int:
    was_settled = invoice.settled
    of_credit = adjustment.kind is Lowering.CREDIT_NOTE
    # What was recovered of a write-off meanwhile is paid.
    amount = min(adjustment.amount, invoice.credited if of_credit else invoice.written_off)
    if amount == 0:
        raise unknown(command, invoice=invoice.number)
    if of_credit:
        kind = Undoing.CREDIT_NOTE_CORRECTED
        invoice.credited -= amount
    else:
        kind = Undoing.WRITE_OFF_CORRECTED
        invoice.written_off -= amount
        invoice.recovered = max(0, invoice.recovered - (adjustment.amount - amount))
    invoice.adjusted.append(AdjustmentMade(kind, amount, adjustment.entry))
    begin_again(invoice, was_settled, now)
    ids = (Id(kind=IdKind.ENTRY, id=adjustment.entry),)
    facts = Facts(codes=(adjustment.kind,), ids=ids, said=command.reason)
    fire(invoice, InvoiceTrigger.CORRECT, command.by, now, amount, facts)
    charge(invoice, now)
    _notify_of_standing(invoice, step, now)
    return amount


def correct_refund(
    receivables: Receivables, refund: Refund, command: CorrectEntry, now: datetime
) -> int:
    """The refund was not paid, or came back: it is unapplied credit as before."""
    receivables.transfers[refund.transfer].counted -= refund.amount
    refund.corrected_at, refund.corrected_by = now, command.by
    refund.correction_reason = command.reason
    for entry, amount in refund.parts.items():
        receivables.payment(entry).refunded -= amount
        receivables.changes.append(
            ChangeEntry(
                entry,
                PaymentChange.REFUND_CORRECTED,
                amount,
                now,
                command.by,
                command.reason,
                refund.entry,
            )
        )
    return refund.amount


def unknown(command: CorrectEntry, **where: str) -> EntryUnknown:
    return EntryUnknown(
        "There is no entry of this id here that could be corrected.", entry=command.entry, **where
    )


def _notify_of_standing(invoice: Invoice, step: str, now: datetime) -> None:
    notify(invoice, NoticeKind.INVOICE_STANDING, step, now, amount=invoice.open)
