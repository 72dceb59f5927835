"""Payments in transit: the customer has paid, the bank has not posted it yet (P24).

What is declared never exceeds what is open and not declared yet. What did not come pauses nothing a
second time without billing's word.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.errors import (
    AmountNotAcceptable,
    PaymentAlreadyRecorded,
    WireNeedsBilling,
)
from domain.invoices.allocation.settling import charge
from domain.invoices.asked_amounts import minor_of
from domain.invoices.facts import FactCode, Facts, by_reference
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import open_on
from domain.invoices.messages import DeclareWire
from domain.invoices.notifying import notify
from domain.invoices.obstacles import unless_open
from domain.invoices.parts import Wire, WireState
from domain.invoices.terms import local_date, local_moment, start_of_day
from domain.notices import Audience, NoticeKind
from domain.operations.obstacles import Obstacle, clear_of
from domain.turns import WORKER
from domain.values.bank_days import bank_days_after
from domain.values.bank_references import same_reference


def declarable(invoice: Invoice, open_now: int, again: bool = False) -> int:
    """How much can be declared to be on its way, in minor units.

    Args:
        open_now: What is open today, late charges that are not written down yet included.
        again: With billing's word that what did not come before is on its way all the same.
    """
    left = open_now - sum(
        wire.amount for wire in invoice.wires if wire.state is WireState.IN_TRANSIT
    )
    return max(0, left if again else left - missed(invoice))


def missed(invoice: Invoice) -> int:
    """What was declared and did not come in its posting time, nor later; in minor units."""
    return sum(
        wire.amount - (wire.came or 0)
        for wire in invoice.wires
        if wire.state is WireState.NOT_ARRIVED
        or (wire.state is WireState.ARRIVED and wire.came is not None)
    )


def hinders_declare(invoice: Invoice) -> Obstacle | None:
    return unless_open(invoice)


def declare(invoice: Invoice, command: DeclareWire, step: str, now: datetime) -> None:
    """Pauses reminders for what is declared, for the posting time of its kind.

    Raises:
        WrongTurn: nothing is open.
        AmountNotAcceptable: more than is open and not declared yet, or in another currency.
        WireNeedsBilling: what was declared before did not come.
        PaymentAlreadyRecorded: the same wire was declared before.
    """
    clear_of(hinders_declare(invoice))
    amount = minor_of(invoice, command.amount, "the payment")
    _refuse_the_same(invoice, command)
    policy, zone = invoice.policy, invoice.time_zone
    today = local_date(now, zone)
    open_now = open_on(invoice, today)
    if amount > (most := declarable(invoice, open_now, again=True)):
        unless_declared = " and not declared yet" if most < open_now else ""
        raise AmountNotAcceptable(
            f"Only {invoice.money(most).written} is open on this invoice{unless_declared}.",
            invoice=invoice.number,
        )
    if not command.again and amount > (most := declarable(invoice, open_now)):
        raise WireNeedsBilling(
            "A payment that was declared before has not come in. Please ask our billing team about"
            " it; they can allow another declaration.",
            invoice=invoice.number,
            declarable=invoice.money(most).model_dump(mode="json"),
        )
    charge(invoice, now)
    days = policy.posting.days(command.kind)
    expected = bank_days_after(today, days, policy.bank_days, invoice.country)
    day_after = expected + timedelta(days=1)
    wire = Wire(
        bank_reference=command.bank_reference,
        amount=amount,
        kind=command.kind,
        declared_at=now,
        by=command.by,
        expected_by=expected,
        resumes_at=local_moment(day_after, policy.remind_at_hour, zone),
    )
    invoice.wires.append(wire)
    allowed = (FactCode.ALLOWED_AGAIN,) if command.again else ()
    ids = by_reference(command.bank_reference)
    facts = Facts(codes=(command.kind, *allowed), ids=ids, day=expected)
    invoice.write_down(EventKind.DECLARE_IN_TRANSIT, command.by, now, amount, facts)
    notify(
        invoice,
        NoticeKind.WIRE_DECLARED,
        step,
        now,
        amount=amount,
        deadline=start_of_day(day_after, zone) - timedelta(seconds=1),
        reason=command.bank_reference,
    )


def _refuse_the_same(invoice: Invoice, command: DeclareWire) -> None:
    for wire in invoice.wires:
        if not same_reference(wire.bank_reference, command.bank_reference):
            continue
        if command.again and wire.state is WireState.NOT_ARRIVED:
            continue
        raise PaymentAlreadyRecorded(
            "A payment with this bank reference was declared before.", invoice=invoice.number
        )


def arrive(invoice: Invoice, bank_reference: str, amounts: Collection[int]) -> None:
    """A payment has come in that may be one that was declared, in its time or later: the one of
    its reference, or else the oldest of its amount.

    Args:
        amounts: What came in, first of all; then what of it is for this invoice.
    """
    expected = [
        wire
        for state in (WireState.IN_TRANSIT, WireState.NOT_ARRIVED)
        for wire in invoice.wires
        if wire.state is state
    ]
    found = [wire for wire in expected if same_reference(wire.bank_reference, bank_reference)]
    found = found or [wire for wire in expected if wire.amount in amounts][:1]
    came = max(amounts, default=0)
    invoice.wires = [
        wire.model_copy(update={"state": WireState.ARRIVED, "came": min(came, wire.amount)})
        if any(wire is each for each in found)
        else wire
        for wire in invoice.wires
    ]


def miss(invoice: Invoice, wire: Wire, now: datetime) -> None:
    """Its posting time is over: reminders go on, and customer and billing operations are
    notified."""
    reference = wire.bank_reference
    before = [each for each in invoice.wires if each.bank_reference == reference]
    # No reference has a "=": `W` for the second time is not the wire `W-2`.
    step = f"wire-{reference}" if len(before) == 1 else f"wire-{reference}={len(before)}"
    invoice.wires = [
        each.model_copy(update={"state": WireState.NOT_ARRIVED}) if each is wire else each
        for each in invoice.wires
    ]
    facts = Facts(ids=by_reference(reference))
    invoice.write_down(EventKind.WIRE_NOT_ARRIVED, WORKER, now, wire.amount, facts)
    for kind, audience in (
        (NoticeKind.WIRE_NOT_ARRIVED, Audience.CUSTOMER),
        (NoticeKind.TEAM_WIRE_NOT_ARRIVED, Audience.BILLING),
    ):
        notify(invoice, kind, step, now, audience, amount=wire.amount, reason=reference)
