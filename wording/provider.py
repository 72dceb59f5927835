"""What a billing system cannot do, in words: for staff, and safe to be shown to customers."""

from collections.abc import Iterable

from domain.billing.provider import Ability

_LACKS = {
    Ability.DUE_DATE: "say on invoices when they are due",
    Ability.PARTIAL_PAYMENT: "take a part of an invoice as paid",
    Ability.REVERSAL: "take a payment back",
    Ability.CREDIT_NOTE: "write credit notes",
    Ability.WRITE_OFF: "write invoices off",
    Ability.CREDIT_LIMIT: "keep a credit limit",
    Ability.QUOTA: "take requests for more cores",
    Ability.EVENTS: "tell by itself what happens there",
}


def what_it_lacks(abilities: Iterable[Ability]) -> str:
    """A sentence; empty where it lacks nothing."""
    said = [_LACKS[each] for each in abilities]
    return f"It cannot: {'; '.join(said)}." if said else ""
