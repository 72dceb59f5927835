"""The examples load, and come to exactly what each is an example of."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from domain.accounts.account import Account
from domain.forms.form import problems_in
from domain.policy_file import WholePolicy, read_policy
from domain.requests.credit_application import CreditApplication
from domain.rules.findings import Outcome
from files.invoices import read_invoices
from files.reading import read_file
from tests.domain.building import EXAMPLES, TODAY, a_draft, a_form, findings

ACCOUNTS = {
    account["id"]: Account.model_validate(account)
    for account in yaml.safe_load((EXAMPLES / "accounts.yaml").read_text(encoding="utf-8"))[
        "accounts"
    ]
}
FAILS = {
    "contoso": {},
    "contoso-large": {"E6": "ask"},
    "mueller": {},
    "adatum": {"S1": None, "S2": None, "S5": None},
    "northwind": {"E5": None},
    "wideworldimporters": {"E2": None},
    "janssen": {"E1": None, "E4": None, "E5": None},
    "litware": {"E3": None},
    "proseware": {"E9": "ask"},
    "waterdam": {},
}


def test_no_example_is_left_out() -> None:
    names = {path.stem for path in (EXAMPLES / "forms").glob("*.yaml")}
    assert names == {*FAILS, "contoso-mistakes"}


@pytest.mark.parametrize("name", FAILS)
def test_an_example_form_fails_what_it_is_an_example_of(name: str) -> None:
    form = a_form(name)
    found = findings(form, ACCOUNTS[form.commerce_account_id])
    failed = {code: finding.band for code, finding in found.items() if finding.failed}
    unknown = {code for code, finding in found.items() if finding.outcome is Outcome.UNKNOWN}
    assert failed == FAILS[name]
    assert unknown == {"E8", "S3"}


def test_the_mistakes_are_reported_all_at_once() -> None:
    found = problems_in(a_draft("contoso-mistakes"), TODAY)
    assert [(problem.field, problem.code) for problem in found] == [
        ("current_payment_method", "payment_method_required"),
        ("administrators.1", "email_invalid"),
        ("company.website", "missing"),
        ("company.tax_id", "tax_id_invalid"),
        ("company.established", "year_in_future"),
        ("contact.phone", "phone_invalid"),
        ("credit.amount", "credit_not_positive"),
        ("core_quota.requested", "quota_not_increased"),
        ("company.websit", "unknown_field"),
    ]


def test_the_example_of_late_charges_is_the_directives_and_nothing_else_differs() -> None:
    content = read_file(EXAMPLES / "policy-eu-late-payment.yaml").content
    policy, defaults = read_policy(content), WholePolicy()
    terms = policy.invoices.late_interest
    assert terms is not None
    assert terms.points == 8
    assert terms.rate_on(date(2025, 3, 1)) == Decimal("11.15")
    assert policy.invoices.compensation == {"EUR": 40}
    off: dict[str, Any] = {"late_interest": None, "compensation": {}}
    invoices = policy.invoices.model_copy(update=off)
    without = policy.model_copy(update={"version": defaults.version, "invoices": invoices})
    assert without == defaults


@pytest.mark.parametrize("name", ["contoso-2026-11.yaml", "contoso-lines.yaml", "december.csv"])
def test_every_example_invoice_can_be_issued_on_an_example_account(name: str) -> None:
    scopes = {scope.id for account in ACCOUNTS.values() for scope in account.scopes}
    for entry in read_invoices(EXAMPLES / "invoices" / name).entries:
        assert entry.problems == ()
        assert entry.invoice is not None
        assert entry.invoice.scope in scopes
        assert entry.invoice.issued_on <= TODAY


def test_the_example_credit_application_can_be_returned() -> None:
    file = EXAMPLES / "credit-applications" / "contoso.yaml"
    application = CreditApplication.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert application.currency == "EUR"
