"""How a rule answers: its id and severity once, then a sentence and the evidence."""

from dataclasses import dataclass
from typing import Any

from domain.companies.bands import Band
from domain.rules.findings import Finding, Outcome, Severity


@dataclass(frozen=True)
class Rule:
    code: str
    severity: Severity

    def passes(self, message: str, *, band: Band | None = None, **evidence: Any) -> Finding:
        return self._finding(Outcome.PASS, message, band, evidence)

    def fails(
        self, message: str, *, band: Band | None = None, judgement: bool = False, **evidence: Any
    ) -> Finding:
        return self._finding(Outcome.FAIL, message, band, evidence, judgement)

    def unknown(self, message: str, *, judgement: bool = False, **evidence: Any) -> Finding:
        return self._finding(Outcome.UNKNOWN, message, None, evidence, judgement)

    def needs_account(self) -> Finding:
        """Unknown, because there is no account."""
        return self.unknown(
            "This can be checked once the account and what to switch are known.", account=None
        )

    def _finding(
        self,
        outcome: Outcome,
        message: str,
        band: Band | None,
        evidence: dict[str, Any],
        judgement: bool = False,
    ) -> Finding:
        return Finding(
            code=self.code,
            severity=self.severity,
            outcome=outcome,
            message=message,
            band=band.value if band else None,
            evidence=evidence,
            judgement=judgement,
        )
