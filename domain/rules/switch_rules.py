"""The preconditions of the switch, S1 to S7, enforced when it is made; all but S4 are shown early
as warnings.

S1 to S5 are asked of the account as it is here. Where another system bills the customer, S1 and S5
are what that system has, and S6 is whether it takes the switch. S7 is asked of the account's limit.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from domain.accounts.account import Account, PaymentMethod, Scope, ScopeKind
from domain.errors import ProviderRefused, ScopeUnknown
from domain.people.sign_ins import as_compared
from domain.people.through import Channel, Through
from domain.policy import EligibilityPolicy, ExternalServices, OpenInvoiceAtSwitch
from domain.rules.findings import Finding, Severity
from domain.rules.rule import Rule
from domain.values.money import Money

_S1, _S2, _S3, _S4, _S5, _S6, _S7 = (
    Rule(f"S{number}", Severity.AT_SWITCH) for number in range(1, 8)
)
_ACCOUNT = Rule("ACCOUNT", Severity.AT_SWITCH)


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
    return outstanding_charges(
        [
            {"scope": scope.id, **scope.outstanding.model_dump(mode="json")}
            for scope in account.scopes
            if scope.outstanding is not None and scope.outstanding.amount > 0
        ]
    )


def outstanding_charges(charges: list[dict[str, Any]]) -> Finding:
    """S1, of all charges that are outstanding, each with its scope and amount."""
    if charges:
        return _S1.fails(
            "There are outstanding charges on the account: pay them before you switch.",
            outstanding=charges,
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


def switched_already(said: str) -> Finding:
    """S4, where the ledger refuses to switch a second time, in its words."""
    return _S4.fails(said)


def nothing_to_switch(said: str) -> Finding:
    """Where there is no such account or scope at the switch, in the ledger's words."""
    return _ACCOUNT.fails(said)


def open_invoice(scope: Scope, policy: EligibilityPolicy) -> Finding:
    """S5 (P24): an open invoice would be charged to the old method; by policy it is settled first
    or moved to the new one."""
    return open_invoices(policy.open_invoice, open_invoice=scope.open_invoice)


def open_invoices(policy: OpenInvoiceAtSwitch, **evidence: Any) -> Finding:
    """S5, of the invoices that are open: the evidence has one name, and nothing under it where none
    is."""
    (found,) = evidence.values()
    if not found:
        return _S5.passes("No invoice is open.")
    if policy is OpenInvoiceAtSwitch.MOVE:
        return _S5.passes("The open invoice will move to the new method.", moved=found)
    return _S5.fails(
        "An invoice is still open on the present payment method: pay it before you switch.",
        **evidence,
    )


class OpenThere(NamedTuple):
    """What the billing system says is not paid."""

    outstanding: Finding
    """S1."""
    open_invoice: Finding
    """S5."""

    @property
    def failed(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self if finding.failed)


def known_there(findings: Sequence[Finding], there: OpenThere) -> tuple[Finding, ...]:
    """Findings with S1 and S5 as the billing system has them. What is in the way here stays."""
    said = {each.code: each for each in there}
    return tuple(found if found.failed else said.get(found.code, found) for found in findings)


def not_answered() -> OpenThere:
    """S1 and S5 while the billing system does not answer: they are read again at the switch."""
    said = "The billing system did not say what is open. It is asked again at the switch."
    return OpenThere(_S1.unknown(said, asked=True), _S5.unknown(said, asked=True))


def not_asked() -> OpenThere:
    """S1 and S5 in a dry run, which asks no other system."""
    said = "What is open is asked of the billing system once the request is sent in."
    return OpenThere(_S1.unknown(said, asked=False), _S5.unknown(said, asked=False))


def refused_by_provider(refusal: ProviderRefused) -> Finding:
    """S6 (decided here): the billing system takes the switch, and does as it was asked."""
    return _S6.fails(
        "The billing system does not take the switch: ask us, and we will see to it.",
        provider_said=refusal.reason,
        provider_code=refusal.details.get("provider_code"),
    )


def refused_there(findings: Sequence[Finding], refusal: ProviderRefused) -> tuple[Finding, ...]:
    """Findings where the billing system says no as soon as it is asked what is open: S6 fails,
    whatever it said before."""
    others = [each for each in findings if each.code != _S6.code]
    return (*known_there(others, not_answered()), refused_by_provider(refusal))


def not_as_asked(collections: list[dict[str, Any]]) -> Finding:
    """S6, where the billing system collects in another way than it was asked to."""
    return _S6.fails(
        "The billing system does not collect by invoice although it was asked to: ask us, and we"
        " will see to it.",
        collections=collections,
    )


def charged_meanwhile(amounts: Sequence[Money]) -> Finding:
    """S6, where the payment method was charged while the switch was being made."""
    return _S6.fails(
        "Your payment method was charged while the switch was being made. Nothing was switched:"
        " look at the charge, and switch again.",
        charged=[each.model_dump(mode="json") for each in amounts],
    )


def not_able(said: str, provider: str, cannot: list[str]) -> Finding:
    """S6 before anybody switches: what the billing system cannot do, for whoever approves."""
    return _S6.unknown(said, provider=provider, cannot=cannot)


def limit_frozen() -> Finding:
    """S7 (decided here): nothing of an account is switched while its credit limit is frozen."""
    return _S7.fails("The account's credit limit is frozen: nothing new can be run up on it.")


_KNOWN_TO_STAFF = {Channel.LINK: "by a link", Channel.PASSWORD: "with a password"}
