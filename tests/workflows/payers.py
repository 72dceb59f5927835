"""The one way to build, in these tests, an account that pays by invoice, and its invoices."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from clients.invoices.client import NewInvoice
from domain.invoices import messages
from domain.invoices.invoice import invoice_id
from domain.invoices.policy import WireKind
from domain.invoices.terms import local_date
from domain.values.money import Money
from tests.workflows.customers import a_customer

PAULA = "paula@provider.example"
"""Billing operations."""
AP = "ap@contoso.nl"
"""The customer's accounts payable, which is the account's billing contact."""


@dataclass(frozen=True)
class Payer:
    """An account whose only scope pays by invoice."""

    account: dict[str, Any]
    number: str = field(default_factory=lambda: f"INV-{uuid4().hex[:12]}")
    """Of its first invoice; the others are named after it."""

    @property
    def account_id(self) -> str:
        return str(self.account["id"])

    @property
    def scope_id(self) -> str:
        return str(self.account["scopes"][0]["id"])

    @cached_property
    def today(self) -> date:
        """Where it is, when it was first asked for: what is asked for again is of the same day."""
        return local_date(datetime.now(UTC), str(self.account["time_zone"]))

    @property
    def workflow_id(self) -> str:
        return invoice_id(self.number)

    def invoice(
        self, amount: str = "1000.00", issued_on: date | None = None, number: str | None = None
    ) -> NewInvoice:
        return NewInvoice(
            number=number or self.number,
            scope=self.scope_id,
            issued_on=issued_on or self.today,
            amount=euros(amount),
        )

    def another(self, suffix: str) -> str:
        return f"{self.number}-{suffix}"


def a_payer(**account: Any) -> Payer:
    """Contoso, on invoice already; fields of the account can be changed."""
    customer = a_customer(account=account, scope={"payment_method": "invoice", "outstanding": None})
    return Payer(customer.account)


def euros(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "EUR"})


def payment(amount: str, bank_reference: str = "B-1", **more: Any) -> messages.RecordPayment:
    return messages.RecordPayment(
        by=PAULA, amount=euros(amount), bank_reference=bank_reference, **more
    )


def reversal(bank_reference: str = "B-1") -> messages.ReversePayment:
    return messages.ReversePayment(
        by=PAULA, bank_reference=bank_reference, reason="Returned by the payer's bank."
    )


def correction(entry: str) -> messages.CorrectEntry:
    return messages.CorrectEntry(by=PAULA, entry=entry, reason="A typing error.")


def wire(amount: str, bank_reference: str = "B-1", **more: Any) -> messages.DeclareWire:
    kind = more.pop("kind", WireKind.DOMESTIC)
    return messages.DeclareWire(
        by=AP, amount=euros(amount), bank_reference=bank_reference, kind=kind
    )


def dispute(amount: str) -> messages.OpenDispute:
    return messages.OpenDispute(by=AP, amount=euros(amount), reason="Two servers are not ours.")


def resolution(upheld: bool) -> messages.ResolveDispute:
    return messages.ResolveDispute(by=PAULA, upheld=upheld, reason="The usage log says so.")


def credit_note(amount: str) -> messages.CreditInvoice:
    return messages.CreditInvoice(by=PAULA, amount=euros(amount), reason="Price agreed in May.")


WRITE_OFF = messages.WriteOff(by=PAULA, reason="The company was dissolved.")
APPLY_CREDIT = messages.ApplyCredit(by=PAULA)
