"""A switch at a billing system other than our own ledger: the steps it has taken, what is undone.

The order is on record before anything is changed there. Then: collecting stops, invoices are
collected by, that is verified, and the ledger switches. What is refused definitely, or found in the
way, is undone. Whatever dies in between goes on from the step that is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from domain.billing.provider import Ability, Collecting, Collection, OpenItem
from domain.errors import ProviderRefused
from domain.policy import OpenInvoiceAtSwitch
from domain.rules.findings import Finding, Severity
from domain.rules.rule import Rule
from domain.values.money import Money
from domain.values.record import Record

_S1, _S5, _S6 = (Rule(code, Severity.AT_SWITCH) for code in ("S1", "S5", "S6"))


class Stage(StrEnum):
    """How far a switch has come at the billing system."""

    BEGUN = "begun"
    """How the scope was collected is kept; nothing was changed."""
    STOPPED = "stopped"
    """Nothing is taken from the payment method any more."""
    BY_INVOICE = "by_invoice"
    """Invoices are collected by there; the ledger has not switched."""
    SWITCHED = "switched"
    UNDOING = "undoing"
    """It is put back as it was."""
    UNDONE = "undone"

    @property
    def ended(self) -> bool:
        return self in (Stage.SWITCHED, Stage.UNDONE)


class SwitchAtProvider(Record):
    """One switch as it is kept."""

    order_key: str
    attempt: int
    """Counted from 1: an order that was undone may be made again under the same key."""
    asked_at: datetime
    """When the person asked for this attempt."""
    account_id: str
    scope_id: str
    provider: str
    stage: Stage
    before: tuple[Collection, ...]
    """How it was collected before, as the provider had it."""
    findings: tuple[Finding, ...] = ()
    """Why it is undone."""
    undo_refused: int = 0
    """How often the provider said no to putting it back."""
    began_at: datetime
    """Before anything was read: what was charged since then counts."""
    changed_at: datetime

    def key(self, step: str) -> str:
        """The idempotency key of a call to the provider."""
        return f"{self.order_key}/{self.attempt}/{step}"


class OpenThere(NamedTuple):
    """What the billing system says is not paid."""

    outstanding: Finding
    """S1."""
    open_invoice: Finding
    """S5."""

    @property
    def failed(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self if finding.failed)


def open_at_provider(
    items: Sequence[OpenItem], scope_id: str, policy: OpenInvoiceAtSwitch, now: datetime
) -> OpenThere:
    """S1 and S5, of what the provider says is not paid on the whole account.

    What is due is outstanding (S1). An invoice of the scope that falls due later is open (S5).
    What is not invoiced yet will be on an invoice, and is in nobody's way.
    """
    invoiced = [each for each in items if not each.upcoming]
    later = [each for each in invoiced if each.due_on is not None and each.due_on > now.date()]
    due = [_said(each) for each in invoiced if each not in later]
    own = [_said(each) for each in later if each.scope_id == scope_id]
    s1 = _S1.passes("Nothing is outstanding on the account.")
    if due:
        said = "There are outstanding charges on the account: pay them before you switch."
        s1 = _S1.fails(said, outstanding=due)
    s5 = _S5.passes("No invoice is open.")
    if own and policy is OpenInvoiceAtSwitch.MOVE:
        s5 = _S5.passes("The open invoice will move to the new method.", moved=own)
    elif own:
        said = "An invoice is still open on the present payment method: pay it before you switch."
        s5 = _S5.fails(said, open_invoices=own)
    return OpenThere(s1, s5)


def known_there(findings: Sequence[Finding], there: OpenThere) -> tuple[Finding, ...]:
    """Findings with S1 and S5 as the billing system has them. What is in the way here stays."""
    said = {each.code: each for each in there}
    return tuple(found if found.failed else said.get(found.code, found) for found in findings)


def not_answered() -> OpenThere:
    """S1 and S5 while the billing system does not answer: they are read again at the switch."""
    said = "The billing system did not say what is open. It is asked again at the switch."
    return OpenThere(_S1.unknown(said, asked=True), _S5.unknown(said, asked=True))


def not_asked() -> OpenThere:
    """S1 and S5 in a dry run, which asks no other system."""
    said = "What is open is asked of the billing system once the request is sent in."
    return OpenThere(_S1.unknown(said, asked=False), _S5.unknown(said, asked=False))


def refused_by_provider(refusal: ProviderRefused) -> Finding:
    """S6: the billing system takes the switch."""
    return _S6.fails(
        "The billing system does not take the switch: ask us, and we will see to it.",
        provider_said=refusal.reason,
        provider_code=refusal.details.get("provider_code"),
    )


def not_as_asked(collections: Sequence[Collection]) -> Finding:
    """S6, where the billing system collects in another way than it was asked to."""
    return _S6.fails(
        "The billing system does not collect by invoice although it was asked to: ask us, and we"
        " will see to it.",
        collections=[each.model_dump(mode="json") for each in collections],
    )


def charged_meanwhile(amounts: Sequence[Money]) -> Finding:
    """S6, where the payment method was charged while the switch was being made."""
    return _S6.fails(
        "Your payment method was charged while the switch was being made. Nothing was switched:"
        " look at the charge, and switch again.",
        charged=[each.model_dump(mode="json") for each in amounts],
    )


def collected_by_invoice(
    collections: Sequence[Collection], scope_id: str, days: int, can: frozenset[Ability]
) -> bool:
    """Whether that is how the scope is collected."""
    return any(
        each.scope_id == scope_id
        and each.collecting is Collecting.BY_INVOICE
        and (Ability.DUE_DATE not in can or each.days_until_due == days)
        for each in collections
    )


def as_it_was(collections: Sequence[Collection], before: Sequence[Collection]) -> bool:
    """Whether each scope is collected as it was before."""
    now = {each.scope_id: each.collecting for each in collections}
    return all(now.get(each.scope_id) is each.collecting for each in before)


def _said(item: OpenItem) -> dict[str, Any]:
    return {"scope": item.scope_id, **item.open.model_dump(mode="json"), "number": item.number}
