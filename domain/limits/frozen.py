"""What a frozen credit limit is in the way of."""

from domain.limits.in_force import Limit
from domain.rules.findings import Finding
from domain.rules.switch_rules import limit_frozen


def hinders_switches(limit: Limit | None) -> tuple[Finding, ...]:
    """S7, where the limit is frozen; an account has none before its first switch."""
    return (limit_frozen(),) if limit is not None and limit.frozen else ()
