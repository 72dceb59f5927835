"""What a frozen credit limit is in the way of: switches, and new invoices."""

from domain.invoices.new.issuing import unless_frozen
from domain.limits.in_force import Limit
from domain.operations.obstacles import clear_of
from domain.rules.findings import Finding
from domain.rules.switch_rules import limit_frozen


def hinders_switches(limit: Limit | None) -> tuple[Finding, ...]:
    """S7, where the limit is frozen; an account has none before its first switch."""
    return (limit_frozen(),) if limit is not None and limit.frozen else ()


def refuse_invoices(limit: Limit | None, **details: str) -> None:
    """Refuses to issue an invoice, where the limit is frozen.

    Raises:
        InvoiceNotIssuable: with what it is about in `details`.
    """
    clear_of(unless_frozen(limit is not None and limit.frozen, **details))
