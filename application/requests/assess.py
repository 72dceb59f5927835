"""A request is assessed."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, NamedTuple

from application.ports.ledger import Ledger
from domain.accounts.account import Account
from domain.billing.lacking import known_before
from domain.errors import FormInvalid, ProviderRefused
from domain.forms.form import read_form
from domain.limits.frozen import hinders_switches
from domain.policy import EligibilityPolicy
from domain.rules import eligibility
from domain.rules.findings import Finding, Outcome, Severity
from domain.rules.switch_rules import OpenThere, known_there, refused_there

AsksThere = Callable[[Account, str], Awaitable[OpenThere]]
"""Asks for S1 and S5 of this account and scope."""


class Assessed(NamedTuple):
    findings: tuple[Finding, ...]
    time_zone: str | None
    """The payer's, None while the account is not known."""


async def assess(
    ledger: Ledger,
    draft: dict[str, Any],
    account_id: str,
    policy: EligibilityPolicy,
    today: date,
    open_there: AsksThere | None = None,
) -> Assessed:
    """Read the account and every rule. Changes nothing, so it may be done any number of times.

    Args:
        today: The business date, by the request's own clock.
        open_there: Asks the billing system that is in charge for S1 and S5; None where the ledger
            is.

    Raises:
        ProviderUnavailable: the billing system does not answer.
    """
    async with ledger.reading() as transaction:
        account = await transaction.accounts.one(account_id)
        billed_by = await transaction.provider.present()
        limit = await transaction.accounts.limit(account_id)
    try:
        form = read_form(draft, today)
    except FormInvalid as invalid:
        return Assessed((_form_no_longer_complete(invalid),), None)
    findings = eligibility.assess(form, account, policy, today=today, register=None)
    if billed_by is not None:
        findings += known_before(*billed_by)
    findings += hinders_switches(limit)
    scope = account.scope(form.scope.id) if account is not None else None
    if open_there is not None and account is not None and scope is not None:
        findings = await known_from_there(findings, open_there, account, scope.id)
    return Assessed(findings, account.time_zone if account else None)


async def known_from_there(
    findings: tuple[Finding, ...], ask: AsksThere, account: Account, scope_id: str
) -> tuple[Finding, ...]:
    """Findings with S1 and S5 as the billing system has them, and S6 where it says no.

    Raises:
        ProviderUnavailable: it does not answer.
    """
    try:
        return known_there(findings, await ask(account, scope_id))
    except ProviderRefused as refusal:
        return refused_there(findings, refusal)


def _form_no_longer_complete(invalid: FormInvalid) -> Finding:
    """A form that was complete when submitted, by rules that have become stricter since."""
    return Finding(
        code="FORM",
        severity=Severity.FIX,
        outcome=Outcome.FAIL,
        message=invalid.reason,
        evidence=invalid.details,
    )
