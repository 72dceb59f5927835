"""Money that came in: what it settles, what is left of it, and what happens when the bank takes it
back. What is settled is never more than was received."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.days import is_of_our_time
from domain.errors import (
    NothingToApply,
    PaymentAlreadyRecorded,
    PaymentNotAcceptable,
    PaymentUnknown,
    WrongTurn,
)
from domain.invoices.dunning import WAS_SETTLED, skip_what_passed
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.messages import ApplyCredit, RecordPayment, ReversePayment, Share
from domain.invoices.policy import Instrument
from domain.invoices.receivables import Payment, Receivables
from domain.invoices.settling import charge, settle
from domain.invoices.terms import latest_bank_day, local_date
from domain.invoices.wires import arrive
from domain.notices import Audience, NoticeKind


def record(
    receivables: Receivables, command: RecordPayment, number: str, step: str, now: datetime
) -> Payment:
    """Records a payment and settles the invoices that it names, the oldest first unless it says
    otherwise. The rest is unapplied credit.

    Raises:
        AmountNotAcceptable: in another currency than an invoice, or not more than zero.
        PaymentAlreadyRecorded: a payment with this bank reference counts already, or did until it
            was reversed.
        PaymentNotAcceptable: a value date in the future, a cheque that is not taken, or an invoice
            of another account.
    """
    shares = command.shares or (Share(by=command.by, number=number),)
    invoices = [_of_account(receivables, share.number) for share in shares]
    amounts = [invoice.minor_of(command.amount, "the payment") for invoice in invoices]
    for invoice, share in zip(invoices, shares, strict=True):
        if share.at_most:
            invoice.minor_of(share.at_most, "the share")
    first = invoices[0]
    today = local_date(now, first.time_zone)
    value_date = command.value_date or today
    _refuse_recorded(receivables, command.bank_reference)
    _refuse_unacceptable(first, command, value_date, now)
    payment = Payment(
        account_id=receivables.account_id,
        bank_reference=command.bank_reference,
        currency=command.amount.currency,
        amount=amounts[0],
        value_date=value_date,
        instrument=command.instrument,
        received_at=now,
        by=command.by,
    )
    receivables.payments.append(payment)
    taken = _settle_shares(receivables, payment, shares, command, now)
    for share, amount in taken:
        invoice = receivables.invoices[share.number]
        arrive(invoice, payment.bank_reference)
        if amount:
            note = f"{payment.bank_reference}, {payment.instrument}, value date {value_date}"
            invoice.paid_by(command.by, now, amount, note)
        else:
            why = "nothing of it was left" if invoice.open else "nothing was open"
            invoice.write_down("pay", command.by, now, 0, f"{payment.bank_reference}: {why}")
    for invoice in {invoice.number: invoice for invoice in invoices}.values():
        settles = receivables.settled_by.get((payment.bank_reference, invoice.number), 0)
        invoice.tell(
            NoticeKind.PAYMENT_RECEIVED,
            step,
            now,
            amount=payment.amount,
            settles=settles if settles != payment.amount else None,
            unapplied_credit=receivables.unapplied(payment.currency) if payment.left else None,
        )
    return payment


def _settle_shares(
    receivables: Receivables,
    payment: Payment,
    shares: Sequence[Share],
    command: RecordPayment,
    now: datetime,
) -> list[tuple[Share, int]]:
    """What of the payment goes to each share. Money that was given no order goes to what is not
    disputed first, the oldest first, and to what is disputed only with what is left then."""
    ordered = list(shares) if command.in_this_order else _oldest_first(receivables, shares)
    amounts = [0] * len(ordered)
    told_where = command.in_this_order or len(ordered) == 1
    for spares_disputed in (False,) if told_where else (True, False):
        for place, share in enumerate(ordered):
            invoice = receivables.invoices[share.number]
            at_most = share.at_most.minor - amounts[place] if share.at_most else payment.left
            keep = invoice.disputed if spares_disputed else 0
            amounts[place] += settle(
                receivables, payment, invoice, at_most, command.by, now, keep=keep
            )
    return list(zip(ordered, amounts, strict=True))


def apply_credit(
    receivables: Receivables, command: ApplyCredit, number: str, step: str, now: datetime
) -> int:
    """Settles the invoice from unapplied credit, the oldest payment first; returns how much.

    Raises:
        WrongTurn: nothing is open on the invoice.
        NothingToApply: there is no unapplied credit in its currency.
    """
    invoice = _of_account(receivables, number)
    if invoice.settled:
        raise WrongTurn("Nothing is open on this invoice.", invoice=number)
    if not receivables.unapplied(invoice.currency):
        raise NothingToApply(
            f"The account has no unapplied credit in {invoice.currency}.",
            account_id=receivables.account_id,
        )
    applied = 0
    for payment in receivables.payments:
        if payment.currency == invoice.currency:
            applied += settle(
                receivables, payment, invoice, payment.left, command.by, now, "credit applied"
            )
    invoice.fire(InvoiceTrigger.PAY, command.by, now, applied, "from unapplied credit")
    left = receivables.unapplied(invoice.currency)
    invoice.tell(NoticeKind.CREDIT_APPLIED, step, now, amount=applied, unapplied_credit=left)
    return applied


def reverse(
    receivables: Receivables,
    command: ReversePayment,
    step: str,
    now: datetime,
    number: str | None = None,
) -> list[str]:
    """Takes a payment back: every invoice that it settles is open again, its clock where it
    belongs. Returns the numbers of those. One that settles nothing is written down at the invoice
    that is named by `number`, where one is.

    Raises:
        PaymentUnknown: the account has no such payment, or it was reversed already.
    """
    payment = next(
        (each for each in receivables.payments if each.bank_reference == command.bank_reference),
        None,
    )
    if payment is None or payment.reversed_at is not None:
        raise PaymentUnknown(
            "There is no payment with this bank reference that could be reversed.",
            bank_reference=command.bank_reference,
        )
    reopened = []
    for (reference, number), amount in list(receivables.settled_by.items()):
        if reference != payment.bank_reference or amount == 0:
            continue
        invoice = receivables.invoices[number]
        was_settled = invoice.settled
        receivables.allocate(payment, invoice, -amount, command.by, now, "reversal")
        if was_settled:
            invoice.overdue = invoice.overdue_at <= now
            skip_what_passed(invoice, now, WAS_SETTLED)
        note = f"{payment.bank_reference}: {command.reason}"
        invoice.fire(InvoiceTrigger.REVERSE, command.by, now, amount, note)
        charge(invoice, now)
        for kind, audience in (
            (NoticeKind.PAYMENT_REVERSED, Audience.CUSTOMER),
            (NoticeKind.TEAM_PAYMENT_REVERSED, Audience.BILLING),
        ):
            invoice.tell(kind, step, now, audience, amount=amount, reason=command.reason)
        reopened.append(number)
    if not reopened and number is not None:
        invoice = receivables.invoices[number]
        said = f"{payment.bank_reference}: {command.reason}; it settled nothing"
        invoice.write_down(InvoiceTrigger.REVERSE, command.by, now, 0, said)
    payment.reversed_at, payment.reversed_by = now, command.by
    payment.reversal_reason = command.reason
    return reopened


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
    def age(share: Share) -> tuple[date, date, str]:
        invoice = receivables.invoices[share.number]
        return invoice.due_on, invoice.issued_on, invoice.number

    return sorted(shares, key=age)


def _refuse_recorded(receivables: Receivables, bank_reference: str) -> None:
    if any(each.bank_reference == bank_reference for each in receivables.payments):
        raise PaymentAlreadyRecorded(
            "A payment with this bank reference was recorded before.", bank_reference=bank_reference
        )


def _refuse_unacceptable(
    invoice: Invoice, command: RecordPayment, value_date: date, now: datetime
) -> None:
    if not is_of_our_time(value_date):
        raise PaymentNotAcceptable(
            "The value date is of another time: check the year.", problem="value_date_out_of_range"
        )
    if value_date > latest_bank_day(now, invoice.time_zone):
        raise PaymentNotAcceptable(
            "The value date lies in the future: record the payment when it has come in, or declare"
            " it as in transit.",
            problem="value_date_in_future",
        )
    ended = invoice.policy.no_cheques_from
    if command.instrument is Instrument.CHEQUE and ended is not None and value_date >= ended:
        raise PaymentNotAcceptable(
            f"Cheques are not taken any more since {ended}: pay by bank transfer.",
            problem="cheques_not_taken",
        )
