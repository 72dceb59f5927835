"""What a rule found: the one shape in which every rule answers."""

from enum import StrEnum
from typing import Any

from domain.account import Record


class Severity(StrEnum):
    """What a failing rule leads to."""

    REJECT = "reject"
    """The request ends."""
    FIX = "fix"
    """The customer must put it right; the request waits and says so."""
    VERIFY = "verify"
    """Legal documents, or a verifier's judgement."""
    BEFORE_LIMIT = "before_limit"
    """Holds back the approval of a credit limit (E5)."""
    AT_SWITCH = "at_switch"
    """Told early as a warning, enforced when the switch is made."""


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Finding(Record):
    """One rule's answer about one request at one moment."""

    code: str
    """The rule's id: `E1` to `E11`, `S1` to `S5`, or `ACCOUNT` when there is none to look at."""
    severity: Severity
    outcome: Outcome
    message: str
    """Customer-safe wording, in English; names no evidence that is not the customer's own."""
    band: str | None = None
    """For `verify` rules that compare: `match`, `ask` (for documents) or `mismatch` (a verifier
    decides)."""
    evidence: dict[str, Any] = {}
    """For operators: what the rule looked at. Plain JSON values."""

    @property
    def failed(self) -> bool:
        return self.outcome is Outcome.FAIL


def failing(findings: tuple[Finding, ...], severity: Severity) -> tuple[Finding, ...]:
    """The findings of this severity that failed, in the rules' order."""
    return tuple(f for f in findings if f.severity is severity and f.failed)
