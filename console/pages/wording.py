"""Values in words, on the staff's pages."""

from datetime import datetime, timedelta
from typing import Any

from domain.rules.findings import Severity
from domain.turns import Who

WHO = {
    Who.CUSTOMER: "the customer",
    Who.CREDIT: "the credit analyst",
    Who.LEGAL: "the verifier",
    Who.BILLING: "billing operations",
    Who.NOBODY: "nobody",
}

SEVERITIES = {
    Severity.REJECT: "ends the request",
    Severity.FIX: "for the customer to put right",
    Severity.VERIFY: "for documents or a verifier",
    Severity.BEFORE_LIMIT: "holds back a credit limit",
    Severity.AT_SWITCH: "stands in the way of the switch",
}

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def length(duration: timedelta) -> str:
    """`4 days`, `3 hours`: the largest unit that fits at least twice."""
    seconds = abs(duration.total_seconds())
    if seconds < 2 * _HOUR:
        count, unit = round(seconds / _MINUTE), "minute"
    elif seconds < 2 * _DAY:
        count, unit = round(seconds / _HOUR), "hour"
    else:
        count, unit = round(seconds / _DAY), "day"
    return f"{count} {unit}{'' if count == 1 else 's'}"


def distance(at: datetime, now: datetime) -> str:
    """How far away a moment is: `in 4 days`, `3 hours ago`."""
    if abs((at - now).total_seconds()) < _MINUTE:
        return "now"
    return f"in {length(at - now)}" if at > now else f"{length(now - at)} ago"


def evidence(value: Any) -> str:
    """What a rule compared, in words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        pairs = ((str(name).replace("_", " "), evidence(each)) for name, each in value.items())
        return ", ".join(f"{name}: {said}" for name, said in pairs)
    if isinstance(value, list | tuple):
        return "; ".join(map(evidence, value)) or "none"
    return str(value)
