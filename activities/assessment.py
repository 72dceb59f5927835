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
from domain.rules.findings import Finding


class AssessmentOrder(BaseModel):
    draft: dict[str, Any]
    account_id: str
    scope_id: str
    policy: EligibilityPolicy
    today: date
    """The business date, by the request's own clock."""


class Assessment(BaseModel, Brief):
    findings: tuple[Finding, ...]
    time_zone: str | None = None
    """The payer's, None while the account is not known."""


class AssessmentActivities:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def assess(self, order: AssessmentOrder) -> Assessment:
        """Reads the account and every rule. Changes nothing, so it may run any number of times."""
        findings, time_zone = await assess(
            self._ledger, order.draft, order.account_id, order.policy, order.today
        )
        return Assessment(findings=findings, time_zone=time_zone)
