"""What the bank took back: a payment, or a part of it. The customer is notified."""

from datetime import datetime

from domain.errors import AmountNotAcceptable, PaymentNotAcceptable, PaymentUnknown
from domain.invoices.allocation.receivables import Payment, PaymentChange, Receivables
from domain.invoices.facts import FactCode, Facts, by_reference
from domain.invoices.happenings import EventKind
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.messages import ReversePayment
from domain.invoices.notifying import notify
from domain.invoices.obstacles import Why
from domain.invoices.taken_back.reopening import unsettle
from domain.notices import Audience, NoticeKind
from domain.operations.obstacles import Obstacle
from domain.values.bank_references import same_reference
from domain.values.money import Money


def hinders_reverse(counts: bool, why: Why = Why.NO_PAYMENT_TO_REVERSE) -> Obstacle | None:
    """
    Args:
        counts: There is a payment that was not taken back.
    """
    return None if counts else Obstacle(why, PaymentUnknown("No payment can be taken back."))


def reverse(
    receivables: Receivables,
    command: ReversePayment,
    step: str,
    now: datetime,
    number: str | None = None,
) -> list[str]:
    """Takes a payment back, or a part of it: unapplied credit first, then what it settled last.
    Every invoice that loses something by it is open again. Returns the numbers of those. Where
    none does, it is written down at the invoice that is named by `number`, where one is.

    Raises:
        PaymentUnknown: the account has no such payment, or it was taken back already.
        AmountNotAcceptable: more than is left of it, or in another currency.
        PaymentNotAcceptable: a part of it was paid back to the customer.
    """
    payments = _meant(receivables, command.bank_reference)
    amount = _amount(payments, command.amount)
    lost: dict[str, int] = {}
    taken = dict.fromkeys((payment.entry for payment in payments), 0)
    for payment in reversed(payments):
        part = min(payment.left, amount)
        taken[payment.entry] += part
        amount -= part
    for payment in reversed(payments):
        for number_of, settled in reversed(receivables.settlements.of_payment(payment.entry)):
            part = min(settled, amount)
            if part <= 0:
                continue
            invoice = receivables.invoices[number_of]
            facts = Facts(ids=by_reference(payment.bank_reference), said=command.reason)
            unsettle(
                receivables, payment, invoice, part, InvoiceTrigger.REVERSE, command.by, now, facts
            )
            taken[payment.entry] += part
            amount -= part
            lost[number_of] = lost.get(number_of, 0) + part
    for payment in payments:
        if part := taken[payment.entry]:
            kind_of = PaymentChange.REVERSAL
            receivables.take_back(payment, kind_of, part, command.by, now, command.reason)
    for number_of, part in lost.items():
        for kind, audience in (
            (NoticeKind.PAYMENT_REVERSED, Audience.CUSTOMER),
            (NoticeKind.TEAM_PAYMENT_REVERSED, Audience.BILLING),
        ):
            invoice = receivables.invoices[number_of]
            notify(invoice, kind, step, now, audience, amount=part, reason=command.reason)
    if not lost and number is not None:
        ids, nothing = by_reference(payments[0].bank_reference), (FactCode.SETTLED_NOTHING,)
        facts = Facts(codes=nothing, ids=ids, said=command.reason)
        receivables.invoices[number].write_down(EventKind.REVERSE, command.by, now, 0, facts)
    return [each for each in receivables.invoices if each in lost]


def _meant(receivables: Receivables, reference: str) -> list[Payment]:
    """The payments of the account under this reference: several are parts of one transfer."""
    found = [
        payment
        for payment in receivables.payments
        if payment.counts and same_reference(payment.bank_reference, reference)
    ]
    if len({payment.transfer for payment in found}) > 1:
        # Recorded as two when a space made another reference: each by its very own.
        found = [payment for payment in found if payment.bank_reference == reference]
    if not found:
        raise PaymentUnknown(
            "There is no payment with this bank reference that could be reversed.",
            bank_reference=reference,
        )
    return found


def _amount(payments: list[Payment], asked: Money | None) -> int:
    currency = payments[0].currency
    refunded = sum(payment.refunded for payment in payments)
    most = Money.from_minor(sum(payment.counts for payment in payments) - refunded, currency)
    if asked is None and refunded:
        raise PaymentNotAcceptable(
            f"A part of this payment was paid back to the customer. At most {most.written} of it"
            " can be taken back: say how much.",
            problem="refunded",
            most=most.model_dump(mode="json"),
        )
    if asked is not None and asked.amount <= 0:
        raise AmountNotAcceptable("The part that was taken back must be more than zero.")
    amount = asked or most
    if amount.currency != currency or amount.amount <= 0 or amount.minor > most.minor:
        raise AmountNotAcceptable(
            f"At most {most.written} of this payment can be taken back.",
            most=most.model_dump(mode="json"),
        )
    return amount.minor
