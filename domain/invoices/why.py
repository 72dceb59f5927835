"""Why an invoice is open, worked out of what a face may show of it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from domain.invoices.facts import NOTHING_MORE, Facts
from domain.invoices.parts import ADDS, AdjustmentKind, DisputeState, WireState
from domain.invoices.terms import local_date
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import AdjustmentView, PaymentView
from domain.invoices.views.reminders import PauseKind
from domain.invoices.views.why import Booked, BookedKind, Remaining, RemainingKind, WhyOpen
from domain.tasks import Task
from domain.turns import Who
from domain.values.money import Money

_CHARGES = (
    AdjustmentKind.LATE_INTEREST,
    AdjustmentKind.COMPENSATION,
    AdjustmentKind.CHARGE_GIVEN_BACK,
)
_ORDER = list(BookedKind)


class _Line(NamedTuple):
    """What is booked, without what is left after it; in minor units."""

    on: date
    kind: BookedKind
    amount: int
    reference: str | None = None
    of: Money | None = None
    said: str | None = None


def why_open(view: InvoiceView) -> WhyOpen:
    """All that explains what is open on the invoice.

    Args:
        view: The whole of it, as staff see it; a customer's is made of the answer.
    """
    as_of = view.as_of or view.due_on
    return WhyOpen(
        invoice=view.invoice,
        account=view.account,
        company=view.company,
        state=view.state,
        waiting_on=view.waiting_on,
        time_zone=view.time_zone,
        as_of=as_of,
        due_on=view.due_on,
        days_overdue=view.days_overdue,
        on_hold=view.on_hold,
        open=view.open,
        holds_until=view.holds_until if view.open.amount else None,
        reference=view.reference,
        pay_to=view.pay_to,
        booked=tuple(_with_what_is_left(view, as_of)),
        remaining=tuple(_remaining(view)),
        next_at=view.next_alarm.at if view.next_alarm else None,
    )


def _with_what_is_left(view: InvoiceView, as_of: date) -> Iterator[Booked]:
    currency, left = view.open.currency, 0
    lines = sorted(_lines(view), key=lambda line: (line.on, _ORDER.index(line.kind)))
    issued = _Line(view.issued_on, BookedKind.ISSUED, view.amount.minor)
    for line in (issued, *lines, *_so_far(view, as_of)):
        left += line.amount
        yield Booked(
            kind=line.kind,
            on=line.on,
            amount=Money.from_minor(line.amount, currency),
            left=Money.from_minor(left, currency),
            reference=line.reference,
            of=line.of,
            said=line.said,
        )


def _lines(view: InvoiceView) -> Iterator[_Line]:
    def day(at: datetime) -> date:
        return local_date(at, view.time_zone)

    for payment in view.payments:
        yield from _payment(payment)
        if payment.reversed_at is not None:
            reference, why = payment.bank_reference, payment.reversal_reason
            on, whole = day(payment.reversed_at), payment.reversed
            yield _Line(on, BookedKind.TAKEN_BACK, 0, reference, whole, why)
    for each in view.adjustments:
        amount = ADDS[each.kind] * each.amount.minor
        yield _Line(day(each.at), BookedKind(each.kind), amount, said=_said(each))
    for wire in view.wires:
        if wire.state == WireState.NOT_ARRIVED:
            yield _Line(
                wire.expected_by, BookedKind.NOT_ARRIVED, 0, wire.bank_reference, wire.amount
            )
    for dispute in view.disputes:
        if dispute.state == DisputeState.REJECTED and dispute.resolved_at is not None:
            on = day(dispute.resolved_at)
            kind = BookedKind.DISPUTE_REJECTED
            yield _Line(on, kind, 0, of=dispute.amount, said=dispute.resolution)


def _payment(payment: PaymentView) -> Iterator[_Line]:
    if payment.settled.amount:
        whole = payment.amount if payment.amount != payment.settled else None
        on, reference = payment.value_date, payment.bank_reference
        yield _Line(on, BookedKind.PAYMENT, -payment.settled.minor, reference, whole)


def _said(adjustment: AdjustmentView) -> str | None:
    if adjustment.kind in _CHARGES:
        return None
    facts = Facts(**{name: getattr(adjustment, name) for name in Facts.model_fields})
    return facts.said if facts != NOTHING_MORE else adjustment.why or None


def _so_far(view: InvoiceView, as_of: date) -> Iterator[_Line]:
    written = sum(
        ADDS[each.kind] * each.amount.minor for each in view.adjustments if each.kind in _CHARGES
    )
    if so_far := view.late_charges.minor - written:
        yield _Line(as_of, BookedKind.CHARGED_SO_FAR, so_far)


def _remaining(view: InvoiceView) -> Iterator[Remaining]:
    left = view.open.minor
    for part in (*_set_aside(view), _rest(view)):
        amount = min(left, part.amount.minor)
        left -= amount
        if amount > 0:
            money = Money.from_minor(amount, view.open.currency)
            yield part.model_copy(update={"amount": money})


def _set_aside(view: InvoiceView) -> Iterator[Remaining]:
    """What nobody is asked to pay at present."""
    for dispute in view.disputes:
        if dispute.state == DisputeState.OPEN:
            yield Remaining(
                kind=RemainingKind.DISPUTED,
                amount=view.disputed,
                who=Who.BILLING,
                until=dispute.answer_by,
                said=dispute.reason,
            )
    if on_their_way := [wire for wire in view.wires if wire.state == WireState.IN_TRANSIT]:
        yield Remaining(
            kind=RemainingKind.IN_TRANSIT,
            amount=view.in_transit,
            who=Who.BILLING,
            until=max(wire.expected_by for wire in on_their_way),
            references=tuple(wire.bank_reference for wire in on_their_way),
        )
    for pause in view.pauses:
        if pause.kind is PauseKind.IN_GRACE:
            until = local_date(pause.until, view.time_zone) if pause.until else None
            yield Remaining(
                kind=RemainingKind.IN_GRACE, amount=pause.amount, who=Who.CUSTOMER, until=until
            )


def _rest(view: InvoiceView) -> Remaining:
    """All the rest: to be paid, or too little for anybody to ask for."""
    if view.waiting_on.task is Task.TOLERATED:
        return Remaining(kind=RemainingKind.TOLERATED, amount=view.open, who=Who.NOBODY)
    kind = RemainingKind.OVERDUE if view.days_overdue else RemainingKind.NOT_DUE
    who = Who.BILLING if view.waiting_on.task is Task.SEE_TO_LETTER else Who.CUSTOMER
    return Remaining(kind=kind, amount=view.open, who=who, until=view.due_on)
