"""The choices that commands offer, as they are typed.

They repeat `domain` so that a help page need not load it; a test holds the two together.
"""

from typing import Literal

StateName = Literal[
    "draft",
    "submitted",
    "credit-check",
    "legal-documents",
    "approved",
    "switched",
    "rejected",
    "withdrawn",
]
WhoName = Literal["customer", "credit", "legal", "billing", "nobody"]
KindName = Literal[
    "certificate-of-incorporation",
    "government-document",
    "registration-form",
    "trade-register-extract",
    "deed-of-foundation",
    "establishing-act",
    "name-change-deed",
    "financial-statements",
]
DeclineName = Literal[
    "no-business-found",
    "thin-file",
    "failing-credit",
    "financials-missing",
    "financials-weak",
    "email-domain",
    "address-mismatch",
    "duplicate",
    "past-due",
    "other",
]
SecurityName = Literal["deposit", "letter-of-credit"]
InvoiceStateName = Literal[
    "open", "partly-paid", "overdue", "disputed", "paid", "credited", "written-off"
]
InstrumentName = Literal["wire", "ach", "cheque"]
WireKindName = Literal["domestic", "ach", "international"]
ReportChoice = Literal["waiting", "states", "decisions", "overdue", "reminders"]


def as_written(choice: str) -> str:
    """The domain's own spelling of a choice."""
    return choice.replace("-", "_")
