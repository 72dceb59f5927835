"""A typed client of the API under `/api/v1`: copy this folder into your program. It needs httpx and
pydantic."""

from .client import PayByInvoice
from .errors import ApiError, Invalid, Refused, Unreachable
from .models import (
    Account,
    AccountName,
    Event,
    Invoice,
    InvoiceLine,
    Line,
    Money,
    PutAccount,
    Request,
)
from .sending import Retries
from .webhooks import NotGenuine, verified

__all__ = [
    "Account",
    "AccountName",
    "ApiError",
    "Event",
    "Invalid",
    "Invoice",
    "InvoiceLine",
    "Line",
    "Money",
    "NotGenuine",
    "PayByInvoice",
    "PutAccount",
    "Refused",
    "Request",
    "Retries",
    "Unreachable",
    "verified",
]
