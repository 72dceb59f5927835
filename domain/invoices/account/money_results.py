"""What a step made of an account's money, for its own answer: nobody has to ask afterwards."""

from datetime import datetime

from domain.invoices.allocation.receivables import NEW, Receivables
from domain.invoices.late_charges import open_on
from domain.invoices.terms import local_date
from domain.invoices.views.money import MoneyResult, Settled
from domain.values.money import Money

NAMED = 20
"""As many invoices are named in an answer, which is kept in its workflow's history."""


def result_of(receivables: Receivables, currency: str, now: datetime) -> MoneyResult:
    """Asked for once unapplied credit is spent, and before the ledger numbers a new payment."""
    return MoneyResult(
        settled=_settled(receivables, now),
        unapplied_credit=Money.from_minor(receivables.unapplied(currency), currency),
    )


def _settled(receivables: Receivables, now: datetime) -> tuple[Settled, ...] | None:
    if not receivables.has_payment(NEW):
        return None
    payment = receivables.payment(NEW)
    of_payment = [each for each in receivables.settlements.of_payment(NEW) if each[1]]
    is_further_part = receivables.transfers[payment.transfer].counted > payment.amount
    if is_further_part or len(of_payment) > NAMED:
        return None
    settled = []
    for number, amount in of_payment:
        invoice = receivables.invoices[number]
        today = local_date(now, invoice.time_zone)
        settled.append(
            Settled(
                invoice=number,
                settled=invoice.money(amount),
                state=invoice.state,
                due_on=invoice.due_on,
                open=invoice.money(open_on(invoice, today)),
            )
        )
    return tuple(settled)
