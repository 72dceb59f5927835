"""Who may pay by invoice: E1 to E11, and the switch's preconditions as early warnings.

Who signs in for it (E4) is in `sign_ins`, who the company is (E6 to E9) in
`company_identity`, how long and how much it has bought (E10, E11) in `track_record`, the
preconditions of the switch in `switch_rules`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.accounts.account import Account, AccountKind, Cloud, Department, PaymentMethod, Scope
from domain.companies.bands import Band
from domain.forms.form import RequestForm
from domain.policy import EligibilityPolicy, Unknowns
from domain.rules import company_identity, sign_ins, switch_rules, track_record
from domain.rules.facts import Facts, RegisterAnswer, RegisterStatus
from domain.rules.findings import Finding, Outcome, Severity
from domain.rules.rule import Rule

__all__ = ["RegisterAnswer", "RegisterStatus", "assess"]

_ACCOUNT = Rule("ACCOUNT", Severity.FIX)
_E1 = Rule("E1", Severity.REJECT)
_E2 = Rule("E2", Severity.REJECT)
_E3 = Rule("E3", Severity.REJECT)
_E5 = Rule("E5", Severity.BEFORE_LIMIT)


def assess(
    form: RequestForm,
    account: Account | None,
    policy: EligibilityPolicy,
    *,
    today: date,
    register: RegisterAnswer | None,
) -> tuple[Finding, ...]:
    """E1 to E11 in order, then S1, S2, S3 and S5 as early warnings.

    Where the account is not known, or has no such subscription or billing profile, a finding
    `ACCOUNT` comes first and the rules that need the account are unknown.

    Args:
        account: as the ledger has it now; None when it has none of this id.
        today: the business date.
        register: its answer about the tax id; None when no register is configured.
    """
    scope = account.scope(form.scope.id) if account is not None else None
    found: tuple[Finding, ...] = ()
    if account is None or scope is None or scope.kind is not form.scope.kind:
        found = (_nothing_to_compare(form, account, scope),)
        account = scope = None
    facts = Facts(form, account, scope, policy, today, register)
    findings = (*found, *(rule(facts) for rule in RULES), *_early_warnings(facts))
    if policy.on_unknown is Unknowns.HOLD:
        return tuple(_held_when_unknown(finding) for finding in findings)
    return findings


def business_account(facts: Facts) -> Finding:
    """E1 (P17, P20): business accounts only."""
    if facts.account is None:
        return _E1.needs_account()
    evidence: dict[str, Any] = {"kind": facts.account.kind.value}
    if facts.account.kind is AccountKind.BUSINESS:
        return _E1.passes("This is a business account.", **evidence)
    message = (
        "Only business accounts can pay by invoice: open one for your company and apply again."
    )
    return _E1.fails(message, **evidence)


def outside_china_cloud(facts: Facts) -> Finding:
    """E2 (P20): not in the China cloud."""
    if facts.account is None:
        return _E2.needs_account()
    evidence: dict[str, Any] = {"cloud": facts.account.cloud.value}
    if facts.account.cloud is not Cloud.CHINA:
        return _E2.passes("Invoices are available in this cloud.", **evidence)
    message = "Paying by invoice is not available in the China cloud."
    return _E2.fails(message, **evidence)


def not_on_invoice_yet(facts: Facts) -> Finding:
    """E3 (P24): what is to be switched does not already pay by invoice."""
    if facts.scope is None:
        return _E3.needs_account()
    evidence: dict[str, Any] = {"payment_method": facts.scope.payment_method.value}
    if facts.scope.payment_method is not PaymentMethod.INVOICE:
        return _E3.passes("This is not paid by invoice yet.", **evidence)
    message = "This is paid by invoice already: there is nothing to ask for."
    return _E3.fails(message, **evidence)


def billing_contact_in_finance(facts: Facts) -> Finding:
    """E5 (P20): the account's billing contact belongs to Accounts Payable or Finance."""
    if facts.account is None:
        return _E5.needs_account()
    contact = facts.account.billing_contact
    evidence: dict[str, Any] = {"department": contact.department.value if contact else None}
    if contact and contact.department in (Department.ACCOUNTS_PAYABLE, Department.FINANCE):
        message = "The account has a billing contact in Accounts Payable or Finance."
        return _E5.passes(message, **evidence)
    message = (
        "Put a billing contact who belongs to Accounts Payable or Finance on the account: before"
        " that no credit limit can be approved."
    )
    return _E5.fails(message, **evidence)


RULES: tuple[Callable[[Facts], Finding], ...] = (
    business_account,
    outside_china_cloud,
    not_on_invoice_yet,
    sign_ins.administrators_on_own_domain,
    billing_contact_in_finance,
    company_identity.same_name,
    company_identity.same_address,
    company_identity.tax_id_registered,
    company_identity.name_unchanged,
    track_record.customer_long_enough,
    track_record.enough_spend,
)


def _nothing_to_compare(form: RequestForm, account: Account | None, scope: Scope | None) -> Finding:
    evidence: dict[str, Any] = {
        "account_known": account is not None,
        "scope_known": scope is not None,
        "kind_on_form": form.scope.kind.value,
        "kind_on_account": scope.kind.value if scope else None,
    }
    if account is None:
        message = "We have no account with this commerce account id: check it."
    elif scope is None:
        message = "The account has no subscription or billing profile of this id: check it."
    else:
        kind = scope.kind.value.replace("_", " ")
        message = f"What you want to switch is a {kind}: correct its kind on the form."
    return _ACCOUNT.fails(message, **evidence)


def _early_warnings(facts: Facts) -> tuple[Finding, ...]:
    if facts.account is None or facts.scope is None:
        return switch_rules.warnings_unknown()
    return switch_rules.early_warnings(facts.account, facts.scope, facts.policy)


def _held_when_unknown(finding: Finding) -> Finding:
    """The policy may hold a request for what could not be verified."""
    holds = finding.severity in (Severity.VERIFY, Severity.FIX)
    if finding.outcome is not Outcome.UNKNOWN or not holds or finding.judgement:
        return finding
    evidence = {**finding.evidence, "unknown_held": True}
    return finding.model_copy(
        update={"outcome": Outcome.FAIL, "band": Band.ASK.value, "evidence": evidence}
    )
