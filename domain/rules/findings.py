"""What a rule found: the one shape in which every rule answers."""

from collections.abc import Container, Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.values.record import Record


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
    """Shown early as a warning, enforced when the switch is made."""


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Finding(Record):
    """One rule's answer about one request at one moment."""

    code: str
    """The rule's id: `E1` to `E11`, `S1` to `S7`, or `ACCOUNT` when there is no account."""
    severity: Severity
    outcome: Outcome
    message: str
    """Customer-safe wording, in English; names no evidence that is not the customer's own."""
    band: str | None = None
    """For `verify` rules that compare: `match`, `ask` (for documents) or `mismatch` (a verifier
    decides)."""
    evidence: dict[str, Any] = {}
    """For operators: what the rule compared. Plain JSON values."""
    judgement: bool = False
    """A verifier may let it through, with a reason, although it is not a `verify` rule (E4). Where
    the outcome is unknown, nothing is approved before one did."""

    @property
    def failed(self) -> bool:
        return self.outcome is Outcome.FAIL

    @property
    def may_be_overruled(self) -> bool:
        """Whether a verifier may let it through."""
        if self.judgement:
            return self.outcome is not Outcome.PASS
        return self.failed and self.severity is Severity.VERIFY

    @property
    def needs_verifying(self) -> bool:
        """Whether documents or a verifier are to settle it, and not the customer."""
        return self.may_be_overruled and not (self.failed and self.severity is Severity.FIX)


def failing(findings: tuple[Finding, ...], severity: Severity) -> tuple[Finding, ...]:
    """The findings of this severity that failed, in the rules' order."""
    return tuple(f for f in findings if f.severity is severity and f.failed)


def unsettled(findings: Iterable[Finding], cleared: Container[str]) -> tuple[Finding, ...]:
    """Those that a verifier may let through and that nothing has settled yet."""
    return tuple(f for f in findings if f.may_be_overruled and f.code not in cleared)


def digest_of(findings: Iterable[Finding]) -> str:
    """Equal for equal findings."""
    said = "\n".join(each.model_dump_json() for each in findings)
    return sha256(said.encode()).hexdigest()
