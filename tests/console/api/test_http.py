"""What all operations have in common: tags, pages, and errors as problem details."""

import pytest

from console.api.description import described
from console.door.problems import wants_problem
from domain.access import Role
from tests.console.api.office import Office
from tests.waiting import eventually
from tests.workflows.customers import LARGE, a_customer
from tests.workflows.payers import a_payer
from tests.workflows.steps import in_review

PROBLEM = "application/problem+json"


async def test_what_has_not_changed_is_not_sent_again(office: Office) -> None:
    customer, payer = a_customer(), a_payer()
    await office.system.welcome(customer)
    await office.system.open(customer)
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    office.system.opened.append(payer.workflow_id)
    await office.system.invoices.issue(payer.invoice(), "paula@provider.example")
    program = await office.program(Role.ADMIN)

    async def all_sent() -> bool:
        states = await office.system.ledger.letters_by_state()
        return states["sent"] == sum(states.values()) > 0

    await eventually("every letter is sent, so that what is said of them stays so", all_sent)
    for path in (
        f"/requests/{customer.scope_id}",
        f"/invoices/{payer.number}",
        f"/accounts/{payer.account_id}",
        f"/accounts/{payer.account_id}/statement",
        f"/invoices/{payer.number}/mails?limit=1",
        *("/requests", "/accounts", "/mails", "/bank/entries", "/hooks", "/access/keys"),
    ):
        first = await program.asks("GET", path)
        known = {"If-None-Match": f'"other", {first.headers["ETag"]}'}
        again = await program.asks("GET", path, headers=known)
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["ETag"] == first.headers["ETag"]
        other = await program.asks("GET", path, headers={"If-None-Match": '"other"'})
        assert (other.status_code, other.json()) == (200, first.json())

    payment = {"amount": {"amount": "1.00", "currency": "EUR"}, "bank_reference": "B-1"}
    seen = (await program.asks("GET", f"/invoices/{payer.number}")).headers["ETag"]
    account = (await program.asks("GET", f"/accounts/{payer.account_id}")).headers["ETag"]
    await program.does(f"/invoices/{payer.number}/payments", payment)
    for path, tag in (
        (f"/invoices/{payer.number}", seen),
        (f"/accounts/{payer.account_id}", account),
    ):
        changed = await program.asks("GET", path, headers={"If-None-Match": tag})
        assert changed.status_code == 200
    # A payment changes what an account's page says, and not the account that is put.
    named = {**payer.account, "name": "Contoso Two"}
    put = await program.asks(
        "PUT", f"/accounts/{payer.account_id}", json=named, headers={"If-Match": account}
    )
    assert put.status_code == 200


def test_each_question_that_is_answered_with_json_says_that_its_answer_has_a_tag() -> None:
    for path, operations in described()["paths"].items():
        reads = operations.get("get")
        if reads is None or "application/json" not in reads["responses"]["200"]["content"]:
            continue
        taken = [each.get("$ref", "") for each in reads["parameters"]]
        assert any(each.endswith("/IfNoneMatch") for each in taken), path
        assert "304" in reads["responses"], path


