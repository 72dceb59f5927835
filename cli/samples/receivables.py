"""The invoices of the sample data: in every state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cli.samples.companies import Company
from domain.invoices import messages
from domain.invoices.messages import InvoiceMessage
from domain.invoices.policy import WireKind
from domain.money import Money

PAULA = "paula@provider.example"
"""Billing operations."""

Act = Callable[["Ledgered", Company, date], InvoiceMessage]
"""What somebody does with an invoice, on a day."""


@dataclass(frozen=True)
class Ledgered:
    """An invoice, and what has come of it."""

    number: str
    scope: str
    days_ago: int
    """Since its date."""
    amount: str
    """Such as `1200.00 EUR`."""
    acts: tuple[Act, ...] = ()
    waits: bool = False
    """For a reminder to go out before anything is done."""

    @property
    def money(self) -> Money:
        amount, currency = self.amount.split()
        return Money(amount=Decimal(amount), currency=currency)

    def some(self, amount: str | None) -> Money:
        """So much in the invoice's currency, or all of it."""
        if amount is None:
            return self.money
        return Money(amount=Decimal(amount), currency=self.money.currency)

    @property
    def bank_reference(self) -> str:
        return f"BANK-{self.number}"


def paid(amount: str | None = None, days_ago: int = 0) -> Act:
    return lambda invoice, _, today: messages.RecordPayment(
        by=PAULA,
        amount=invoice.some(amount),
        bank_reference=invoice.bank_reference,
        value_date=today - timedelta(days=days_ago),
    )


def taken_back(invoice: Ledgered, company: Company, today: date) -> InvoiceMessage:
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
    return lambda invoice, _, today: messages.CreditInvoice(
        by=PAULA, amount=invoice.some(amount), reason=reason
    )


def written_off(invoice: Ledgered, company: Company, today: date) -> InvoiceMessage:
    return messages.WriteOff(by=PAULA, reason="The customer's estate has nothing left.")


_TULPEN, _HARROW, _CASCADE = "sub-tulpen-1", "sub-harrow-1", "sub-cascade-1"

INVOICES: tuple[Ledgered, ...] = (
    Ledgered("TUL-1001", _TULPEN, 96, "1840.00 EUR", (paid(days_ago=68),)),
    Ledgered("TUL-1002", _TULPEN, 66, "1915.50 EUR", (paid("1950.00", days_ago=35),)),
    Ledgered("TUL-1003", _TULPEN, 34, "2104.00 EUR", (paid(),), waits=True),
    Ledgered("TUL-1004", _TULPEN, 26, "1990.25 EUR", (paid(),)),
    Ledgered("TUL-1005", _TULPEN, 4, "2230.00 EUR", (paid(),)),
    Ledgered("HAR-2001", _HARROW, 42, "3120.00 GBP"),
    Ledgered("HAR-2002", _HARROW, 20, "2980.00 GBP", (paid("1500.00", days_ago=2),)),
    Ledgered(
        "HAR-2003",
        _HARROW,
        38,
        "2745.60 GBP",
        (disputed(None, "This project was moved to another subscription in September."),),
    ),
    Ledgered("HAR-2004", _HARROW, 31, "3305.00 GBP", (in_transit(WireKind.DOMESTIC),)),
    Ledgered("HAR-2005", _HARROW, 12, "410.00 GBP", (credited(None, "Billed twice in October."),)),
    Ledgered("CAS-3001", _CASCADE, 75, "14250.00 USD"),
    Ledgered("CAS-3002", _CASCADE, 105, "13980.00 USD", (paid("6000.00"),), waits=True),
    Ledgered(
        "CAS-3003",
        _CASCADE,
        140,
        "12120.00 USD",
        (disputed("2120.00", "The price that we agreed in May was lower."),),
    ),
    Ledgered("CAS-3004", _CASCADE, 200, "890.00 USD", (written_off,)),
    Ledgered("CAS-3005", _CASCADE, 36, "15400.00 USD", (paid(days_ago=3), taken_back)),
    Ledgered("CAS-3006", _CASCADE, 28, "14875.00 USD"),
    Ledgered("CAS-3007", _CASCADE, 9, "16020.00 USD", (in_transit(WireKind.INTERNATIONAL),)),
)
