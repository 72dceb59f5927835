"""The invoices of the sample data: in every state, each with the past that led there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cli.samples.companies import Company
from domain.invoices import messages
from domain.invoices.messages import InvoiceMessage
from domain.invoices.policy import WireKind
from domain.values.money import Money

PAULA = "paula@provider.example"
"""Billing operations."""

Act = Callable[["Ledgered", Company, date], InvoiceMessage]
"""What somebody does with an invoice, on a day."""


@dataclass(frozen=True)
class Switched:
    """A scope that has paid by invoice for so many days, with this credit limit."""

    scope: str
    days_ago: int
    limit: str


@dataclass(frozen=True)
class Ledgered:
    """An invoice, and what has happened to it."""

    number: str
    scope: str
    days_ago: int
    """Since its date."""
    amount: str
    """Such as `1200.00 EUR`."""
    acts: tuple[tuple[int, Act], ...] = ()
    """What was done, each with so many days ago."""
    refused_reminder: int | None = None
    """The level of the one whose letter could not be delivered."""

    @property
    def money(self) -> Money:
        return money(self.amount)

    def some(self, amount: str | None) -> Money:
        """So much in the invoice's currency, or all of it."""
        if amount is None:
            return self.money
        return Money(amount=Decimal(amount), currency=self.money.currency)

    @property
    def bank_reference(self) -> str:
        return f"BANK-{self.number}"


def money(written: str) -> Money:
    amount, currency = written.split()
    return Money(amount=Decimal(amount), currency=currency)


def paid(amount: str | None = None) -> Act:
    return lambda invoice, _, day: messages.RecordPayment(
        by=PAULA,
        amount=invoice.some(amount),
        bank_reference=invoice.bank_reference,
        value_date=day,
    )


def taken_back(invoice: Ledgered, company: Company, day: date) -> InvoiceMessage:
    return messages.ReversePayment(
        by=PAULA, bank_reference=invoice.bank_reference, reason="Returned by the payer's bank."
    )


def in_transit(kind: WireKind) -> Act:
    return lambda invoice, company, _: messages.DeclareWire(
        by=company.payables,
        amount=invoice.money,
        bank_reference=invoice.bank_reference,
        kind=kind,
    )


def disputed(amount: str | None, reason: str) -> Act:
    return lambda invoice, company, _: messages.OpenDispute(
        by=company.payables, amount=invoice.some(amount), reason=reason
    )


def credited(amount: str | None, reason: str) -> Act:
    return lambda invoice, _, day: messages.CreditInvoice(
        by=PAULA, amount=invoice.some(amount), reason=reason
    )


def written_off(invoice: Ledgered, company: Company, day: date) -> InvoiceMessage:
    return messages.WriteOff(by=PAULA, reason="The customer's estate has nothing left.")


_TULPEN, _HARROW, _CASCADE = "sub-tulpen-3", "sub-harrow-2", "sub-cascade-1"
_LUMIERE = "sub-lumiere-3"

PAID_BY_BANK = Ledgered("LUM-4003", _LUMIERE, 12, "640.00 EUR")
"""The one whose reference the bank statement has."""

SWITCHED = (
    Switched(_TULPEN, 150, "9800.00 EUR"),
    Switched(_HARROW, 120, "25000.00 GBP"),
    Switched(_CASCADE, 230, "90000.00 USD"),
    Switched(_LUMIERE, 90, "4500.00 EUR"),
)

INVOICES: tuple[Ledgered, ...] = (
    # Who pays: early, too much, late and reminded; unapplied credit is left.
    Ledgered("TUL-1001", _TULPEN, 96, "1840.00 EUR", ((68, paid()),)),
    Ledgered("TUL-1002", _TULPEN, 66, "1915.50 EUR", ((36, paid("1950.00")),)),
    Ledgered("TUL-1003", _TULPEN, 34, "2104.00 EUR", ((2, paid("2069.50")),)),
    Ledgered("TUL-1004", _TULPEN, 26, "1990.25 EUR", ((9, paid()),)),
    Ledgered("TUL-1005", _TULPEN, 5, "2230.00 EUR", ((1, paid("2300.00")),)),
    # Overdue and reminded, paid in part, disputed, on its way, credited, due soon, and a payment
    # that was declared and did not come.
    Ledgered("HAR-2001", _HARROW, 42, "3120.00 GBP"),
    Ledgered("HAR-2002", _HARROW, 20, "2980.00 GBP", ((2, paid("1500.00")),)),
    Ledgered(
        "HAR-2003",
        _HARROW,
        38,
        "2745.60 GBP",
        ((4, disputed(None, "This project was moved to another subscription in September.")),),
    ),
    Ledgered("HAR-2004", _HARROW, 31, "3305.00 GBP", ((1, in_transit(WireKind.DOMESTIC)),)),
    Ledgered("HAR-2005", _HARROW, 12, "410.00 GBP", ((5, credited(None, "Billed twice.")),)),
    Ledgered("HAR-2006", _HARROW, 25, "1890.00 GBP"),
    Ledgered("HAR-2007", _HARROW, 44, "960.00 GBP", ((12, in_transit(WireKind.DOMESTIC)),)),
    # On credit hold; paid in part and late, a part disputed, written off, a payment that bounced.
    Ledgered("CAS-3001", _CASCADE, 75, "14250.00 USD"),
    Ledgered("CAS-3002", _CASCADE, 105, "13980.00 USD", ((50, paid("6000.00")),)),
    Ledgered(
        "CAS-3003",
        _CASCADE,
        58,
        "12120.00 USD",
        ((12, disputed("2120.00", "The price that we agreed in May was lower.")),),
    ),
    Ledgered("CAS-3004", _CASCADE, 200, "890.00 USD", ((60, written_off),)),
    Ledgered("CAS-3005", _CASCADE, 36, "15400.00 USD", ((4, paid()), (1, taken_back))),
    Ledgered("CAS-3006", _CASCADE, 28, "14875.00 USD"),
    Ledgered("CAS-3007", _CASCADE, 9, "16020.00 USD", ((1, in_transit(WireKind.INTERNATIONAL)),)),
    # A reminder whose letter was refused: no further one is sent until somebody sees to it.
    Ledgered("LUM-4001", _LUMIERE, 33, "1250.00 EUR", refused_reminder=3),
    Ledgered("LUM-4002", _LUMIERE, 3, "980.00 EUR"),
    PAID_BY_BANK,
)
