"""Facts, form and policy to findings. The rules run here and not in the workflow, so that a
changed rule never breaks the replay of a running request."""

from datetime import date
from typing import Any

from pydantic import BaseModel
from temporalio import activity

from application.ports.ledger import Ledger
from application.requests.assess import assess
from domain.brief import Brief
from domain.policy import EligibilityPolicy
from domain.rules.findings import Finding, digest_of


class AssessmentOrder(BaseModel):
    draft: dict[str, Any]
    account_id: str
    scope_id: str
    policy: EligibilityPolicy
    today: date
    """The business date, by the request's own clock."""
    known: str | None = None
    """The digest of what the request knows already."""


class Assessment(BaseModel, Brief):
    findings: tuple[Finding, ...]
    time_zone: str | None = None
    """The payer's, None while the account is not known."""
    as_known: bool = False
    """The findings are those that the request knows, and not said again: they stay in its
    history."""


class AssessmentActivities:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def assess(self, order: AssessmentOrder) -> Assessment:
        """Reads the account and every rule. Changes nothing, so it may run any number of times."""
        findings, time_zone = await assess(
            self._ledger, order.draft, order.account_id, order.policy, order.today
        )
        if order.known is not None and order.known == digest_of(findings):
            return Assessment(findings=(), time_zone=time_zone, as_known=True)
        return Assessment(findings=findings, time_zone=time_zone)
