"""What a step may touch of an account: invoices, payments, and what of these settles those."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.invoices.invoice import Invoice
from domain.invoices.policy import Instrument


@dataclass(slots=True)
class Payment:
    account_id: str
    bank_reference: str
    currency: str
    amount: int
    """In minor units, as `allocated`."""
    value_date: date
    instrument: Instrument
    received_at: datetime
    by: str
    allocated: int = 0
    """What of it settles invoices."""
    reversed_at: datetime | None = None
    reversed_by: str | None = None
    reversal_reason: str | None = None

    @property
    def left(self) -> int:
        """What of it is unapplied credit."""
        return 0 if self.reversed_at else self.amount - self.allocated


@dataclass(frozen=True, slots=True)
class Allocation:
    """One entry of the journal: so much of a payment settles an invoice, or (below zero) no longer
    does."""

    bank_reference: str
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
    settled_by: dict[tuple[str, str], int] = field(default_factory=dict)
    """(bank reference, invoice number) -> what of the payment settles the invoice now, oldest
    first."""
    journal: list[Allocation] = field(default_factory=list)
    """New entries, to be written."""

    def allocate(
        self, payment: Payment, invoice: Invoice, amount: int, by: str, now: datetime, why: str
    ) -> None:
        """Settles so much of the invoice from the payment; below zero takes it back."""
        payment.allocated += amount
        invoice.receive(payment.value_date, amount)
        key = (payment.bank_reference, invoice.number)
        self.settled_by[key] = self.settled_by.get(key, 0) + amount
        self.journal.append(Allocation(*key, amount, now, by, why))

    def unapplied(self, currency: str) -> int:
        """What is left of the payments that are known here, in this currency."""
        return sum(payment.left for payment in self.payments if payment.currency == currency)
