"""A request's whole life by programs, each with a key of its own."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from domain.access import Role
from domain.requests.operations import OPERATIONS
from tests.console.api.office import Office, Program
from tests.workflows.customers import LARGE, SIMILAR_NAME, Customer, a_customer
from tests.workflows.steps import CERTIFICATE, SCAN

APPLICATION = {
    "annual_revenue": "12500000.00",
    "currency": "EUR",
    "employees": 85,
    "bank_reference": "Account since 1998; reference 2026/1184.",
    "signed_by": "Anna de Vries",
}
PUBLIC = {"legal_form": "public_body", "purchase_order": "PO-1"}
ANNA = "anna@contoso.nl"


async def _welcome(office: Office, customer: Customer) -> None:
    billing = await office.program(Role.BILLING, name="books")
    imported = await billing.does("/accounts/imports", {"accounts": [customer.account]})
    assert imported["accounts"][0]["outcome"] == "created"


def _not_now(code: str, reason: str) -> dict[str, Any]:
    return {"code": code, "facts": {}, "except_for": None, "reason": reason}


async def test_from_a_draft_to_paying_by_invoice(office: Office) -> None:
    customer = a_customer(credit=LARGE, company__name=SIMILAR_NAME)
    at = f"/requests/{customer.scope_id}"
    await _welcome(office, customer)
    anna = await office.customer(customer.account_id, ANNA)
    credit = await office.program(Role.CREDIT, name="carl@provider.example")
    legal = await office.program(Role.LEGAL, name="vera@provider.example")

    incomplete = {**customer.draft, "contact": None}
    drafted = await anna.does("/requests", incomplete)
    assert (drafted["state"], [each["field"] for each in drafted["problems"]]) == (
        "draft",
        ["contact"],
    )
    assert (await anna.gets(at))["possible"] == {
        "edit": None,
        "submit": {
            "code": "form_incomplete",
            "facts": {"problems": 1},
            "except_for": None,
            "reason": "The form is not complete yet: one thing has to be put right.",
        },
        "recheck": _not_now("nothing_to_check", "There is nothing to check again now."),
        "withdraw": None,
        "return_credit_application": None,
        "add_document": _not_now(
            "no_documents_asked", "No legal documents are being asked for now."
        ),
        "switch": {
            "code": "not_approved_yet",
            "facts": {"state": "draft"},
            "except_for": None,
            "reason": "The switch can be made once the request is approved.",
        },
    }
    assert len((await credit.gets(at))["possible"]) == len(OPERATIONS)
    edited = await anna.does(f"{at}/form", customer.draft, method="PUT")
    assert edited["problems"] == []
    checked = await anna.does("/check", customer.draft)
    assert checked["findings"]
    assert checked["advice"] == []
    public = {**customer.draft, "company": {**customer.draft["company"], **PUBLIC}}
    advised = (await anna.does("/check", public))["advice"]
    assert [each.keys() for each in advised] == [{"field", "code", "sentence"}]
    assert advised[0]["code"] == "electronic_address_nl"
    submitted = await anna.does(f"{at}/submit")
    assert submitted["state"] == "legal_documents"

    await _sends(anna, f"{at}/documents?kind=certificate_of_incorporation", CERTIFICATE)
    refused = await legal.does(
        f"{at}/documents/doc-1/review", {"accept": False, "reason": "It is not signed."}
    )
    assert refused["waiting_on"]["who"] == "customer"
    await _sends(anna, f"{at}/documents?kind=government_document", SCAN)
    accepted = await legal.does(f"{at}/documents/doc-2/review", {"accept": True})
    assert accepted["state"] == "credit_check"

    uploaded = await _sends(anna, f"{at}/credit-application/documents", CERTIFICATE)
    returned = await anna.does(
        f"{at}/credit-application", {**APPLICATION, "financial_statements": uploaded["id"]}
    )
    statements = returned["credit"]["application"]["financial_statements"]
    assert statements["size"] == CERTIFICATE.stat().st_size
    assert returned["waiting_on"]["for"] == "review the credit application"
    await credit.does(f"{at}/ask-for-more", {"reason": "Which bank?"})
    await anna.does(f"{at}/credit-application", APPLICATION)
    approved = await credit.does(
        f"{at}/approve",
        {"limit": "40000.00", "security": "deposit", "application": "application-2"},
    )
    assert approved["credit"]["conditions"][0]["amount"] == {
        "amount": "40000.00",
        "currency": "EUR",
    }
    extended = await credit.does(f"{at}/extend-deadline", {"days": 14})
    assert extended["waiting_on"]["who"] == "customer"
    approved = await credit.does(f"{at}/security", {"reference": "DEP-1"})
    assert approved["state"] == "approved"

    assert await credit.is_refused(f"{at}/switch", {"understood_irreversible": True}, 403)
    switched = await anna.does(f"{at}/switch", {"understood_irreversible": True})
    assert switched["state"] == "switched"
    timeline = await anna.gets(f"{at}/timeline")
    assert [each["trigger"] for each in timeline][-1] == "switch"
    listed = await credit.gets("/requests", params={"ended": True, "search": customer.scope_id})
    assert [line["state"] for line in listed["lines"]] == ["switched"]
    mine = await anna.gets(f"/accounts/{customer.account_id}/requests")
    assert [line["request"] for line in mine] == [customer.request]


async def _sends(program: Program, path: str, file: Path) -> Any:
    answer = await program.asks("PUT", path, content=file.read_bytes())
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_action_asked_for_twice_under_one_key_is_done_once(office: Office) -> None:
    customer = a_customer()
    await _welcome(office, customer)
    anna = await office.program(Role.CUSTOMER, account=customer.account_id, name=ANNA)
    key, at = str(uuid4()), f"/requests/{customer.scope_id}"
    first = await anna.does("/requests?submit=true", customer.draft, key)
    again = await anna.does("/requests?submit=true", customer.draft, key)
    assert first == again

    withdrawn = await anna.does(f"{at}/withdraw", {"reason": "Not now."}, "withdraw-1")
    again = await anna.does(f"{at}/withdraw", {"reason": "Not now."}, "withdraw-1")
    assert again == withdrawn
    assert [each["trigger"] for each in withdrawn["timeline"]].count("withdraw") == 1
    assert await anna.is_refused(f"{at}/withdraw", {"reason": "Not now."}) == "not_possible_now"


async def test_a_form_that_cannot_be_submitted_is_kept_and_every_problem_reported(
    office: Office,
) -> None:
    customer = a_customer(company__tax_id="NL000000000B00")
    await _welcome(office, customer)
    anna = await office.program(Role.CUSTOMER, account=customer.account_id, name=ANNA)
    answer = await anna.asks("POST", "/requests?submit=true", json=customer.draft)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["invalid"]] == ["company.tax_id"]
    assert answer.json()["request"] == customer.request
    assert (await anna.gets(f"/requests/{customer.scope_id}"))["state"] == "draft"


async def test_an_account_or_a_form_with_an_id_that_is_none_has_every_problem_reported(
    office: Office,
) -> None:
    billing = await office.program(Role.BILLING, name="books")
    entry = {**a_customer().account, "id": "contoso", "name": "", "signed_up_by": "a@b.nl,c@d.nl"}
    answer = await billing.asks("POST", "/accounts/imports", json={"accounts": [entry]})
    assert answer.status_code == 422
    fields = [each["field"] for each in answer.json()["invalid"]]
    assert sorted(fields) == ["accounts.0.id", "accounts.0.name", "accounts.0.signed_up_by"]
    admin = await office.program(Role.ADMIN, name="admin@provider.example")
    form = {**a_customer().draft, "commerce_account_id": "contoso", "language": "de"}
    answer = await admin.asks("POST", "/requests", json=form)
    fields = [each["field"] for each in answer.json()["invalid"]]
    assert (answer.status_code, fields) == (422, ["commerce_account_id", "language"])


async def test_a_verifier_lets_a_second_domain_through(office: Office) -> None:
    customer = a_customer(administrators=["anna@contoso.nl", "it@fabrikam.example"])
    await _welcome(office, customer)
    admin = await office.program(Role.ADMIN, name="admin@provider.example")
    opened = await admin.does("/requests?submit=true", customer.draft)
    assert opened["waiting_on"]["for"] == "put right: E4"
    at = f"/requests/{customer.scope_id}/overrule"
    overruled = await admin.does(at, {"rule": "e4", "reason": "Both domains are theirs."})
    assert overruled["state"] == "approved"


async def test_a_verifier_overrules_and_an_analyst_declines(office: Office) -> None:
    customer = a_customer(credit=LARGE, company__name="Fabrikam Holding N.V.")
    await _welcome(office, customer)
    admin = await office.program(Role.ADMIN, name="admin@provider.example")
    at = f"/requests/{customer.scope_id}"
    opened = await admin.does("/requests?submit=true", customer.draft)
    assert opened["waiting_on"] == {**opened["waiting_on"], "who": "legal", "for": "verify: E6"}
    await admin.does(f"{at}/overrule", {"rule": "e6", "reason": "The old trade name."})
    counts = await admin.gets("/queues/counts")
    assert counts["by_state"]["credit_check"] == 1
    declined = await admin.does(
        f"{at}/decline", {"code": "thin_file", "reason": "Nothing known at the bureau."}
    )
    assert declined["outcome"] == "rejected: thin_file"
