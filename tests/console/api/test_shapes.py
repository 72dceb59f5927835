"""A program that calls the API gets the same as one that calls the command line."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from domain.access import Role
from tests.cli.shell import Shell
from tests.console.api.office import Office, Program
from tests.workflows.customers import LARGE, a_customer
from tests.workflows.payers import a_payer
from tests.workflows.steps import in_review, submitted


class BothFaces:
    """The command line and the API of one system."""

    def __init__(self, shell: Shell, program: Program, folder: Path) -> None:
        self._shell = shell
        self._folder = folder
        self.program = program

    async def types(self, *words: object, status: int = 0) -> Any:
        return await asyncio.to_thread(self._shell.asked, *words, status=status)

    def file(self, content: Any) -> Path:
        path = self._folder / "typed.json"
        path.write_text(json.dumps(content))
        return path

    async def answers(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.program.asks(method, path, json=body)
        said = answer.json()
        if answer.is_error:  # only an answer over HTTP says in its body what the logs call it
            assert said.pop("request_id") == answer.headers["X-Request-Id"]
        return said


@pytest.fixture
async def faces(office: Office, tmp_path: Path) -> BothFaces:
    return BothFaces(office.shell(), await office.program(Role.ADMIN), tmp_path)


async def test_a_request_is_shown_alike(office: Office, faces: BothFaces) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    at = f"/requests/{customer.scope_id}"
    assert await faces.types("status", customer.scope_id) == await faces.answers("GET", at)
    assert await faces.types("timeline", customer.scope_id) == await faces.answers(
        "GET", f"{at}/timeline"
    )
    form = faces.file(customer.draft)
    assert await faces.types("check", form) == await faces.answers("POST", "/check", customer.draft)


async def test_invoices_and_accounts_are_shown_alike(office: Office, faces: BothFaces) -> None:
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    office.system.opened.append(payer.workflow_id)
    await office.system.invoices.issue(payer.invoice(), "paula@provider.example")
    payment = {"amount": {"amount": "1.50", "currency": "EUR"}, "bank_reference": "B-1"}
    at, account = f"/invoices/{payer.number}", payer.account_id
    recorded = await faces.answers("POST", f"{at}/payments", payment)
    shown = await faces.types("invoice", "show", payer.number)
    assert shown == await faces.answers("GET", at)
    assert set(recorded) == {*shown, "payment", "settled", "unapplied_credit"}
    for words, path in (
        (("account", "show", account), f"/accounts/{account}"),
        (("account", "statement", account), f"/accounts/{account}/statement"),
        (("invoice", "list", "--account", account), f"/invoices?account={account}"),
    ):
        assert await faces.types(*words) == await faces.answers("GET", path)


async def test_refusals_are_reported_alike(office: Office, faces: BothFaces) -> None:
    customer = a_customer()
    await submitted(office.system, customer)
    scope, at = customer.scope_id, f"/requests/{customer.scope_id}"
    because = {"reason": "x"}
    for words, path, body in (
        (("submit", scope), f"{at}/submit", None),
        (("decide", scope, "more-info", "--reason", "x"), f"{at}/ask-for-more", because),
        (("decide", scope, "approve", "--limit", "5"), f"{at}/approve", {"limit": "5"}),
        (("overrule", scope, "E6", "--reason", "x"), f"{at}/overrule", {"rule": "E6", **because}),
        (("submit", "no-such"), "/requests/no-such/submit", None),
        (("account", "settle", "no-such"), "/scopes/no-such/settle", None),
    ):
        refused = await faces.types(*words, status=1)
        assert refused == await faces.answers("POST", path, body)


async def test_a_form_that_cannot_be_used_is_reported_alike(faces: BothFaces) -> None:
    draft = {**a_customer().draft, "contact": None, "language": "fr"}
    typed = await faces.types("check", faces.file(draft), status=2)
    assert all(problem.pop("line") for problem in typed["invalid"])  # a file has lines
    assert typed == await faces.answers("POST", "/check", draft)
    assert [each["field"] for each in typed["invalid"]] == ["contact", "language"]
    accounts = {"accounts": [{"id": "a-1"}]}
    typed = await faces.types("account", "import", faces.file(accounts), status=2)
    lines = [each.pop("line") for each in typed["invalid"]]  # only a file has lines
    assert lines == [1] * len(typed["invalid"])
    assert typed == await faces.answers("POST", "/accounts/imports", accounts)
