"""What a billing system cannot do (S6), said before a request is approved."""

from collections.abc import Iterable

from domain.billing.provider import Ability
from domain.rules.findings import Finding
from domain.rules.switch_rules import not_able

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
    said = [_LACKS[each] for each in sorted(abilities)]
    return f"The billing system cannot {'; it cannot '.join(said)}." if said else ""


def known_before(provider: str, can: frozenset[Ability]) -> tuple[Finding, ...]:
    """S6 before anybody switches: what the billing system cannot do, for whoever approves; nothing
    where it can do all."""
    lacking = frozenset(Ability) - can
    if not lacking:
        return ()
    return (not_able(what_it_lacks(lacking), provider, sorted(lacking)),)
