"""One way to build a notice, and one to receive what was mailed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.notices import Audience, InvoiceFacts, Item, Notice, NoticeKind
from domain.pay_to import PayTo
from domain.values.money import Money

AT = datetime(2026, 10, 31, 9, 0, tzinfo=UTC)
SENDER = "Billing <billing@provider.example>"
TEAMS = {
    Audience.CREDIT: "credit@provider.example",
    Audience.LEGAL: "legal@provider.example",
    Audience.BILLING: "billing-operations@provider.example",
}

_ABOUT_INVOICES = (
    *("invoice_", "payment_", "wire_", "dispute_", "reminders_", "limit_"),
    *("credit_applied", "credit_note_", "credit_hold_"),
)
INVOICE_KINDS = [
    kind for kind in NoticeKind if kind.removeprefix("team_").startswith(_ABOUT_INVOICES)
]


def eur(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "EUR"})


def audience_of(kind: NoticeKind) -> Audience:
    if not kind.startswith("team_"):
        return Audience.CUSTOMER
    if kind is NoticeKind.TEAM_SWITCHED or kind in INVOICE_KINDS:
        return Audience.BILLING
    return Audience.CREDIT if "credit" in kind or "security" in kind else Audience.LEGAL


def notice(kind: NoticeKind = NoticeKind.APPROVED, number: int = 1, **changes: Any) -> Notice:
    """A notice with no more than it must have, and what the test says."""
    audience = audience_of(kind)
    given: dict[str, Any] = {
        "key": f"pay-by-invoice/sub-contoso-1/6f2c/{number}-{kind}",
        "kind": kind,
        "audience": audience,
        "to": "anna@contoso.nl" if audience is Audience.CUSTOMER else None,
        "request": "pay-by-invoice/sub-contoso-1",
        "company": "Contoso B.V.",
        "at": AT,
    }
    if kind in INVOICE_KINDS:
        given |= {"request": "invoice/2026/0001", "invoice": invoice_facts()}
    return Notice.model_validate(given | changes)


def full_notice(kind: NoticeKind, **changes: Any) -> Notice:
    """A notice with everything that one can have."""
    given: dict[str, Any] = {
        "name": "Anna de Vries",
        "time_zone": "Europe/Amsterdam",
        "deadline": AT + timedelta(days=30),
        "amount": eur("8000.00"),
        "reason": "Please send\nthe figures of 2025.",
        "items": (Item(code="E6"), Item(code="government_document", detail="Not legible.")),
    }
    if kind in INVOICE_KINDS:
        given |= {
            "invoice": full_invoice_facts(),
            "unapplied_credit": eur("120.00"),
            "credit_limit": eur("10000.00"),
        }
    return notice(kind, **(given | changes))


def invoice_facts(**changes: Any) -> InvoiceFacts:
    """An invoice that is not due yet and of which nothing happened."""
    given: dict[str, Any] = {
        "number": "2026/0001",
        "reference": "RF18539007547034",
        "issued_on": date(2026, 10, 12),
        "due_on": date(2026, 11, 11),
        "amount": eur("8000.00"),
        "open": eur("8000.00"),
        "pay_to": PayTo(name="Cloud Provider Billing", iban="NL91 ABNA 0417 1643 00"),
    }
    return InvoiceFacts.model_validate(given | changes)


def full_invoice_facts(**changes: Any) -> InvoiceFacts:
    """An overdue invoice with everything that one can have."""
    given: dict[str, Any] = {
        "issued_on": date(2026, 9, 14),
        "due_on": date(2026, 10, 14),
        "open": eur("6040.00"),
        "days_overdue": 17,
        "disputed": eur("1500.00"),
        "in_transit": eur("1000.00"),
        "late_charges": eur("40.00"),
        "pay_to": PayTo(name="Cloud Provider Billing", iban="NL91ABNA0417164300", bic="ABNANL2A"),
    }
    return invoice_facts(**(given | changes))
