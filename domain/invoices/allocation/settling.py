"""Settling an invoice as of the day that the money came in, whenever it is recorded.

First the late charges are computed as if the money had been recorded on its value date, then the
invoice is settled, and only then are notices queued.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

from domain.invoices.allocation.receivables import Payment, Receivables
from domain.invoices.facts import Facts
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import (
    Charges,
    charges_on,
    compensation_of,
    late_from,
    owed_at_least,
    standing_charges,
)
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.moves import fire
from domain.invoices.notes import charge_note
from domain.invoices.parts import Charge, Received
from domain.invoices.terms import local_date
from domain.turns import WORKER

EARLIER_MONEY = "settled by money of an earlier value date"


class _Part(NamedTuple):
    payment: Payment
    amount: int


def settle(
    receivables: Receivables,
    payment: Payment,
    invoice: Invoice,
    most: int,
    by: str,
    now: datetime,
    why: str = "payment",
    keep: int = 0,
) -> int:
    """Settles from the payment, as of its value date, as much of the invoice as it owes then.

    Late charges on what this money would have settled in time are given back. What payments of a
    later value date settled too much, now that this one counts, becomes unapplied credit of theirs.
    The caller writes down the payment itself.

    Args:
        most: What of the payment may go to this invoice, in minor units.
        keep: What of the invoice it does not touch: the disputed part, in minor units.

    Returns:
        What it settles of the invoice.
    """
    today = local_date(now, invoice.time_zone)
    wish = min(payment.left, most)
    if wish <= 0:
        return 0
    charges = charges_on(invoice, today, [Received(on=payment.value_date, amount=wish)])
    owed = owed_at_least(invoice, charges)
    if invoice.settled and owed > invoice.charged:
        return 0  # what was settled, or given up and recovered, owes nothing on top
    over = max(0, wish - (invoice.open - invoice.charged + owed - keep))
    displaced = 0 if keep else over
    later = list(_latest_first(receivables, invoice, displaced, after=payment.value_date))
    taken = wish - over + sum(part.amount for part in later)
    if taken <= 0:
        return 0
    for other, amount in later:
        receivables.allocate(other, invoice, -amount, by, now, EARLIER_MONEY)
    _write(invoice, charges, today, now)
    receivables.allocate(payment, invoice, taken, by, now, why)
    return taken


def charge(invoice: Invoice, now: datetime) -> None:
    """Brings the late charges that are written down to what they are by now."""
    today = local_date(now, invoice.time_zone)
    if not invoice.settled:
        _write(invoice, charges_on(invoice, today), today, now)


def credit(receivables: Receivables, invoice: Invoice, amount: int, by: str, now: datetime) -> int:
    """Credits so much of an invoice: it was never owed, so the late charges on it are given back,
    and what had been paid of it is freed, the money that came in last first. It goes to what is
    disputed first, which so is never credited twice.

    Returns:
        What became unapplied credit, in minor units.
    """
    was_settled = invoice.settled
    charge(invoice, now)
    today = local_date(now, invoice.time_zone)
    if (held := invoice.dispute) is not None:
        credited = held.credited + min(held.left, amount)
        invoice.replace_dispute(held, held.model_copy(update={"credited": credited}))
    invoice.credited += amount
    charges = charges_on(invoice, today)
    if was_settled:  # what was settled, or given up and recovered, owes nothing on top
        charges = _none_on_top(invoice, charges)
    freed = max(0, invoice.charged - owed_at_least(invoice, charges) - invoice.open)
    for payment, part in list(_latest_first(receivables, invoice, freed)):
        receivables.allocate(payment, invoice, -part, by, now, "credit note")
    _write(invoice, charges, today, now)
    return freed


def _none_on_top(invoice: Invoice, charges: Charges) -> Charges:
    """These charges, as far as they were charged already."""
    fixed = compensation_of(invoice) if invoice.compensated else 0
    interest = min(charges.interest, max(0, invoice.charged - fixed))
    return Charges(interest, min(charges.compensation, fixed))


def _latest_first(
    receivables: Receivables, invoice: Invoice, amount: int, after: date | None = None
) -> Iterator[_Part]:
    """The payments that settle the invoice, the last value date first, and how much of each comes
    to this amount; only those after a day, where one is given."""
    if amount <= 0 or (after and not any(each.on > after for each in invoice.received)):
        return  # the usual case, and where thousands are settled at once the one to be quick in
    settling = [
        _Part(receivables.payment(entry), settled)
        for entry, settled in reversed(receivables.settlements.of_invoice(invoice.number))
        if settled > 0
    ]
    for payment, settled in sorted(settling, key=_value_date, reverse=True):
        part = min(settled, amount)
        if part > 0 and (after is None or payment.value_date > after):
            amount -= part
            yield _Part(payment, part)


def _value_date(part: _Part) -> date:
    return part.payment.value_date


def _write(invoice: Invoice, charges: Charges, until: date, now: datetime) -> None:
    """Charges what is missing, and gives back what was charged too much."""
    total = standing_charges(invoice, charges)
    stays = invoice.compensated and total > charges.total
    compensated = stays or charges.compensation > 0
    compensation = compensation_of(invoice) * (compensated - invoice.compensated)
    interest = total - invoice.charged - compensation
    first, invoice.interest_until = invoice.interest_until, until
    invoice.compensated = compensated
    since = first if first and late_from(invoice) < first < until else None
    up_to = Facts(codes=("late_interest",), day=until, since=since)
    _change(invoice, "late_interest", interest, up_to, now)
    _change(invoice, "compensation", compensation, Facts(codes=("compensation",)), now)


def _change(
    invoice: Invoice,
    kind: Literal["late_interest", "compensation"],
    amount: int,
    facts: Facts,
    now: datetime,
) -> None:
    if amount > 0:
        _charge(invoice, Charge(kind, amount, now, charge_note(facts), facts))
    elif amount < 0:
        why = charge_note(facts, given_back=True)
        _give_back(invoice, Charge("charge_given_back", -amount, now, why, facts))


def _charge(invoice: Invoice, charge: Charge) -> None:
    invoice.charged += charge.amount
    invoice.charges.append(charge)
    fire(invoice, InvoiceTrigger.CHARGE, WORKER, charge.at, charge.amount, charge.facts)


def _give_back(invoice: Invoice, charge: Charge) -> None:
    invoice.charged -= charge.amount
    invoice.charges.append(charge)
    invoice.write_down(EventKind.GIVE_BACK_CHARGE, WORKER, charge.at, charge.amount, charge.facts)
