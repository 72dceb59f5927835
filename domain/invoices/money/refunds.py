"""Unapplied credit that is paid back to the customer."""

from datetime import datetime

from domain.errors import AmountNotAcceptable, PaymentAlreadyRecorded
from domain.invoices.allocation.receivables import ChangeEntry, PaymentChange, Receivables, Refund
from domain.invoices.allocation.transfers import claim, counts
from domain.invoices.messages import RefundCredit
from domain.invoices.obstacles import Why
from domain.operations.obstacles import Obstacle
from domain.values.money import Money


def hinders_refund(there: bool) -> Obstacle | None:
    """
    Args:
        there: The account has unapplied credit.
    """
    if there:
        return None
    said = "The account has no unapplied credit to pay back."
    return Obstacle(Why.NO_UNAPPLIED_CREDIT, AmountNotAcceptable(said))


def refund(receivables: Receivables, command: RefundCredit, now: datetime) -> Refund:
    """Records that unapplied credit was paid back, of the oldest payment first.

    Raises:
        AmountNotAcceptable: more than there is, or not more than zero.
        PaymentAlreadyRecorded: the bank reference counts already.
    """
    currency = command.amount.currency
    there = Money.from_minor(receivables.unapplied(currency), currency)
    if command.amount.minor <= 0:
        raise AmountNotAcceptable("The refund must be more than zero.")
    if command.amount.minor > there.minor:
        raise AmountNotAcceptable(
            f"The account has {there.written} of unapplied credit to pay back.",
            account_id=receivables.account_id,
            unapplied_credit=there.model_dump(mode="json"),
        )
    if counts(receivables.transfers, command.bank_reference):
        raise PaymentAlreadyRecorded(
            "This bank reference is that of another payment or refund: each refund has its own.",
            bank_reference=command.bank_reference,
        )
    transfer = claim(receivables.transfers, command.bank_reference, command.amount)
    paid_back = Refund(
        account_id=receivables.account_id,
        bank_reference=command.bank_reference,
        currency=currency,
        amount=command.amount.minor,
        at=now,
        by=command.by,
        transfer=transfer.key,
    )
    left = paid_back.amount
    for payment in receivables.payments:
        part = min(payment.left, left) if payment.currency == currency else 0
        if part <= 0:
            continue
        payment.refunded += part
        left -= part
        paid_back.parts[payment.entry] = part
        receivables.changes.append(
            ChangeEntry(
                payment.entry,
                PaymentChange.REFUND,
                part,
                now,
                command.by,
                f"refund {command.bank_reference}",
                paid_back.entry,
            )
        )
    receivables.refunds.append(paid_back)
    return paid_back
