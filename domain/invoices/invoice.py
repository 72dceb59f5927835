"""One invoice: its data, the sums of its amounts, and the state that follows from them.

The ledger reads it, lets one of `payments`, `credit_notes`, `disputes`, `wires` or `dunning` act
on it (by `moves`), and writes it back, in one transaction. Amounts here are in minor units of the
invoice's currency. Nothing here reads a clock.
"""

from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from domain.errors import NotPossibleNow
from domain.invoices.facts import NOTHING_MORE, Facts
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.lifecycle import MACHINE, SETTLED, InvoiceState, InvoiceTrigger
from domain.invoices.notes import note_of
from domain.invoices.parts import (
    AdjustmentMade,
    Assignment,
    Charge,
    Customer,
    Dispute,
    DisputeState,
    Received,
    ReminderStep,
    Undelivered,
    Wire,
    WireState,
)
from domain.invoices.policy import InvoicePolicy
from domain.invoices.terms import overdue_at
from domain.notices import Notice
from domain.values.money import Money
from domain.values.national_references import NationalReference, national_reference


@dataclass(slots=True)
class Invoice:
    number: str
    account_id: str
    scope_id: str
    reference: str
    """ISO 11649, compact."""
    currency: str
    amount: int
    issued_on: date
    due_on: date
    time_zone: str
    """The payer's when it was issued: dates in letters that were sent do not change."""
    country: str
    policy: InvoicePolicy
    policy_version: str
    customer: Customer
    issued_at: datetime
    paid: int = 0
    credited: int = 0
    written_off: int = 0
    recovered: int = 0
    """What was paid after all of what had been written off: no part of `written_off` any more."""
    charged: int = 0
    """Late interest and compensation, less what was given back of them."""
    received: tuple[Received, ...] = ()
    """What is paid, by value date."""
    state: InvoiceState = InvoiceState.OPEN
    overdue: bool = False
    """The local midnight after the due date has passed, and was noticed."""
    reminders: list[ReminderStep] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    grace_until: datetime | None = None
    """Until then a part is not chased: its dispute was rejected."""
    spared: int = 0
    """That part."""
    undelivered: list[Undelivered] = field(default_factory=list)
    """Letters that did not arrive. While there is one, no further reminder is sent."""
    stopped_at: datetime | None = None
    """Since when dunning has been paused."""
    moved_after: int = 0
    """The level of the last reminder before dunning was paused, or waited for it to leave."""
    moved_days: int = 0
    """By so many days all that comes after that reminder is later than planned."""
    letter_waits_until: datetime | None = None
    """When to check again whether the last reminder was sent: what comes after it waits for
    that."""
    unnotified: bool = False
    """A letter that asks for the money was given up, and no reminder has left since."""
    compensated: bool = False
    """The fixed compensation is charged."""
    held: bool = False
    """It is a reason for its account's credit hold."""
    interest_until: date | None = None
    """The day as of which late charges were written down last."""
    assignment: Assignment | None = None
    """Who has it since when, as it was written down last."""
    as_of: datetime | None = None
    """The moment of its last step. No step is earlier: see `not_before`."""
    revision: int = 0
    events: list[InvoiceEvent] = field(default_factory=list)
    """New entries of the timeline, to be written."""
    charges: list[Charge] = field(default_factory=list)
    adjusted: list[AdjustmentMade] = field(default_factory=list)
    outgoing: list[Notice] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The workflow id."""
        return invoice_id(self.number)

    @property
    def open(self) -> int:
        return self.amount + self.charged - self.paid - self.credited - self.written_off

    @property
    def tolerance(self) -> int:
        """The policy's, in minor units: a difference that is no reason for charges or a hold."""
        return self.policy.tolerance_in(self.currency)

    @property
    def dispute(self) -> Dispute | None:
        """The dispute that is not resolved yet; there is one at the most."""
        return next((each for each in self.disputes if each.state is DisputeState.OPEN), None)

    @property
    def disputed(self) -> int:
        """The disputed part of what is open."""
        return min(self.open, self.dispute.left) if self.dispute else 0

    @property
    def in_transit(self) -> int:
        """What is declared and not posted, of what is open and not disputed."""
        declared = sum(wire.amount for wire in self.wires if wire.state is WireState.IN_TRANSIT)
        return min(self.open - self.disputed, declared)

    @property
    def in_grace(self) -> int:
        """What is not chased yet, since a dispute over it was just rejected."""
        left = self.open - self.disputed - self.in_transit
        return min(left, self.spared) if self.grace_until else 0

    @property
    def chased(self) -> int:
        """What reminders are about: what is open, neither disputed nor on its way nor in grace, and
        more than a difference within the tolerance."""
        return self._left - self.tolerated

    @property
    def tolerated(self) -> int:
        """The difference that is left, where it is within the policy's tolerance."""
        left = self._left
        return left if left <= self.tolerance and left < self.amount else 0

    @property
    def _left(self) -> int:
        return self.open - self.disputed - self.in_transit - self.in_grace

    def receive(self, on: date, amount: int) -> None:
        """Counts money of this value date as paid; below zero no longer."""
        self.paid += amount
        sums = {each.on: each.amount for each in self.received}
        sums[on] = sums.get(on, 0) + amount
        self.received = tuple(
            Received(on=day, amount=sum_) for day, sum_ in sorted(sums.items()) if sum_
        )

    def not_before(self, now: datetime) -> datetime:
        """The moment of a step that is taken now. In a rehearsal each run of a workflow has a clock
        of its own, and one that begins anew has not been moved ahead: time would run backwards."""
        return max(now, self.as_of) if self.as_of else now

    @property
    def content(self) -> tuple[Any, ...]:
        """All that a step may change, to be compared with what it is afterwards."""
        values = (getattr(self, name) for name in _MAY_CHANGE)
        return tuple(tuple(value) if isinstance(value, list) else value for value in values)

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def overdue_at(self) -> datetime:
        return overdue_at(self.due_on, self.time_zone)

    @property
    def rests_in(self) -> InvoiceState:
        if self.open == 0:
            if self.written_off:
                return InvoiceState.WRITTEN_OFF
            return InvoiceState.PAID if self.paid else InvoiceState.CREDITED
        if self.disputed == self.open:
            return InvoiceState.DISPUTED
        if self.overdue:
            return InvoiceState.OVERDUE
        return InvoiceState.PARTLY_PAID if self.paid else InvoiceState.OPEN

    def refuse_unless_allowed(self, trigger: InvoiceTrigger) -> None:
        """Raises NotPossibleNow when no arrow of this trigger leaves the state it is in."""
        refuse_unless_possible(self.state, trigger)

    def replace_dispute(self, held: Dispute, by: Dispute) -> None:
        self.disputes = [by if each is held else each for each in self.disputes]

    def write_down(
        self,
        kind: EventKind,
        by: str,
        now: datetime,
        amount: int | None = None,
        facts: Facts = NOTHING_MORE,
        before: InvoiceState | None = None,
    ) -> None:
        """Adds to the timeline; something without a change of state when `before` is not given."""
        self.events.append(
            InvoiceEvent(
                at=now,
                by=by,
                kind=kind,
                from_=before or self.state,
                to=self.state,
                amount=self.money(amount) if amount is not None else None,
                codes=facts.codes,
                ids=facts.ids,
                day=facts.day,
                since=facts.since,
                days=facts.days,
                tolerance=facts.tolerance,
                said=facts.said,
                note=note_of(kind, facts),
            )
        )

    def written(self) -> None:
        """Its events and notices were written to the ledger; more may follow in the same step."""
        self.events, self.charges, self.adjusted, self.outgoing = [], [], [], []

    @property
    def national_references(self) -> tuple[NationalReference, ...]:
        """Its references beside `reference`, in the forms that its policy names."""
        kinds = self.policy.national_references
        return tuple(national_reference(kind, self.number) for kind in kinds)

    def money(self, minor: int) -> Money:
        return Money.from_minor(minor, self.currency)


_TO_BE_WRITTEN = ("events", "charges", "adjusted", "outgoing")
_MAY_CHANGE = tuple(
    each.name
    for each in fields(Invoice)
    if each.name not in _TO_BE_WRITTEN
    and (each.default is not MISSING or each.default_factory is not MISSING)
)


def invoice_id(number: str) -> str:
    """The workflow id of an invoice."""
    return f"invoice/{number}"


def refuse_unless_possible(state: InvoiceState, trigger: InvoiceTrigger) -> None:
    """Raises NotPossibleNow when no arrow of this trigger leaves the state."""
    if not MACHINE.allows_from(state, trigger):
        raise NotPossibleNow(trigger, state, subject="invoice", said=_REFUSED.get(trigger))


_REFUSED = {
    InvoiceTrigger.DISPUTE: "nothing is open to dispute",
    InvoiceTrigger.RESOLVE: "there is no dispute to resolve",
    InvoiceTrigger.CREDIT: "nothing is left to credit",
    InvoiceTrigger.WRITE_OFF: "nothing is open to write off",
}
"""What is said of an operation of people that the state does not allow."""
