"""What late payment costs on an invoice, as of a day: a function of the invoice's facts alone.

The facts are its amount and due date, what came in on which value date, what was credited, and
when which part was disputed. The charges are the same in whatever order and however late
these are recorded. What was credited was never owed, and bears no charges.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from domain.invoices.invoice import Invoice
from domain.invoices.late_interest import exact_interest, rounded
from domain.invoices.parts import DisputeState, Received
from domain.invoices.terms import local_date
from domain.values.money import Money

_DAY = timedelta(days=1)


class Charges(NamedTuple):
    """In minor units of the invoice's currency."""

    interest: int = 0
    compensation: int = 0

    @property
    def total(self) -> int:
        return self.interest + self.compensation


class _Stretch(NamedTuple):
    """Days, both included, on which nothing of an invoice changes."""

    first: date
    last: date


def charges_on(invoice: Invoice, day: date, coming: Sequence[Received] = ()) -> Charges:
    """The late charges as of the end of this day.

    Args:
        coming: Money that is not written down yet, by its value date. More than is owed does no
            harm.
    """
    received = (*invoice.received, *coming)
    exact, compensated = Fraction(0), False
    terms, fixed = invoice.policy.late_interest, compensation_of(invoice)
    if terms is None and not fixed:
        return Charges()
    for stretch in _stretches(invoice, day, received):
        owed = _principal_on(invoice, stretch.first, received)
        bearing = owed - _disputed_on(invoice, stretch.first)
        if terms is not None and bearing > invoice.tolerance:
            exact += exact_interest(bearing, stretch.first, stretch.last, terms)
        chased = owed - _set_aside_on(invoice, stretch.first)
        compensated = compensated or chased > invoice.tolerance
    return Charges(rounded(exact), fixed if compensated else 0)


def open_on(invoice: Invoice, day: date) -> int:
    """What settles the invoice on this day, whether or not its charges are written down yet."""
    if invoice.settled:
        return invoice.open
    return invoice.open - invoice.charged + standing_charges(invoice, charges_on(invoice, day))


def standing_charges(invoice: Invoice, charges: Charges) -> int:
    """These charges, or what of them was paid, credited or written off already, if that is more."""
    settled = invoice.paid + invoice.credited + invoice.written_off
    return max(owed_at_least(invoice, charges), settled - invoice.amount)


def owed_at_least(invoice: Invoice, charges: Charges) -> int:
    """As `standing_charges`, whatever was paid: payments may still make room for one another. Once
    something was given up, nothing that had been charged is given back."""
    let_go = invoice.credited + invoice.written_off
    given_up = invoice.charged if invoice.written_off else 0
    return max(charges.total, let_go - invoice.amount, given_up)


def holds_until(invoice: Invoice, today: date) -> date | None:
    """The last value date on which what is open today settles the invoice; None for ever. One so
    far ahead that nobody plans for it is a day that it holds until at the least."""
    if invoice.settled or (not invoice.policy.late_interest and not invoice.policy.compensation):
        return None
    shown, last = open_on(invoice, today), max(today, late_from(invoice)) + _DAYS_AHEAD
    if open_on(invoice, last) == shown:
        return None
    day = max(today, late_from(invoice))
    while open_on(invoice, day + _DAY) == shown:
        day += _DAY
    return day


_DAYS_AHEAD = timedelta(days=400)


def late_from(invoice: Invoice) -> date:
    """The day after which money is late: the due date, or the day of issue if that is later. Nobody
    is late with an invoice that was not there."""
    return max(invoice.due_on, local_date(invoice.issued_at, invoice.time_zone))


def compensation_of(invoice: Invoice) -> int:
    """The policy's fixed compensation in the invoice's currency; zero without one."""
    fixed = invoice.policy.compensation.get(invoice.currency)
    return Money(amount=fixed, currency=invoice.currency).minor if fixed is not None else 0


def _stretches(invoice: Invoice, last: date, received: Sequence[Received]) -> Iterator[_Stretch]:
    """The late days up to this one, cut wherever something changes."""
    first, zone = late_from(invoice) + _DAY, invoice.time_zone
    if last < first:
        return
    starts = {first, *(each.on + _DAY for each in received)}
    for dispute in invoice.disputes:
        starts.add(local_date(dispute.opened_at, zone) + _DAY)
        if dispute.resolved_at is not None:
            resolved = local_date(dispute.resolved_at, zone) + _DAY
            starts |= {resolved, resolved + timedelta(days=invoice.policy.dispute_grace_days)}
    for wire in invoice.wires:
        starts |= {local_date(wire.declared_at, zone) + _DAY, wire.expected_by + _DAY}
    cuts = sorted(start for start in starts if first <= start <= last)
    for start, following in zip(cuts, [*cuts[1:], last + _DAY], strict=True):
        yield _Stretch(start, following - _DAY)


def _principal_on(invoice: Invoice, day: date, received: Sequence[Received]) -> int:
    """What is owed of the invoice's own amount: money counts from the day after its value date."""
    money = sum(each.amount for each in received if each.on < day)
    return max(0, invoice.amount - invoice.credited - invoice.written_off - money)


def _disputed_on(invoice: Invoice, day: date, grace: timedelta = timedelta()) -> int:
    """What bears no interest, from the day after a dispute began to the day it ended. One that was
    upheld is in what was credited."""
    zone, part = invoice.time_zone, 0
    for dispute in invoice.disputes:
        if dispute.state is DisputeState.UPHELD or local_date(dispute.opened_at, zone) >= day:
            continue
        ended = dispute.resolved_at and local_date(dispute.resolved_at, zone)
        if ended and dispute.state is DisputeState.REJECTED:
            ended += grace
        if ended is None or day <= ended:
            part += dispute.left
    return part


def _set_aside_on(invoice: Invoice, day: date) -> int:
    """What is not chased on this day: disputed, in grace after that, or declared as on its way."""
    grace = timedelta(days=invoice.policy.dispute_grace_days)
    declared = sum(
        wire.amount
        for wire in invoice.wires
        if local_date(wire.declared_at, invoice.time_zone) < day <= wire.expected_by
    )
    return _disputed_on(invoice, day, grace) + declared
