"""One way to build a notice, and one to receive what was mailed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.money import Money
from domain.notices import Audience, Item, Notice, NoticeKind

AT = datetime(2026, 10, 31, 9, 0, tzinfo=UTC)
SENDER = "Billing <billing@provider.example>"
TEAMS = {
    Audience.CREDIT: "credit@provider.example",
    Audience.LEGAL: "legal@provider.example",
    Audience.BILLING: "billing-operations@provider.example",
}


def audience_of(kind: NoticeKind) -> Audience:
    if not kind.startswith("team_"):
        return Audience.CUSTOMER
    if kind is NoticeKind.TEAM_SWITCHED:
        return Audience.BILLING
    return Audience.CREDIT if "credit" in kind or "security" in kind else Audience.LEGAL


def notice(kind: NoticeKind = NoticeKind.APPROVED, number: int = 1, **changes: Any) -> Notice:
    """A notice with no more than it must have, and what the test says."""
    audience = audience_of(kind)
    given = {
        "key": f"pay-by-invoice/sub-contoso-1/6f2c/{number}-{kind}",
        "kind": kind,
        "audience": audience,
        "to": "anna@contoso.nl" if audience is Audience.CUSTOMER else None,
        "request": "pay-by-invoice/sub-contoso-1",
        "company": "Contoso B.V.",
        "at": AT,
    }
    return Notice.model_validate(given | changes)


def full_notice(kind: NoticeKind, **changes: Any) -> Notice:
    """A notice with everything that one can have."""
    given: dict[str, Any] = {
        "name": "Anna de Vries",
        "time_zone": "Europe/Amsterdam",
        "deadline": AT + timedelta(days=30),
        "amount": Money.model_validate({"amount": "8000.00", "currency": "EUR"}),
        "reason": "Please send\nthe figures of 2025.",
        "items": (Item(code="E6"), Item(code="government_document", detail="Not legible.")),
    }
    return notice(kind, **(given | changes))
