"""Who reaches what: nobody without a key, each role its own, a customer their own account."""

from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from console.access import action_of
from console.api.description import described
from console.app import create_app
from domain.access import Role
from tests.console.api.office import Office, Program
from tests.workflows.billing import billing
from tests.workflows.customers import LARGE, Customer, a_customer
from tests.workflows.payers import a_payer
from tests.workflows.steps import in_review, submitted
from wording.catalogue import words_in

OPERATIONS = [
    (method, path) for path, operations in described()["paths"].items() for method in operations
]


async def _operations_of(program: Program, **at: str) -> dict[str, int]:
    """The status with which each operation answers that needs no body to be understood."""
    answers = {}
    for method, path in OPERATIONS:
        where = path.removeprefix("/api/v1")
        for name, value in {"document": "doc-1", **at}.items():
            where = where.replace(f"{{{name}}}", value)
        answer = await program.asks(method.upper(), where)
        answers[f"{method} {path}"] = answer.status_code
    return answers


async def test_nobody_is_let_in_without_a_key_or_with_a_wrong_one(office: Office) -> None:
    at = {"scope": "s-1", "account": "a-1", "number": "I-1"}
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        stranger = await office.caller(headers=headers)
        answers = await _operations_of(stranger, **at)
        assert set(answers.values()) == {401}
        assert (await stranger.http.get("/api/openapi.json")).status_code == 401


async def test_every_operation_asks_for_an_action(office: Office) -> None:
    app = create_app(office.services)
    for route in iter_route_contexts(app.routes):
        if getattr(route, "path", "").startswith("/api/"):
            assert action_of(route) is not None, route.path


async def test_what_is_not_a_customers_looks_like_what_does_not_exist(office: Office) -> None:
    theirs, mine = a_customer(credit=LARGE), a_customer()
    await in_review(office.system, theirs)
    await office.system.welcome(mine)
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    office.system.opened.append(payer.workflow_id)
    await office.system.invoices.issue(payer.invoice(), "paula@provider.example")
    anna = await office.program(Role.CUSTOMER, account=mine.account_id)

    for scope in (theirs.scope_id, "no-such-scope"):
        for path in ("", "/timeline", "/events"):
            assert await _refusal(anna, "GET", f"/requests/{scope}{path}") == NOT_THEIRS
        for path, body in (
            ("/submit", {}),
            ("/recheck", None),
            ("/withdraw", {"reason": "No."}),
            ("/switch", {"understood_irreversible": True}),
        ):
            assert await _refusal(anna, "POST", f"/requests/{scope}{path}", body) == NOT_THEIRS
    for number in (payer.number, "no-such-invoice"):
        assert await _refusal(anna, "GET", f"/invoices/{number}") == NOT_THEIRS
        euro = {"amount": "1.00", "currency": "EUR"}
        wire = {"amount": euro, "bank_reference": "B", "kind": "ach"}
        assert await _refusal(anna, "POST", f"/invoices/{number}/in-transit", wire) == NOT_THEIRS
    for path in (
        f"/accounts/{payer.account_id}/statement",
        f"/accounts/{theirs.account_id}/requests",
        f"/invoices?account={payer.account_id}",
    ):
        assert await _refusal(anna, "GET", path) == NOT_THEIRS
    assert await anna.gets("/invoices") == []
    assert (await anna.asks("GET", "/requests")).status_code == 403


async def test_a_bank_reference_that_is_known_elsewhere_is_refused_without_saying_whose(
    office: Office,
) -> None:
    one, other = await billing(office.system), await billing(office.system)
    theirs, mine = one.payer, other.payer
    await one.issue("123.45")
    await other.issue("123.45")
    euro = {"amount": "123.45", "currency": "EUR"}
    clerk = await office.program(Role.BILLING)
    payment = {"amount": euro, "bank_reference": "NL-KNOWN-1"}
    await clerk.does(f"/invoices/{theirs.number}/payments", payment)

    anna = await office.program(Role.CUSTOMER, account=mine.account_id)
    answer = await anna.asks(
        "POST", f"/invoices/{mine.number}/in-transit", json={**payment, "kind": "domestic"}
    )

    assert answer.status_code == 409
    assert answer.json()["refused"]["details"] == {"bank_reference": "NL-KNOWN-1"}
    for secret in (theirs.account_id, "Contoso", "123.45"):
        assert secret not in answer.text


NOT_THEIRS = (403, "There is nothing here that is yours to see or change.")


async def _refusal(program: Program, method: str, path: str, body: Any = None) -> tuple[int, str]:
    answer = await program.asks(method, path, json=body)
    return answer.status_code, answer.json()["refused"]["reason"]


@pytest.mark.parametrize("path", ["/requests", "/requests?submit=true", "/check"])
async def test_a_customer_asks_for_no_scope_but_their_own(office: Office, path: str) -> None:
    theirs, mine = a_customer(), a_customer()
    for each in (theirs, mine):
        await office.system.welcome(each)
    anna = await office.program(Role.CUSTOMER, account=mine.account_id)
    for foreign in (
        theirs.draft,
        {**mine.draft, "scope": theirs.draft["scope"]},
        {**mine.draft, "commerce_account_id": theirs.account_id},
    ):
        assert (await _refusal(anna, "POST", path, foreign))[0] == 403
    dutch = {"Accept-Language": "nl"}
    answer = await anna.asks("POST", path, json=theirs.draft, headers=dutch)
    assert answer.headers["Content-Language"] == "nl"
    assert answer.json()["refused"]["reason"] == words_in("nl")("refusal.not_allowed")
    answer = await anna.asks("POST", path, json={**mine.draft, "scope": None}, headers=dutch)
    assert answer.json()["invalid"][0]["problem"] == words_in("nl")("problem.missing")


async def test_a_customers_key_is_not_shown_what_is_ours(office: Office) -> None:
    customer = a_customer(credit=LARGE, company__name="Contoso Nederland B.V.")
    await submitted(office.system, customer)
    at = f"/requests/{customer.scope_id}"
    anna = await office.program(Role.CUSTOMER, account=customer.account_id, name="their books")
    auditor = await office.program(Role.AUDITOR)
    for path in (at, "/check"):
        ours = await _findings(auditor, path, customer)
        theirs = await _findings(anna, path, customer)
        assert [each["code"] for each in theirs] == [each["code"] for each in ours]
        assert any(each["evidence"] for each in ours)
        assert not any(each["evidence"] or each["band"] for each in theirs)


async def _findings(program: Program, path: str, customer: Customer) -> Any:
    if path == "/check":
        return (await program.does(path, customer.draft))["findings"]
    return (await program.gets(path))["findings"]


async def test_a_session_changes_nothing_without_its_pages_token(office: Office) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    anna = await office.customer(customer.account_id, "anna@contoso.nl")
    token = anna.http.headers.pop("X-CSRF-Token")
    assert (await anna.asks("POST", "/requests", json=customer.draft)).status_code == 403
    anna.http.headers["X-CSRF-Token"] = token
    assert (await anna.does("/requests", customer.draft))["state"] == "draft"
    office.system.opened.append(customer.request)
