"""What one step may change of an account: its invoices, payments, refunds and allocations."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.invoices.allocation.allocation_index import Settlements
from domain.invoices.allocation.transfers import Transfer
from domain.invoices.facts import Facts, by_reference
from domain.invoices.invoice import Invoice
from domain.invoices.policy import Instrument
from domain.values.bank_references import normal_form

NEW = "payment-new"
"""The entry of a payment that the ledger has not numbered yet; a step records one at the most."""

NEW_REFUND = "refund-new"
"""The same of a refund."""


@dataclass(slots=True)
class Payment:
    account_id: str
    bank_reference: str
    """As it was written."""
    currency: str
    amount: int
    """In minor units, as all that follows."""
    value_date: date
    instrument: Instrument
    received_at: datetime
    by: str
    entry: str = NEW
    """Its id, of this payment alone: several may be parts of one transfer."""
    number: int | None = None
    """The ledger's own, which rises as they come in."""
    transfer: str = ""
    """Which transfer it is of; by default its reference's normal form."""
    allocated: int = 0
    """What of it settles invoices."""
    taken_back: int = 0
    """What the bank took back, or was entered wrongly."""
    refunded: int = 0
    """What was paid back to the customer."""

    def __post_init__(self) -> None:
        self.transfer = self.transfer or normal_form(self.bank_reference)

    @property
    def counts(self) -> int:
        """What of it was received and stayed."""
        return self.amount - self.taken_back

    @property
    def left(self) -> int:
        """What of it is unapplied credit."""
        return self.counts - self.allocated - self.refunded

    @property
    def facts(self) -> Facts:
        """For timelines."""
        ids = by_reference(self.bank_reference)
        return Facts(codes=(self.instrument,), ids=ids, day=self.value_date)


class PaymentChange(StrEnum):
    """What happened to recorded money other than settling invoices."""

    REVERSAL = "reversal"
    """The bank took it back."""
    CORRECTION = "correction"
    """It was entered wrongly."""
    REFUND = "refund"
    """It was paid back from unapplied credit."""
    REFUND_CORRECTED = "refund_corrected"
    """It was not paid back after all."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One entry of a payment's own journal; the amount is above zero."""

    payment: str
    kind: PaymentChange
    amount: int
    at: datetime
    by: str
    why: str
    refund: str | None = None
    """The refund that it is a part of."""


@dataclass(slots=True)
class Refund:
    """Unapplied credit that was paid back."""

    account_id: str
    bank_reference: str
    currency: str
    amount: int
    at: datetime
    by: str
    entry: str = NEW_REFUND
    transfer: str = ""
    corrected_at: datetime | None = None
    corrected_by: str | None = None
    correction_reason: str | None = None
    parts: dict[str, int] = field(default_factory=dict)
    """What of which payment it was, by the payment's entry."""

    def __post_init__(self) -> None:
        self.transfer = self.transfer or normal_form(self.bank_reference)


class Lowering(StrEnum):
    """What lowered an invoice other than payments, and can be taken back."""

    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A credit note or a write-off of an invoice, as it was entered."""

    entry: str
    """Its id."""
    kind: Lowering
    amount: int
    corrected: bool = False
    step: str | None = None
    """The key of the step that entered it; entries of releases before have none."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """One entry of the journal: so much of a payment settles an invoice, or (below zero) no longer
    does."""

    payment: str
    """The payment's entry."""
    invoice: str
    amount: int
    at: datetime
    by: str
    why: str


@dataclass(slots=True)
class Receivables:
    """What a step may touch of one account: the invoices and payments that it is about."""

    account_id: str
    invoices: dict[str, Invoice]
    payments: list[Payment] = field(default_factory=list)
    """In the order they came in."""
    settlements: Settlements = field(default_factory=Settlements)
    """What of the payments settles the invoices now, oldest first."""
    journal: list[Allocation] = field(default_factory=list)
    """New entries, to be written."""
    changes: list[ChangeEntry] = field(default_factory=list)
    """New entries of the payments' own journal, to be written."""
    transfers: dict[str, Transfer] = field(default_factory=dict)
    """Those that the step is about, by their keys."""
    refunds: list[Refund] = field(default_factory=list)
    adjustments: dict[str, list[Adjustment]] = field(default_factory=dict)
    """By invoice number, where a step is about them."""
    _known: dict[str, Payment] = field(default_factory=dict, compare=False, repr=False)
    """The payments by their entries, as of the last search for one."""

    def known(self, payment: Payment) -> Payment:
        """The payment, among those that are known here from now on."""
        self.payments.append(payment)
        self._known[payment.entry] = payment
        return payment

    def has_payment(self, entry: str) -> bool:
        return entry in self._known

    def payment(self, entry: str) -> Payment:
        if (known := self._known.get(entry)) is None or known.entry != entry:
            self._known = {payment.entry: payment for payment in self.payments}
        return self._known[entry]

    def in_the_order_they_came_in(self) -> None:
        """Puts the payments into this order; one without a number is the last."""
        self.payments.sort(key=lambda each: (each.number is None, each.number or 0))

    def allocate(
        self, payment: Payment, invoice: Invoice, amount: int, by: str, now: datetime, why: str
    ) -> None:
        """Settles so much of the invoice from the payment; below zero takes it back."""
        payment.allocated += amount
        invoice.receive(payment.value_date, amount)
        key = (payment.entry, invoice.number)
        self.settlements.add(*key, amount)
        self.journal.append(Allocation(*key, amount, now, by, why))

    def take_back(
        self,
        payment: Payment,
        kind: PaymentChange,
        amount: int,
        by: str,
        now: datetime,
        why: str,
    ) -> None:
        """So much of what is left of the payment does not count any more; its transfer may be
        entered again."""
        payment.taken_back += amount
        self.transfers[payment.transfer].counted -= amount
        self.changes.append(ChangeEntry(payment.entry, kind, amount, now, by, why))

    def unapplied(self, currency: str) -> int:
        """What is left of the payments that are known here, in this currency."""
        return sum(payment.left for payment in self.payments if payment.currency == currency)
