"""E1 to E11: each with pass, fail and, where it can be, unknown."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.accounts.account import PaymentMethod
from domain.forms.form import read_form
from domain.policy import EligibilityPolicy, MinimumSpend, Unknowns
from domain.rules.eligibility import assess
from domain.rules.facts import RegisterAnswer, RegisterStatus
from domain.rules.findings import Finding, Outcome, Severity
from tests.domain.building import GONE, TODAY, a_draft, a_form, an_account, findings, with_scope

ORDER = [
    "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "S1", "S2", "S3", "S5",
]  # fmt: skip


def register(status: RegisterStatus, name: str | None = None) -> RegisterAnswer:
    return RegisterAnswer(status=status, name=name, checked_at=datetime(2026, 11, 22, tzinfo=UTC))


def says(finding: Finding) -> tuple[Severity, Outcome, str | None]:
    return finding.severity, finding.outcome, finding.band


def test_every_rule_answers_in_order() -> None:
    assert list(findings()) == ORDER


def test_contoso_passes_everything_that_can_be_known() -> None:
    unsure = {code for code, found in findings().items() if found.outcome is not Outcome.PASS}
    assert unsure == {"E8", "S3"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [("E1", {"kind": "individual"}), ("E2", {"cloud": "china"})],
)
def test_individuals_and_the_china_cloud_are_rejected(code: str, changes: dict[str, Any]) -> None:
    assert says(findings()[code]) == (Severity.REJECT, Outcome.PASS, None)
    found = findings(account=an_account(**changes))[code]
    assert says(found) == (Severity.REJECT, Outcome.FAIL, None)


def test_e3_rejects_what_pays_by_invoice_already() -> None:
    account = with_scope(an_account(), payment_method=PaymentMethod.INVOICE)
    assert says(findings(account=account)["E3"]) == (Severity.REJECT, Outcome.FAIL, None)


def test_e4_asks_for_sign_ins_on_the_companys_domain_and_names_none_of_them() -> None:
    form = a_form(administrators=["anna@contoso.nl", "ben@gmail.com", "c@fabrikam.nl"])
    found = findings(form)["E4"]
    assert says(found) == (Severity.FIX, Outcome.FAIL, None)
    assert found.message.startswith("Administrator 2 is on a free-mail domain")
    assert found.evidence == {
        "website_domain": "contoso.nl",
        "sign_ins": [
            {"field": "administrators.1", "domain": "gmail.com", "why": "free_mail"},
            {"field": "administrators.2", "domain": "fabrikam.nl", "why": "other_domain"},
        ],
    }


@pytest.mark.parametrize(
    ("website", "sign_in"),
    [
        ("https://kade.onmicrosoft.com", "boss@fabrikam.onmicrosoft.com"),
        ("https://kade.onmicrosoft.com", "boss@kade.onmicrosoft.com"),
        ("https://www.linkedin.com/company/kade", "anybody@linkedin.com"),
        ("https://kade.wordpress.com", "it@kade.example"),
        ("https://www.contoso.nl", "anna@contoso.onmicrosoft.com"),
    ],
)
def test_e4_does_not_know_where_strangers_are_neighbours_and_a_person_judges(
    website: str, sign_in: str
) -> None:
    form = a_form(company__website=website, administrators=[sign_in])
    for policy in (EligibilityPolicy(), EligibilityPolicy(on_unknown=Unknowns.HOLD)):
        found = findings(form, policy=policy)["E4"]
        assert says(found) == (Severity.FIX, Outcome.UNKNOWN, None)
        assert found.judgement
        assert found.evidence["sign_ins"][0]["why"] == "shared_host"


@pytest.mark.parametrize(
    ("sign_ins", "judgement"),
    [
        (["anna@contoso.nl", "c@fabrikam.nl"], True),
        (["anna@contoso.onmicrosoft.com", "c@fabrikam.nl"], True),
        (["c@fabrikam.nl", "ben@gmail.com"], False),
        (["anna@contoso.onmicrosoft.com", "ben@mailinator.com"], False),
    ],
)
def test_e4_lets_a_verifier_judge_a_second_domain_and_never_free_mail(
    sign_ins: list[str], judgement: bool
) -> None:
    found = findings(a_form(administrators=sign_ins))["E4"]
    assert (found.outcome, found.judgement) == (Outcome.FAIL, judgement)
    assert ("say in the form" in found.message) == judgement


@pytest.mark.parametrize(
    ("sign_ins", "outcome", "judgement"),
    [
        (["anna@contoso.nl"], Outcome.PASS, False),
        (["anna@contoso.nl", "c@fabrikam.nl"], Outcome.UNKNOWN, True),
        (["c@fabrikam.nl", "ben@litware.com"], Outcome.UNKNOWN, True),
        (["anna@contoso.onmicrosoft.com"], Outcome.UNKNOWN, True),
        (["c@fabrikam.nl", "ben@gmail.com"], Outcome.FAIL, False),
        (["anna@contoso.onmicrosoft.com", "ben@mailinator.com"], Outcome.FAIL, False),
    ],
)
def test_e4_hands_an_explained_second_domain_to_a_verifier_and_never_free_mail(
    sign_ins: list[str], outcome: Outcome, judgement: bool
) -> None:
    why = "Fabrikam is our trade name; both domains are registered to us."
    form = a_form(administrators=sign_ins, other_domains=why)
    for policy in (EligibilityPolicy(), EligibilityPolicy(on_unknown=Unknowns.HOLD)):
        found = findings(form, policy=policy)["E4"]
        assert (found.outcome, found.judgement) == (outcome, judgement)
        explained = found.evidence.get("explained_by_customer")
        assert explained == (None if outcome is Outcome.PASS else why)
        assert why not in found.message


def test_an_explanation_of_nothing_but_blanks_is_none() -> None:
    draft = a_draft(administrators=["anna@contoso.nl", "c@fabrikam.nl"], other_domains="  ")
    assert read_form(draft, TODAY).other_domains is None


def test_e4_follows_the_policys_lists() -> None:
    policy = EligibilityPolicy(denied_email_domains=("contoso.nl",))
    assert findings(policy=policy)["E4"].failed


def test_e8_shows_a_number_that_does_not_check_out_and_documents_settle_it() -> None:
    for confirmed in (False, True):
        form = a_form(company__tax_id="NL004495446B01", company__tax_id_confirmed=confirmed)
        found = findings(form)["E8"]
        assert says(found) == (Severity.VERIFY, Outcome.FAIL, "ask")
        assert found.evidence["confirmed_by_customer"] is confirmed
    assert findings(form, register=register(RegisterStatus.UNREACHABLE))["E8"].failed
    assert findings(form, register=register(RegisterStatus.VALID))["E8"].outcome is Outcome.PASS


def test_e8_knows_nothing_of_the_numbers_of_some_countries() -> None:
    form = a_form(
        company__tax_id="100123456700003",
        company__address__country="AE",
        contact__phone="+971 4 330 0000",
    )
    assert findings(form)["E8"].outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("contact", "outcome"),
    [
        ("accounts_payable", Outcome.PASS),
        ("finance", Outcome.PASS),
        ("other", Outcome.FAIL),
        (GONE, Outcome.FAIL),
    ],
)
def test_e5_wants_a_billing_contact_in_finance(contact: Any, outcome: Outcome) -> None:
    change = "billing_contact" if contact is GONE else "billing_contact__department"
    found = findings(account=an_account(**{change: contact}))["E5"]
    assert says(found) == (Severity.BEFORE_LIMIT, outcome, None)


@pytest.mark.parametrize(
    ("name", "outcome", "band"),
    [
        ("CONTOSO b.v.", Outcome.PASS, "match"),
        ("Contoso Nederland B.V.", Outcome.FAIL, "ask"),
        ("Fabrikam Inc", Outcome.FAIL, "mismatch"),
    ],
)
def test_e6_compares_the_companys_name_with_the_accounts(
    name: str, outcome: Outcome, band: str
) -> None:
    found = findings(a_form(company__name=name))["E6"]
    assert says(found) == (Severity.VERIFY, outcome, band)


def test_e6_asks_from_the_policys_likeness_and_matches_only_what_is_equal() -> None:
    form = a_form(company__name="Contoso Nederland B.V.")
    assert findings(form, policy=EligibilityPolicy(name_match_at=70))["E6"].band == "ask"
    assert findings(form, policy=EligibilityPolicy(name_ask_at=80))["E6"].band == "mismatch"


def test_e6_does_not_know_where_nothing_is_left_to_compare() -> None:
    found = findings(a_form(company__name="???"), an_account().model_copy(update={"name": "!!!"}))[
        "E6"
    ]
    assert says(found) == (Severity.VERIFY, Outcome.UNKNOWN, None)


def test_e6_says_what_differs() -> None:
    account = an_account().model_copy(update={"name": "Stichting Contoso"})
    found = findings(a_form(company__name="Contoso B.V."), account)["E6"]
    assert found.evidence["differs"] == ["legal_form"]
    assert found.evidence["legal_forms"] == {"form": ["bv"], "account": ["stichting"]}


@pytest.mark.parametrize(
    ("line1", "outcome", "band"),
    [
        ("stationsplein 1", Outcome.PASS, "match"),
        ("Stationsplein 2", Outcome.FAIL, "ask"),
    ],
)
def test_e7_compares_the_companys_address_with_the_accounts(
    line1: str, outcome: Outcome, band: str
) -> None:
    found = findings(a_form(company__address__line1=line1))["E7"]
    assert says(found) == (Severity.VERIFY, outcome, band)


def test_e7_leaves_another_place_to_a_verifier() -> None:
    address = {"line1": "Coolsingel 40", "postal_code": "3011 AD", "city": "Rotterdam"}
    found = findings(a_form(company__address={**address, "country": "NL"}))["E7"]
    assert says(found) == (Severity.VERIFY, Outcome.FAIL, "mismatch")


@pytest.mark.parametrize(
    ("answer", "outcome", "band"),
    [
        (None, Outcome.UNKNOWN, None),
        (register(RegisterStatus.UNREACHABLE), Outcome.UNKNOWN, None),
        (register(RegisterStatus.VALID), Outcome.PASS, None),
        (register(RegisterStatus.VALID, "CONTOSO BV"), Outcome.PASS, None),
        (register(RegisterStatus.VALID, "CONTOSO NEDERLAND BV"), Outcome.FAIL, "ask"),
        (register(RegisterStatus.VALID, "FABRIKAM BV"), Outcome.FAIL, "mismatch"),
        (register(RegisterStatus.INVALID), Outcome.FAIL, "ask"),
    ],
)
def test_e8_a_register_that_cannot_be_asked_means_unverified_never_invalid(
    answer: RegisterAnswer | None, outcome: Outcome, band: str | None
) -> None:
    assert says(findings(register=answer)["E8"]) == (Severity.VERIFY, outcome, band)


def test_e9_asks_for_a_document_when_the_name_changed() -> None:
    found = findings(a_form(company__former_name="Contoso Software BV"))["E9"]
    assert says(found) == (Severity.VERIFY, Outcome.FAIL, "ask")


def test_e10_and_e11_are_off_unless_the_policy_wants_them() -> None:
    found = findings(account=an_account(customer_since=TODAY, monthly_spend={}))
    for code in ("E10", "E11"):
        assert says(found[code]) == (Severity.REJECT, Outcome.PASS, None)
        assert found[code].evidence == {"policy": "off"}


@pytest.mark.parametrize(
    ("since", "today", "again"),
    [
        (date(2026, 5, 22), TODAY, None),
        (date(2026, 5, 23), TODAY, "2026-11-23"),
        (date(2026, 8, 31), TODAY, "2027-02-28"),
        (date(2026, 8, 31), date(2027, 2, 28), None),
    ],
)
def test_e10_says_from_when_to_apply_again(since: date, today: date, again: str | None) -> None:
    policy = EligibilityPolicy(customer_for_months=6)
    found = findings(account=an_account(customer_since=since), policy=policy, today=today)["E10"]
    assert found.failed is (again is not None)
    assert found.evidence.get("reapply_from") == again
    assert again is None or again in found.message


def spend(amount: int, months: int, in_a_year: int | None = None) -> EligibilityPolicy:
    yearly = None if in_a_year is None else Decimal(in_a_year)
    wanted = MinimumSpend(amount=Decimal(amount), months=months, in_a_year=yearly)
    return EligibilityPolicy(minimum_spend=wanted)


@pytest.mark.parametrize(
    ("figures", "policy", "again"),
    [
        ({"2026-08": 4100, "2026-09": 3900, "2026-10": 4500}, spend(3500, 3), None),
        ({"2026-08": 4100, "2026-09": 3900, "2026-11": 9999}, spend(3500, 3), "2026-12-01"),
        ({"2026-08": 100, "2026-10": 4500}, spend(3500, 3), "2027-01-01"),
        ({"2025-11": 4000, "2025-12": 4000, "2026-10": 10}, spend(3500, 3), "2027-02-01"),
        ({"2025-10": 9000, "2026-10": 10}, spend(3500, 12), "2027-11-01"),
        ({"2026-10": 40000}, spend(3500, 3, in_a_year=40000), None),
        ({"2026-10": 39999}, spend(3500, 3, in_a_year=40000), "2026-12-01"),
        (dict.fromkeys(["2026-08", "2026-09", "2026-10"], 3500), spend(3500, 3), None),
        ({"2026-08": 3499, "2026-09": 3500, "2026-10": 3500}, spend(3500, 3), "2026-12-01"),
        ({"2025-11": 40000}, spend(3500, 3, in_a_year=40000), None),
        ({"2026-09": 1, "2026-10": 1}, spend(1, 3), "2026-12-01"),
        ({"2025-10": 40000, "2025-11": 1}, spend(3500, 3, in_a_year=40000), "2026-12-01"),
    ],
)
def test_e11_says_from_when_to_apply_again(
    figures: dict[str, int], policy: EligibilityPolicy, again: str | None
) -> None:
    found = findings(account=an_account(monthly_spend=figures), policy=policy)["E11"]
    assert found.failed is (again is not None)
    assert found.evidence.get("reapply_from") == again
    assert again is None or again in found.message


def test_e11_is_unknown_without_any_figure() -> None:
    found = findings(account=an_account(monthly_spend={}), policy=spend(3500, 3))["E11"]
    assert says(found) == (Severity.REJECT, Outcome.UNKNOWN, None)


def test_without_an_account_there_is_one_thing_to_fix_and_the_rest_is_unknown() -> None:
    policy = EligibilityPolicy(customer_for_months=6, minimum_spend=spend(1, 1).minimum_spend)
    found = assess(a_form(), None, policy, today=TODAY, register=None)
    assert [finding.code for finding in found] == ["ACCOUNT", *ORDER]
    assert says(found[0]) == (Severity.FIX, Outcome.FAIL, None)
    known = {finding.code for finding in found[1:] if finding.outcome is not Outcome.UNKNOWN}
    assert known == {"E4", "E9"}


@pytest.mark.parametrize(
    "changes", [{"scope__id": "sub-contoso-2"}, {"scope__kind": "billing_profile"}]
)
def test_something_else_than_the_account_has_is_to_be_fixed(changes: dict[str, Any]) -> None:
    found = findings(a_form(**changes))
    assert says(found["ACCOUNT"]) == (Severity.FIX, Outcome.FAIL, None)
    assert found["E1"].outcome is found["S1"].outcome is Outcome.UNKNOWN


def test_unknown_holds_nothing_unless_the_policy_says_so() -> None:
    assert not findings()["E8"].failed
    held = findings(policy=EligibilityPolicy(on_unknown=Unknowns.HOLD))
    assert says(held["E8"]) == (Severity.VERIFY, Outcome.FAIL, "ask")
    assert held["E8"].evidence["unknown_held"] is True
    assert held["S3"].outcome is Outcome.UNKNOWN


def test_every_rule_shows_its_evidence() -> None:
    found = {code: finding.evidence for code, finding in findings().items()}
    assert found["E1"] == {"kind": "business"}
    assert found["E2"] == {"cloud": "global"}
    assert found["E3"] == {"payment_method": "credit_card"}
    assert found["E5"] == {"department": "accounts_payable"}
    assert found["E7"] == {"differs": []}
    assert found["E8"] == {"register": None}
    wrong = an_account(kind="individual", cloud="china", billing_contact=None)
    found = {code: finding.evidence for code, finding in findings(account=wrong).items()}
    assert found["E1"] == {"kind": "individual"}
    assert found["E2"] == {"cloud": "china"}
    assert found["E5"] == {"department": None}
    former = findings(a_form(company__former_name="Contoso Software BV"))["E9"]
    assert former.evidence == {"former_name": "Contoso Software BV"}


def test_e10_and_e11_show_the_policy_and_the_figures() -> None:
    wanted = spend(3500, 3, in_a_year=40000).minimum_spend
    policy = EligibilityPolicy(customer_for_months=6, minimum_spend=wanted)
    figures = {"2025-10": 9, "2025-11": 4000, "2026-09": 3500, "2026-10": 3499}
    account = an_account(customer_since=date(2026, 5, 22), monthly_spend=figures)
    found = findings(account=account, policy=policy)
    assert found["E10"].evidence == {"months": 6, "customer_since": "2026-05-22"}
    young = findings(account=an_account(customer_since=TODAY), policy=policy)["E10"]
    assert young.evidence == {
        "months": 6, "customer_since": TODAY.isoformat(), "reapply_from": "2027-05-22"
    }  # fmt: skip
    assert found["E11"].evidence == {
        "minimum_spend": {"amount": "3500", "months": 3, "in_a_year": "40000"},
        "months_with_figures": 3,
        "months_reached": 2,
        "in_a_year": "10999",
        "reapply_from": "2026-12-01",
    }


def test_e6_asks_at_the_policys_likeness_itself_and_not_above_it() -> None:
    form = a_form(company__name="Contoso Nederland BV")
    likeness = findings(form)["E6"].evidence["likeness"]
    at = findings(form, policy=EligibilityPolicy(name_ask_at=likeness))["E6"]
    above = findings(form, policy=EligibilityPolicy(name_ask_at=likeness + 0.01))["E6"]
    assert (at.band, above.band) == ("ask", "mismatch")


def test_what_the_account_does_not_have_is_said_as_it_is() -> None:
    def account_finding(**changes: Any) -> Finding:
        return findings(a_form(**changes))["ACCOUNT"]

    (unknown, *_) = assess(a_form(), None, EligibilityPolicy(), today=TODAY, register=None)
    assert unknown.evidence == {
        "account_known": False, "scope_known": False, "kind_on_form": "subscription",
        "kind_on_account": None,
    }  # fmt: skip
    other = account_finding(scope__id="sub-contoso-2")
    assert other.evidence["account_known"] is True
    assert other.evidence["scope_known"] is False
    kind = account_finding(scope__kind="billing_profile")
    assert kind.evidence == {
        "account_known": True, "scope_known": True, "kind_on_form": "billing_profile",
        "kind_on_account": "subscription",
    }  # fmt: skip
    assert "is a subscription" in kind.message


@pytest.mark.parametrize(
    ("outcome", "severity", "judgement", "overruled", "verified"),
    [
        (Outcome.FAIL, Severity.VERIFY, False, True, True),
        (Outcome.UNKNOWN, Severity.VERIFY, False, False, False),
        (Outcome.PASS, Severity.VERIFY, False, False, False),
        (Outcome.FAIL, Severity.FIX, True, True, False),
        (Outcome.UNKNOWN, Severity.FIX, True, True, True),
        (Outcome.PASS, Severity.FIX, True, False, False),
        (Outcome.FAIL, Severity.FIX, False, False, False),
        (Outcome.FAIL, Severity.REJECT, False, False, False),
    ],
)
def test_what_a_verifier_may_let_through_and_what_is_theirs_to_settle(
    outcome: Outcome, severity: Severity, judgement: bool, overruled: bool, verified: bool
) -> None:
    found = Finding(code="E4", severity=severity, outcome=outcome, message="", judgement=judgement)
    assert (found.may_be_overruled, found.needs_verifying) == (overruled, verified)
