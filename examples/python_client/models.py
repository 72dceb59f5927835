"""What the API answers, as far as programs commonly need it.

A test holds it against the API's description. Fields that are not named here are left out, so that
new ones break nothing."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Money(Answer):
    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> "Money":
        """An amount that is sent: `Money.of("12.50", "EUR")`."""
        return cls(amount=Decimal(amount), currency=currency)


class WaitingOn(Answer):
    who: str
    task: str | None
    since: datetime
    until: datetime | None = None


class Request(Answer):
    """A request to pay by invoice."""

    request: str
    scope: str
    account: str
    state: str
    waiting_on: WaitingOn
    findings: tuple[dict[str, Any], ...] = ()


class Invoice(Answer):
    invoice: str
    account: str
    scope: str
    state: str
    issued_on: date
    due_on: date
    amount: Money
    open: Money
    paid: Money
    reference: str
    days_overdue: int = 0
    on_hold: bool = False


class InvoiceLine(Answer):
    """An invoice in a list."""

    invoice: str
    account: str
    scope: str
    state: str
    issued_on: date
    due_on: date
    amount: Money
    open: Money


class Account(Answer):
    id: str
    name: str
    version: str
    credit_limit: Money | None = None
    exposure: Money | None = None
    overdue: Money | None = None
    unapplied_credit: Money | None = None
    on_hold: bool = False


class AccountName(Answer):
    """An account in a list."""

    id: str
    name: str
    country: str
    on_hold: bool = False


class PutAccount(Answer):
    """What became of an account that was put."""

    id: str
    outcome: str
    version: str
    kept_on_invoice: tuple[str, ...] = ()
    kept_scopes: tuple[str, ...] = ()


class Line(Answer):
    """What became of one account of many."""

    line: int
    id: str | None
    outcome: str
    version: str | None = None
    problems: tuple[dict[str, Any], ...] = ()


class Event(Answer):
    id: str
    type: str
    at: datetime
    about: str
    data: dict[str, Any]
