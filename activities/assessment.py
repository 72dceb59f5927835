"""Facts, form and policy to findings. The rules run here and not in the workflow, so that a
changed rule never breaks the replay of a running request."""

from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from temporalio import activity

from domain.errors import FormInvalid
from domain.forms.form import read_form
from domain.policy import EligibilityPolicy
from domain.rules.eligibility import assess
from domain.rules.findings import Finding, Outcome, Severity

if TYPE_CHECKING:  # faces import this module for its names alone, and pay for no more
    from adapters.ledger.accounts import Accounts


class AssessmentOrder(BaseModel):
    draft: dict[str, Any]
    account_id: str
    scope_id: str
    policy: EligibilityPolicy
    today: date
    """The business date, by the request's own clock."""


class Assessment(BaseModel):
    findings: tuple[Finding, ...]
    time_zone: str | None = None
    """The payer's, None while the account is not known."""


class AssessmentActivities:
    def __init__(self, accounts: "Accounts") -> None:
        self._accounts = accounts

    @activity.defn
    async def assess(self, order: AssessmentOrder) -> Assessment:
        """Reads the account and every rule. Changes nothing, so it may run any number of times."""
        account = await self._accounts.account(order.account_id)
        try:
            form = read_form(order.draft, order.today)
        except FormInvalid as invalid:
            return Assessment(findings=(_form_no_longer_complete(invalid),))
        findings = assess(form, account, order.policy, today=order.today, register=None)
        return Assessment(findings=findings, time_zone=account.time_zone if account else None)


def _form_no_longer_complete(invalid: FormInvalid) -> Finding:
    """A form that was complete when submitted, by rules that have become stricter since."""
    return Finding(
        code="FORM",
        severity=Severity.FIX,
        outcome=Outcome.FAIL,
        message=invalid.reason,
        evidence=invalid.details,
    )
