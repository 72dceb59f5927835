"""Unapplied credit: money that fits no invoice yet, and what it settles later."""

from collections.abc import Container
from datetime import datetime

from domain.errors import NothingToApply
from domain.invoices.allocation.allocation_order import OF_CREDIT, turn_for_credit
from domain.invoices.allocation.credit_allocation import Spending
from domain.invoices.allocation.receivables import Receivables
from domain.invoices.allocation.settling import settle
from domain.invoices.facts import FactCode, Facts, by_reference
from domain.invoices.invoice import Invoice
from domain.invoices.messages import ApplyCredit
from domain.invoices.moves import paid_by
from domain.invoices.notifying import notify
from domain.invoices.obstacles import Why, unless_open
from domain.notices import NoticeKind
from domain.operations.obstacles import Obstacle, clear_of
from domain.turns import WORKER


def hinders_apply_credit(invoice: Invoice, unapplied: bool) -> Obstacle | None:
    """What is in the way now.

    Args:
        unapplied: The account has unapplied credit in the invoice's currency.
    """
    if unapplied or invoice.settled:
        return unless_open(invoice)
    refusal = NothingToApply(
        f"The account has no unapplied credit in {invoice.currency}.",
        account_id=invoice.account_id,
    )
    return Obstacle(Why.NO_CREDIT_IN_CURRENCY, refusal, {"currency": invoice.currency})


def apply_credit(
    receivables: Receivables, command: ApplyCredit, number: str, step: str, now: datetime
) -> int:
    """Settles the invoice from unapplied credit, the oldest payment first; returns how much.

    Raises:
        WrongTurn: nothing is open on the invoice.
        NothingToApply: there is no unapplied credit in its currency.
    """
    invoice = receivables.invoices[number]
    clear_of(hinders_apply_credit(invoice, receivables.unapplied(invoice.currency) > 0))
    spending = Spending(receivables, invoice.currency)
    return _apply(receivables, spending, invoice, command.by, step, now)


def apply_by_itself(
    receivables: Receivables, step: str, now: datetime, last: Container[str] = ()
) -> None:
    """Settles the oldest open invoices from unapplied credit, as far as it goes: nobody is reminded
    while the account has the money here. Disputed parts are left alone.

    Args:
        last: Numbers of those that have their turn after all others: a payment was to settle no
            more of them.
    """
    currencies = {invoice.currency for invoice in receivables.invoices.values()}
    credit = {currency: Spending(receivables, currency) for currency in currencies}
    for invoice in sorted(
        receivables.invoices.values(), key=lambda each: turn_for_credit(each, last)
    ):
        if invoice.settled or not invoice.policy.apply_credit_by_itself:
            continue
        if (spending := credit[invoice.currency]).left:
            _apply(receivables, spending, invoice, WORKER, step, now, OF_CREDIT.spares(invoice))


def _apply(
    receivables: Receivables,
    spending: Spending,
    invoice: Invoice,
    by: str,
    step: str,
    now: datetime,
    keep: int = 0,
) -> int:
    applied, references = 0, []
    for payment in spending.on(invoice):
        amount = settle(
            receivables, payment, invoice, payment.left, by, now, "credit applied", keep=keep
        )
        if amount:
            applied += amount
            references.append(payment.bank_reference)
    if applied:
        facts = Facts(codes=(FactCode.FROM_CREDIT,), ids=by_reference(*references))
        paid_by(invoice, by, now, applied, facts)
        left = spending.left
        notify(invoice, NoticeKind.CREDIT_APPLIED, step, now, amount=applied, unapplied_credit=left)
    return applied
