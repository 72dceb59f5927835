"""Payments in transit: the customer has paid, the bank has not posted it yet (P24)."""

from datetime import datetime, timedelta

from domain.errors import AmountNotAcceptable, PaymentAlreadyRecorded, WrongTurn
from domain.invoices.bank_days import bank_days_after
from domain.invoices.invoice import Invoice
from domain.invoices.messages import DeclareWire
from domain.invoices.parts import Wire, WireState
from domain.invoices.terms import local_date, local_moment, start_of_day
from domain.notices import Audience, NoticeKind
from domain.request import WORKER


def declare(invoice: Invoice, command: DeclareWire, step: str, now: datetime) -> None:
    """Pauses reminders for what is declared, for the posting time of its kind.

    Raises:
        WrongTurn: nothing is open.
        AmountNotAcceptable: more than is open, or in another currency.
        PaymentAlreadyRecorded: the same wire was declared before.
    """
    if invoice.settled:
        raise WrongTurn("Nothing is open on this invoice.", invoice=invoice.number)
    amount = invoice.minor_of(command.amount, "the payment")
    if amount > invoice.open:
        raise AmountNotAcceptable(
            f"Only {invoice.money(invoice.open)} is open on this invoice.", invoice=invoice.number
        )
    if any(wire.bank_reference == command.bank_reference for wire in invoice.wires):
        raise PaymentAlreadyRecorded(
            "A payment with this bank reference was declared before.", invoice=invoice.number
        )
    policy, zone = invoice.policy, invoice.time_zone
    today = local_date(now, zone)
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
    said = f"{command.bank_reference}, {command.kind}, expected by {expected}"
    invoice.write_down("declare_in_transit", command.by, now, amount, said)
    invoice.tell(
        NoticeKind.WIRE_DECLARED,
        step,
        now,
        amount=amount,
        deadline=start_of_day(day_after, zone) - timedelta(seconds=1),
        reason=command.bank_reference,
    )


def arrive(invoice: Invoice, bank_reference: str) -> None:
    """The declared payment has been posted."""
    _turn(invoice, bank_reference, WireState.ARRIVED)


def miss(invoice: Invoice, wire: Wire, now: datetime) -> None:
    """Its posting time is over: reminders go on, and everybody is told."""
    _turn(invoice, wire.bank_reference, WireState.NOT_ARRIVED)
    invoice.write_down("wire_not_arrived", WORKER, now, wire.amount, wire.bank_reference)
    step = f"wire-{wire.bank_reference}"
    for kind, audience in (
        (NoticeKind.WIRE_NOT_ARRIVED, Audience.CUSTOMER),
        (NoticeKind.TEAM_WIRE_NOT_ARRIVED, Audience.BILLING),
    ):
        invoice.tell(kind, step, now, audience, amount=wire.amount, reason=wire.bank_reference)


def _turn(invoice: Invoice, bank_reference: str, state: WireState) -> None:
    invoice.wires = [
        wire.model_copy(update={"state": state})
        if wire.bank_reference == bank_reference and wire.state is WireState.IN_TRANSIT
        else wire
        for wire in invoice.wires
    ]
