"""The money of an invoice: payments, what else lowered it, what is on its way or disputed."""

from datetime import date, datetime

from domain.invoices.facts import Facts
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import AdjustmentKind
from domain.invoices.policy import Instrument, WireKind
from domain.turns import Part
from domain.values.money import Money

_CORRECTABLE = (AdjustmentKind.CREDIT_NOTE, AdjustmentKind.WRITE_OFF)


class PaymentView(Part):
    """A payment as far as one invoice is concerned."""

    entry: str
    """Its id: what a correction names."""
    bank_reference: str
    amount: Money
    """The whole payment."""
    settled: Money
    """What of it settles this invoice now; zero once reversed."""
    value_date: date
    instrument: Instrument
    received_at: datetime
    by: str
    counts: Money
    """What of it was neither taken back by the bank nor entered wrongly."""
    reversed: Money | None = None
    """What the bank took back, where it did."""
    reversed_at: datetime | None = None
    reversal_reason: str | None = None
    corrected_at: datetime | None = None
    """It was entered wrongly, and taken back."""
    corrected_by: str | None = None
    correction_reason: str | None = None

    @property
    def counted(self) -> bool:
        """Something of it counts, which can be taken back."""
        return bool(self.counts.amount)


class AdjustmentView(Facts):
    """A credit note, a write-off, a recovery or a charge, as it was entered."""

    entry: str
    """Its id: what a correction names."""
    kind: AdjustmentKind
    amount: Money
    at: datetime
    by: str
    why: str
    """The facts as a sentence, for programs that read it."""
    corrected_at: datetime | None = None
    """It was entered wrongly, and taken back."""
    corrected_by: str | None = None
    correction_reason: str | None = None

    @property
    def correctable(self) -> bool:
        return self.corrected_at is None and self.kind in _CORRECTABLE


class WireView(Part):
    """A payment in transit."""

    bank_reference: str
    amount: Money
    kind: WireKind
    declared_at: datetime
    by: str
    expected_by: date
    """The last bank business day of its posting time."""
    state: str
    """`in_transit`, `arrived` or `not_arrived`."""


class DisputeView(Part):
    amount: Money
    reason: str
    opened_at: datetime
    by: str
    state: str
    """`open`, `upheld`, `rejected`, or `settled` when it was paid all the same."""
    answer_by: date | None = None
    """The last day on which billing operations answer it in time."""
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolution: str | None = None
    """The answer in a person's own words, or our sentence where it was settled."""
    ended_because: tuple[str, ...] = ()
    """Where it was settled: why, in codes."""


class Settled(Part):
    """What a payment settles of one invoice, and where that leaves it."""

    invoice: str
    settled: Money
    state: InvoiceState
    due_on: date
    open: Money


class MoneyResult(Part):
    """What a step made of an account's money, as of the step itself."""

    settled: tuple[Settled, ...] | None = None
    """By the payment that it recorded. None where the ledger has to be asked: it recorded none, or
    a further part of a transfer, or one that settles more invoices than an answer names."""
    unapplied_credit: Money
    """The account's, in the payment's currency."""


class Settles(Part):
    """What of a payment settles an invoice now."""

    invoice: str
    amount: Money
