"""A switch at a billing system other than our own ledger: the steps it has taken, what is undone.

The order is on record before anything is changed there. Then: collecting stops, invoices are
collected by, that is verified, and the ledger switches. What is refused definitely, or found in the
way, is undone. Whatever dies in between goes on from the step that is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.billing.provider import Ability, Collecting, Collection, OpenItem
from domain.policy import OpenInvoiceAtSwitch
from domain.rules.findings import Finding
from domain.rules.switch_rules import OpenThere, open_invoices, outstanding_charges
from domain.values.record import Record


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
    return OpenThere(outstanding_charges(due), open_invoices(policy, open_invoices=own))


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
