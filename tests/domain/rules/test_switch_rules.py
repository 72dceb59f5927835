"""S1 to S5: warned of early, enforced at the switch."""

from typing import Any

import pytest

from domain.accounts.account import Account
from domain.errors import ScopeUnknown
from domain.people.through import Channel, Through
from domain.policy import EligibilityPolicy, ExternalServices, OpenInvoiceAtSwitch
from domain.rules.findings import Finding, Outcome, Severity
from domain.rules.switch_rules import switch_findings
from tests.domain.building import a_form, an_account, findings, with_scope

OWED = {"amount": "12.00", "currency": "EUR"}


def at_switch(
    account: Account | None = None,
    by: str = "anna@contoso.nl",
    through: Through | None = None,
    **policy: Any,
) -> dict[str, Finding]:
    account = account or an_account()
    found = switch_findings(account, account.scopes[0].id, by, EligibilityPolicy(**policy), through)
    return {finding.code: finding for finding in found}


def test_an_account_in_order_may_be_switched() -> None:
    found = at_switch()
    assert list(found) == ["S1", "S2", "S3", "S4", "S5"]
    assert {finding.outcome for finding in found.values()} == {Outcome.PASS}
    assert {finding.severity for finding in found.values()} == {Severity.AT_SWITCH}


def test_s1_reads_the_whole_account() -> None:
    other = {"id": "sub-2", "kind": "subscription", "payment_method": "credit_card"}
    scope = an_account().scopes[0].model_dump()
    account = an_account(scopes=[scope, {**other, "outstanding": OWED}])
    found = at_switch(account)["S1"]
    assert found.failed
    assert found.evidence == {"outstanding": [{"scope": "sub-2", **OWED}]}


@pytest.mark.parametrize("amount", ["-3.00", "0.00", None])
def test_s1_minds_neither_a_credit_nor_nothing(amount: str | None) -> None:
    outstanding = {"amount": amount, "currency": "EUR"} if amount else None
    assert not at_switch(with_scope(an_account(), outstanding=outstanding))["S1"].failed


def test_s1_minds_a_single_cent() -> None:
    cent = {"amount": "0.01", "currency": "EUR"}
    found = at_switch(with_scope(an_account(), outstanding=cent))["S1"]
    assert found.failed
    assert found.evidence["outstanding"] == [{"scope": an_account().scopes[0].id, **cent}]


def test_s2_blocks_third_party_services_or_bills_them_separately() -> None:
    account = with_scope(an_account(), external_services=["SendGrid"])
    blocked = at_switch(account)["S2"]
    assert blocked.failed
    assert blocked.evidence == {"external_services": ["SendGrid"]}
    separately = at_switch(account, external_services=ExternalServices.BILL_SEPARATELY)["S2"]
    assert not separately.failed
    assert separately.evidence == {"billed_separately": ["SendGrid"]}


@pytest.mark.parametrize(
    ("kind", "by", "may"),
    [
        ("subscription", "anna@contoso.nl", True),
        ("subscription", "BEN@Contoso.nl", True),
        ("subscription", "carla@contoso.nl", False),
        ("billing_profile", "Anna@contoso.nl", True),
        ("billing_profile", "ben@contoso.nl", False),
        ("billing_profile", "", False),
    ],
)
def test_s3_an_administrator_switches_a_subscription_and_who_signed_up_a_profile(
    kind: str, by: str, may: bool
) -> None:
    found = at_switch(with_scope(an_account(), kind=kind), by)["S3"]
    assert found.failed is not may
    assert "@" not in f"{found.message}{found.evidence}"


@pytest.mark.parametrize(
    ("through", "may"),
    [
        (None, True),
        (Through(door=Channel.PROVIDER), True),
        (Through(door=Channel.COMMAND_LINE), True),
        (Through(door=Channel.LINK, id="1", made_by="worker", mailed=True), True),
        (Through(door=Channel.PASSWORD), True),
        (Through(door=Channel.LINK, id="1", made_by="paula", staff_could_read=True), False),
        (Through(door=Channel.PASSWORD, made_by="root", staff_could_read=True), False),
        (Through(door=Channel.KEY, id="1", made_by="root", staff_could_read=True), False),
    ],
)
def test_s3_a_name_is_not_enough_through_what_our_people_could_read(
    through: Through | None, may: bool
) -> None:
    found = at_switch(through=through)["S3"]
    assert found.failed is not may
    if not may:
        assert "link in a letter of ours" in found.message
        assert "paula" not in f"{found.message}{found.evidence}"
    assert at_switch(by="carla@contoso.nl", through=through)["S3"].failed


def test_s3_shows_what_is_switched_and_how_many_may_and_what_they_came_through() -> None:
    seen = Through(door=Channel.LINK, id="1", made_by="paula", staff_could_read=True)
    counts: dict[str, Any] = {"scope_kind": "subscription", "may_switch": 2}
    assert at_switch()["S3"].evidence == counts
    assert at_switch(through=seen)["S3"].evidence == {
        **counts, "through": "link", "staff_could_read": True
    }  # fmt: skip
    profile = at_switch(with_scope(an_account(), kind="billing_profile"), "ben@contoso.nl")["S3"]
    assert profile.evidence == {"scope_kind": "billing_profile", "may_switch": 1}


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("subscription", "an administrator of the account"),
        ("billing_profile", "the person who signed up for the account"),
    ],
)
def test_s3_says_who_can_make_the_switch_before_and_when_somebody_else_tries(
    kind: str, who: str
) -> None:
    account = with_scope(an_account(), kind=kind)
    assert f"Only {who} can" in at_switch(account, "carla@contoso.nl")["S3"].message
    early = findings(a_form(scope__kind=kind), account)["S3"]
    assert early.message == f"The switch can only be made by {who}."


@pytest.mark.parametrize(
    ("door", "how"),
    [
        (Channel.LINK, "by a link"),
        (Channel.PASSWORD, "with a password"),
        (Channel.KEY, "by something"),
    ],
)
def test_s3_says_what_our_people_could_read(door: Channel, how: str) -> None:
    through = Through(door=door, made_by="root", staff_could_read=True)
    assert f"came in {how} that our people could read" in at_switch(through=through)["S3"].message


def test_a_sign_in_is_the_same_with_blanks_around_it() -> None:
    assert not at_switch(by=" Anna@Contoso.NL ")["S3"].failed


def test_s4_what_pays_by_invoice_is_never_switched_again() -> None:
    assert at_switch(with_scope(an_account(), payment_method="invoice"))["S4"].failed


def test_s5_an_open_invoice_is_settled_first_or_moved() -> None:
    account = with_scope(an_account(), open_invoice="INV-7")
    settled_first = at_switch(account)["S5"]
    assert settled_first.failed
    assert settled_first.evidence == {"open_invoice": "INV-7"}
    moved = at_switch(account, open_invoice=OpenInvoiceAtSwitch.MOVE)["S5"]
    assert not moved.failed
    assert moved.evidence == {"moved": "INV-7"}


def test_what_is_in_the_way_is_shown_early_as_a_warning() -> None:
    account = with_scope(
        an_account(), outstanding=OWED, external_services=["X"], open_invoice="INV-7"
    )
    early = findings(account=account)
    assert all(early[code].failed for code in ("S1", "S2", "S5"))
    assert early["S3"].outcome is Outcome.UNKNOWN
    assert "administrator" in early["S3"].message


def test_a_scope_that_the_account_does_not_have_cannot_be_switched() -> None:
    with pytest.raises(ScopeUnknown):
        switch_findings(an_account(), "sub-nowhere", "anna@contoso.nl", EligibilityPolicy())
