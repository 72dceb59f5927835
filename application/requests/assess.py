"""A request is assessed."""

from datetime import date
from typing import Any, NamedTuple

from application.ports.ledger import Ledger
from domain.billing.lacking import known_before
from domain.errors import FormInvalid
from domain.forms.form import read_form
from domain.policy import EligibilityPolicy
from domain.rules import eligibility
from domain.rules.findings import Finding, Outcome, Severity


class Assessed(NamedTuple):
    findings: tuple[Finding, ...]
    time_zone: str | None
    """The payer's, None while the account is not known."""


async def assess(
    ledger: Ledger, draft: dict[str, Any], account_id: str, policy: EligibilityPolicy, today: date
) -> Assessed:
    """Read the account and every rule. Changes nothing, so it may be done any number of times.

    Args:
        today: The business date, by the request's own clock.
    """
    async with ledger.reading() as transaction:
        account = await transaction.accounts.one(account_id)
        billed_by = await transaction.provider.present()
    try:
        form = read_form(draft, today)
    except FormInvalid as invalid:
        return Assessed((_form_no_longer_complete(invalid),), None)
    findings = eligibility.assess(form, account, policy, today=today, register=None)
    if billed_by is not None:
        findings += known_before(*billed_by)
    return Assessed(findings, account.time_zone if account else None)


def _form_no_longer_complete(invalid: FormInvalid) -> Finding:
    """A form that was complete when submitted, by rules that have become stricter since."""
    return Finding(
        code="FORM",
        severity=Severity.FIX,
        outcome=Outcome.FAIL,
        message=invalid.reason,
        evidence=invalid.details,
    )
