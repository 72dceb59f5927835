"""JSON answers that are made of several models of the domain, alike for every face."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clients.invoices.client import InvoiceClient, Issued, IssueOutcome
from domain.accounts.account import Standing
from domain.accounts.account_version import version_of
from domain.invoices.messages import RecordPayment
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import MoneyResult, Settled
from domain.invoices.views.statement import AccountChanged, Statement
from domain.values.money import Money

_OF_STATEMENT = {"held_because", "exposures", "invoices", "entries"}


def account_document(standing: Standing, statement: Statement) -> dict[str, Any]:
    """An account with what is open against it."""
    extra = standing.model_dump(mode="json")
    stated = statement.model_dump(mode="json", include=_OF_STATEMENT)
    if standing.credit_limit is None and len(statement.exposures) == 1:
        # Without a limit there is no currency of the account but the one that it is billed in.
        (only,) = stated["exposures"]
        extra |= {"exposure": only["open"], "overdue": only["overdue"]}
        extra["unapplied_credit"] = only["unapplied_credit"]
    version = version_of(standing.account)
    return {**extra.pop("account"), "version": version, **extra, **stated}


def issued_document(
    outcomes: Sequence[Issued], lines: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The result for each invoice that was to be issued."""
    counted = Counter(each.outcome for each in outcomes)
    refused = [
        {"line": (lines or {}).get(each.invoice), "invoice": each.invoice, **(each.refusal or {})}
        for each in outcomes
        if each.outcome is IssueOutcome.REFUSED
    ]
    return {
        "issued": counted[IssueOutcome.ISSUED],
        "already_issued": counted[IssueOutcome.ALREADY_ISSUED],
        "refused": sorted(refused, key=lambda each: each["line"] or 0),
        "invalid": [],
        "invoices": [
            each.model_dump(mode="json", include={"invoice", "outcome", "due_on", "reminders_from"})
            for each in outcomes
        ],
    }


@dataclass(frozen=True)
class PaymentOutcome:
    """What a payment came to."""

    payment: RecordPayment
    account: str
    settled: Sequence[Settled]
    unapplied_credit: Money
    """The account's, in the payment's currency."""
    view: InvoiceView | None = None
    """The invoice that was named first."""

    def document(self) -> dict[str, Any]:
        whole = self.view.model_dump(mode="json", by_alias=True) if self.view else {}
        extra = self.payment.model_dump(
            mode="json", include={"amount", "bank_reference", "value_date", "instrument", "of"}
        )
        return {
            **whole,
            "account": self.account,
            "payment": extra,
            "settled": [each.model_dump(mode="json") for each in self.settled],
            "unapplied_credit": self.unapplied_credit.model_dump(mode="json"),
        }


async def payment_outcome(
    client: InvoiceClient,
    payment: RecordPayment,
    account: str,
    said: MoneyResult | None,
    view: InvoiceView | None = None,
) -> PaymentOutcome:
    """What a payment that was recorded came to: as its step said, or else as it is now."""
    settled: Sequence[Settled] | None = said.settled if said else None
    if settled is None:
        settled = await client.settled_by(payment.bank_reference, account)
    left = said.unapplied_credit if said else None
    if left is None:
        left = await client.unapplied_credit(account, payment.amount.currency)
    return PaymentOutcome(payment, account, settled, left, view)


async def account_change(client: InvoiceClient, changed: AccountChanged) -> dict[str, Any]:
    """What a refund, a correction or a reversal made of an account's money."""
    left = changed.result.unapplied_credit if changed.result else None
    if left is None:
        left = await client.unapplied_credit(changed.account, changed.amount.currency)
    said = changed.model_dump(mode="json", exclude={"result"})
    return {**said, "unapplied_credit": left.model_dump(mode="json")}
