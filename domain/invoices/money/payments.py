"""Money that came in: what it settles, and what is left of it. What is settled is never more than
was received."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.errors import AmountNotAcceptable, PaymentNotAcceptable
from domain.invoices.adjustments.write_offs import recover
from domain.invoices.allocation.allocation_order import (
    OF_NAMED_ORDER,
    OF_PAYMENTS,
    turn_for_payment,
)
from domain.invoices.allocation.receivables import Payment, Receivables
from domain.invoices.allocation.settling import settle
from domain.invoices.allocation.transfers import claim
from domain.invoices.asked_amounts import minor_of, refuse_too_large
from domain.invoices.facts import FactCode, Facts
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.messages import RecordPayment, Share
from domain.invoices.money.wires import arrive
from domain.invoices.moves import paid_by
from domain.invoices.notifying import notify
from domain.invoices.policy import Instrument, InvoicePolicy
from domain.invoices.terms import latest_bank_day, local_date
from domain.notices import NoticeKind
from domain.values.days import is_of_our_time


def record(
    receivables: Receivables, command: RecordPayment, number: str, step: str, now: datetime
) -> Payment:
    """Records a payment and settles the invoices that it names, the oldest first unless it says
    otherwise. The rest is unapplied credit.

    Raises:
        AmountNotAcceptable: in another currency than an invoice, or not more than zero.
        PaymentAlreadyRecorded: a payment with this bank reference counts already.
        PaymentNotAcceptable: a value date in the future, a cheque that is not taken, an invoice of
            another account, or parts that do not make up one transfer.
    """
    shares = command.shares or (Share(by=command.by, number=number),)
    invoices = [_of_account(receivables, share.number) for share in shares]
    for invoice, share in zip(invoices, shares, strict=True):
        minor_of(invoice, command.amount, "the payment")
        if share.at_most:
            minor_of(invoice, share.at_most, "the share")
    payment = receive(receivables, command, invoices[0].policy, invoices[0].time_zone, now)
    ordered = list(shares) if command.in_this_order else _oldest_first(receivables, shares)
    recovered = [_recover(receivables, payment, share, command, now) for share in ordered]
    taken = _settle_shares(receivables, payment, ordered, recovered, command, now)
    for share, before, amount in zip(ordered, recovered, taken, strict=True):
        invoice = receivables.invoices[share.number]
        arrive(invoice, payment.bank_reference, (payment.amount, amount))
        if amount:
            paid_by(invoice, command.by, now, amount, payment.facts)
        elif not before:
            why = FactCode.NOTHING_LEFT if invoice.open else FactCode.NOTHING_OPEN
            facts = Facts(codes=(why,), ids=payment.facts.ids)
            invoice.write_down(EventKind.PAY, command.by, now, 0, facts)
    left = receivables.unapplied(payment.currency) if payment.left else None
    for invoice in {invoice.number: invoice for invoice in invoices}.values():
        settles = receivables.settlements.amount(payment.entry, invoice.number)
        notify(
            invoice,
            NoticeKind.PAYMENT_RECEIVED,
            step,
            now,
            amount=payment.amount,
            settles=settles if settles != payment.amount else None,
            unapplied_credit=left,
        )
    return payment


def _settle_shares(
    receivables: Receivables,
    payment: Payment,
    ordered: Sequence[Share],
    recovered: Sequence[int],
    command: RecordPayment,
    now: datetime,
) -> list[int]:
    """What of the payment goes to each share, in the rounds of `allocation_order`. What a share
    recovered already is part of the most that it may have."""
    amounts = [0] * len(ordered)
    named = command.in_this_order or len(ordered) == 1
    for each_round in OF_NAMED_ORDER if named else OF_PAYMENTS:
        for place, share in enumerate(ordered):
            invoice = receivables.invoices[share.number]
            had = recovered[place] + amounts[place]
            at_most = share.at_most.minor - had if share.at_most else payment.left
            spared = each_round.spares(invoice)
            amounts[place] += settle(
                receivables, payment, invoice, at_most, command.by, now, keep=spared
            )
    return amounts


def _recover(
    receivables: Receivables,
    payment: Payment,
    share: Share,
    command: RecordPayment,
    now: datetime,
) -> int:
    """What was written off has its money before anything else."""
    invoice = receivables.invoices[share.number]
    most = share.at_most.minor if share.at_most else payment.left
    return recover(receivables, payment, invoice, most, command.by, now)


def receive(
    receivables: Receivables,
    command: RecordPayment,
    policy: InvoicePolicy,
    time_zone: str,
    now: datetime,
) -> Payment:
    """The payment, of which nothing is settled yet: all of it is unapplied credit.

    Raises:
        AmountNotAcceptable: not more than zero, or (the whole transfer too) larger than the policy
            lets anything be.
        PaymentAlreadyRecorded, PaymentNotAcceptable: as `record`.
    """
    if command.amount.amount <= 0:
        raise AmountNotAcceptable("The payment must be more than zero.")
    in_currency = [
        each.amount
        for each in receivables.invoices.values()
        if each.currency == command.amount.currency
    ]
    issued = max(in_currency, default=0)
    refuse_too_large(command.amount, "the payment", policy, issued)
    if command.of:
        refuse_too_large(command.of, "the whole transfer", policy, issued)
    value_date = command.value_date or local_date(now, time_zone)
    _refuse_unacceptable(policy, command, value_date, time_zone, now)
    transfer = claim(receivables.transfers, command.bank_reference, command.amount, command.of)
    payment = Payment(
        account_id=receivables.account_id,
        bank_reference=command.bank_reference,
        currency=command.amount.currency,
        amount=command.amount.minor,
        value_date=value_date,
        instrument=command.instrument,
        received_at=now,
        by=command.by,
        transfer=transfer.key,
    )
    return receivables.known(payment)


def _of_account(receivables: Receivables, number: str) -> Invoice:
    invoice = receivables.invoices.get(number)
    if invoice is None or invoice.account_id != receivables.account_id:
        raise PaymentNotAcceptable(
            "A payment settles invoices of one account only.",
            problem="other_account",
            invoice=number,
        )
    return invoice


def _oldest_first(receivables: Receivables, shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: turn_for_payment(receivables.invoices[share.number]))


def _refuse_unacceptable(
    policy: InvoicePolicy,
    command: RecordPayment,
    value_date: date,
    time_zone: str,
    now: datetime,
) -> None:
    if not is_of_our_time(value_date):
        raise PaymentNotAcceptable(
            "The value date is of another time: check the year.", problem="value_date_out_of_range"
        )
    if value_date > latest_bank_day(now, time_zone):
        raise PaymentNotAcceptable(
            "The value date lies in the future: record the payment when it has come in, or declare"
            " it as in transit.",
            problem="value_date_in_future",
        )
    ended = policy.no_cheques_from
    if command.instrument is Instrument.CHEQUE and ended is not None and value_date >= ended:
        raise PaymentNotAcceptable(
            f"Cheques are not taken any more since {ended}: pay by bank transfer.",
            problem="cheques_not_taken",
        )