async def test_mails_are_listed_a_page_at_a_time(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    program = await office.program(Role.BILLING)
    at = f"/requests/{customer.scope_id}/mails"
    whole = await program.gets(at)
    first = await program.asks("GET", at, params={"limit": 1})
    rest = await program.http.get(first.links["next"]["url"].replace("limit=1", "limit=500"))
    assert "X-Next" not in rest.headers
    keys = [each["key"] for each in [*first.json(), *rest.json()]]
    assert keys == [each["key"] for each in whole]
    for path in ("/mails", at):
        wrong = await program.asks("GET", path, params={"after": "nothing"})
        assert wrong.json()["invalid"][0]["code"] == "no_such_page"


async def test_invoices_are_listed_a_page_at_a_time(office: Office) -> None:
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    for suffix in ("a", "b", "c"):
        invoice = payer.invoice(number=payer.another(suffix))
        office.system.opened.append(f"invoice/{invoice.number}")
        await office.system.invoices.issue(invoice, "paula@provider.example")
    program = await office.program(Role.BILLING)
    wanted = {"account": payer.account_id, "limit": 2}
    first = await program.asks("GET", "/invoices", params=wanted)
    assert f'after={first.headers["X-Next"]}>; rel="next"' in first.headers["Link"]
    rest = await program.http.get(first.links["next"]["url"])
    assert "Link" not in rest.headers
    listed = [each["invoice"] for each in [*first.json(), *rest.json()]]
    assert listed == [payer.another(suffix) for suffix in ("a", "b", "c")]
    wrong = await program.asks("GET", "/invoices", params={"after": "no-such-invoice"})
    assert wrong.json()["invalid"][0]["code"] == "no_such_page"


async def test_errors_are_problem_details_for_who_asks_for_them(office: Office) -> None:
    program = await office.program(Role.AUDITOR)
    at = f"/accounts/{a_payer().account_id}"
    plain = await program.asks("GET", at)
    assert plain.headers["Content-Type"] == "application/json"
    assert set(plain.json()) == {"refused", "request_id"}
    asked = {"Accept": f"application/json, {PROBLEM}"}
    problem = await program.asks("GET", at, headers=asked)
    assert (problem.status_code, problem.headers["Content-Type"]) == (404, PROBLEM)
    said = problem.json()
    assert said["refused"] == plain.json()["refused"]
    assert {name: said[name] for name in ("type", "title", "status", "detail", "code")} == {
        "type": "urn:paybyinvoice:problem:account_unknown",
        "title": "Account unknown",
        "status": 404,
        "detail": said["refused"]["reason"],
        "code": "account_unknown",
    }
    invalid = await program.asks("GET", "/accounts", params={"limit": 0}, headers=asked)
    assert (invalid.status_code, invalid.json()["code"]) == (422, "invalid")
    assert invalid.json()["detail"].startswith("query.limit: ")
    assert invalid.json()["invalid"][0]["field"] == "query.limit"
    stranger = await office.caller(headers=asked)
    nobody = await stranger.asks("GET", "/accounts")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in")
    nowhere = await program.asks("GET", "/nowhere", headers=asked)
    assert (nowhere.headers["Content-Type"], nowhere.json()["status"]) == (PROBLEM, 404)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("*/*", False),
        ("application/json", False),
        ("application/*", False),
        (PROBLEM, True),
        (f"application/json, {PROBLEM};q=0.5", True),
        (f"{PROBLEM}; q=0", False),
        (f"{PROBLEM};q=0.000, application/json", False),
        (PROBLEM.upper(), True),
    ],
)
def test_problem_details_are_asked_for_by_name(accept: str, wanted: bool) -> None:
    assert wants_problem([accept]) is wanted


def test_the_key_and_the_other_shape_of_errors_are_described_once() -> None:
    document = described()
    assert document["components"]["parameters"]["IdempotencyKey"]["in"] == "header"
    for path in document["paths"].values():
        for operation in path.values():
            named = [each.get("name") for each in operation.get("parameters", ())]
            assert "Idempotency-Key" not in named
            assert "If-None-Match" not in named or operation["operationId"] == "put_account"
            assert PROBLEM in operation["responses"]["404"]["content"]


async def test_what_a_message_alone_knows_to_be_wrong_is_a_problem_of_the_body(
    office: Office,
) -> None:
    analyst = await office.program(Role.CREDIT)
    at = f"/accounts/{a_payer().account_id}/limit"
    answer = await analyst.asks("POST", at, json={"reason": "because"})
    assert answer.status_code == 422
    (problem,) = answer.json()["invalid"]
    assert (problem["field"], problem["code"]) == ("body", "nothing_asked")
