"""The preconditions of the switch, S1 to S5: shown early as warnings, enforced when it is made."""

from typing import Any

from domain.accounts.account import Account, PaymentMethod, Scope, ScopeKind
from domain.errors import ScopeUnknown
from domain.people.sign_ins import as_compared
from domain.people.through import Channel, Through
from domain.policy import EligibilityPolicy, ExternalServices, OpenInvoiceAtSwitch
from domain.rules.findings import Finding, Severity
from domain.rules.rule import Rule

_S1, _S2, _S3, _S4, _S5 = (Rule(f"S{number}", Severity.AT_SWITCH) for number in range(1, 6))


def switch_findings(
    account: Account,
    scope_id: str,
    by: str,
    policy: EligibilityPolicy,
    through: Through | None = None,
) -> tuple[Finding, ...]:
    """S1 to S5 for this scope, when the person with the sign-in `by` switches it, who came in
    `through` this.

    Raises:
        ScopeUnknown: when the account has no such scope.
    """
    scope = account.scope(scope_id)
    if scope is None:
        raise ScopeUnknown("This account has no such subscription or billing profile.")
    return (
        nothing_outstanding(account),
        external_services(scope, policy),
        may_switch(account, scope, by, through),
        no_way_back(scope),
        open_invoice(scope, policy),
    )


def early_warnings(
    account: Account, scope: Scope, policy: EligibilityPolicy
) -> tuple[Finding, ...]:
    """S1, S2, S3 and S5 before anybody switches; S3 is unknown and says who will have to."""
    return (
        nothing_outstanding(account),
        external_services(scope, policy),
        may_switch(account, scope, None),
        open_invoice(scope, policy),
    )


def warnings_unknown() -> tuple[Finding, ...]:
    """The early warnings when there is no account."""
    return tuple(rule.needs_account() for rule in (_S1, _S2, _S3, _S5))


def nothing_outstanding(account: Account) -> Finding:
    """S1 (P20): nothing is outstanding on the whole account, whichever scope is switched."""
    outstanding = [
        {"scope": scope.id, **scope.outstanding.model_dump(mode="json")}
        for scope in account.scopes
        if scope.outstanding is not None and scope.outstanding.amount > 0
    ]
    if outstanding:
        return _S1.fails(
            "There are outstanding charges on the account: pay them before you switch.",
            outstanding=outstanding,
        )
    return _S1.passes("Nothing is outstanding on the account.")


def external_services(scope: Scope, policy: EligibilityPolicy) -> Finding:
    """S2 (P17): third-party services cannot be paid by invoice; by policy they block the switch
    or are billed separately from then on."""
    services = list(scope.external_services)
    if not services:
        return _S2.passes("No third-party services are billed through this.")
    if policy.external_services is ExternalServices.BILL_SEPARATELY:
        return _S2.passes(
            "Third-party services will be billed separately after the switch.",
            billed_separately=services,
        )
    return _S2.fails(
        "Third-party services cannot be paid by invoice: remove them, or buy them through another"
        " subscription, before you switch.",
        external_services=services,
    )


def may_switch(
    account: Account, scope: Scope, by: str | None, through: Through | None = None
) -> Finding:
    """S3 (P20): an account administrator switches a subscription, only the person who signed up
    a billing profile. Sign-ins are compared without regard to case; `by` is None while nobody is
    switching yet.

    Their name alone is not enough: through a link that one of our people saw, or with a password
    that one of them set, somebody else may have come. The command line is its operator's word.
    """
    allowed = set(map(as_compared, who_may_switch(account, scope)))
    subscription = scope.kind is ScopeKind.SUBSCRIPTION
    who = (
        "an administrator of the account"
        if subscription
        else "the person who signed up for the account"
    )
    evidence: dict[str, Any] = {"scope_kind": scope.kind.value, "may_switch": len(allowed)}
    if by is None:
        message = f"The switch can only be made by {who}."
        return _S3.unknown(message, **evidence)
    if as_compared(by) in allowed and through is not None and through.staff_could_read:
        known = _KNOWN_TO_STAFF.get(through.door, "by something")
        return _S3.fails(
            f"You came in {known} that our people could read, and the switch cannot be undone."
            " Make it through the link in a letter of ours to you, or by a sign-in of your own.",
            **evidence,
            through=through.door.value,
            staff_could_read=True,
        )
    if as_compared(by) in allowed:
        return _S3.passes("You may make this switch.", **evidence)
    message = f"Only {who} can make this switch: ask them to sign in and do it."
    return _S3.fails(message, **evidence)


def who_may_switch(account: Account, scope: Scope) -> tuple[str, ...]:
    """The sign-ins that S3 lets make this switch, as the account has them."""
    if scope.kind is ScopeKind.SUBSCRIPTION:
        return tuple(account.administrators)
    return (account.signed_up_by,)


def no_way_back(scope: Scope) -> Finding:
    """S4 (P17, P20): what pays by invoice stays so, and is never switched a second time."""
    if scope.payment_method is PaymentMethod.INVOICE:
        return _S4.fails("This is paid by invoice already, and that cannot be undone.")
    return _S4.passes("Once this is switched there is no way back to a card or direct debit.")


def open_invoice(scope: Scope, policy: EligibilityPolicy) -> Finding:
    """S5 (P24): an open invoice would be charged to the old method; by policy it is settled first
    or moved to the new one."""
    number = scope.open_invoice
    if number is None:
        return _S5.passes("No invoice is open.")
    if policy.open_invoice is OpenInvoiceAtSwitch.MOVE:
        return _S5.passes("The open invoice will move to the new method.", moved=number)
    return _S5.fails(
        "An invoice is still open on the present payment method: pay it before you switch.",
        open_invoice=number,
    )


_KNOWN_TO_STAFF = {Channel.LINK: "by a link", Channel.PASSWORD: "with a password"}
