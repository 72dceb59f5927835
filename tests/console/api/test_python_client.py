"""The client in `examples/python_client`: held against the API's description, its example run
against a real console, and what it does when answers do not come."""

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from console.api.description import described, parameters_of
from domain.access import Role
from examples.python_client import (
    Invalid,
    Money,
    NotGenuine,
    PayByInvoice,
    Refused,
    Retries,
    Unreachable,
    models,
    verified,
)
from examples.python_client.client import LONGEST_WAIT, OPERATIONS
from tests.console.api.office import Office
from tests.naming import ROOT
from tests.workflows.payers import a_payer

SCHEMAS = {
    models.Request: "Snapshot",
    models.Invoice: "InvoiceView",
    models.InvoiceLine: "InvoiceLine",
    models.Account: "ShownAccount",
    models.AccountName: "AccountName",
    models.PutAccount: "PutAccount",
    models.Line: "AccountLine",
    models.Event: "Event",
    models.WaitingOn: "WaitingOn",
    models.Money: "Money-Output",
}


def test_its_operations_are_the_apis() -> None:
    known = {
        operation["operationId"]: (method.upper(), path.removeprefix("/api/v1"), operation)
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    }
    for name, (method, path, keyed) in OPERATIONS.items():
        of_api, where, operation = known[name]
        assert (method, path) == (of_api, where), name
        takes = {each["name"]: each for each in parameters_of(operation)}
        assert keyed == ("Idempotency-Key" in takes), name
    (wait,) = [each for each in parameters_of(known["list_events"][2]) if each["name"] == "wait"]
    assert wait["schema"]["maximum"] == LONGEST_WAIT


@pytest.mark.parametrize("model", SCHEMAS)
def test_its_models_are_the_apis(model: type[models.Answer]) -> None:
    schema = described()["components"]["schemas"][SCHEMAS[model]]
    for name, field in model.model_fields.items():
        said = schema["properties"].get(name)
        assert said is not None, f"the API has no {name}"
        may_be_nothing = any(each.get("type") == "null" for each in said.get("anyOf", ()))
        takes_nothing = type(None) in getattr(field.annotation, "__args__", ())
        assert takes_nothing or not may_be_nothing, f"{name} may be nothing"
        assert not field.is_required() or name in schema["required"], f"{name} may be missing"


def test_every_model_is_held_against_the_description() -> None:
    assert set(models.Answer.__subclasses__()) == set(SCHEMAS)


def _block(language: str) -> str:
    page = (ROOT / "examples" / "python_client" / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return str(found)


async def test_its_example_does_what_it_says(office: Office) -> None:
    key = await office.key(Role.BILLING, name="my program")
    office.system.opened.append("invoice/CLIENT-2026-001")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "examples"),
        "CONSOLE_URL": office.url,
        "API_KEY": key,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _block("python"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert (out.decode(), err.decode()) == (_block("text"), "")


async def test_it_keeps_accounts_and_pages_through_lists(office: Office) -> None:
    key = await office.key(Role.BILLING)
    payers = [a_payer() for _ in range(3)]

    def keeps() -> None:
        with PayByInvoice(office.url, key) as api:
            wrong = {**payers[2].account, "administrators": []}
            lines = api.put_accounts([payers[0].account, payers[1].account, wrong])
            assert [each.outcome for each in lines] == ["created", "created", "refused"]
            assert lines[2].problems[0]["field"] == "administrators"
            with pytest.raises(Invalid) as invalid:
                api.put_account(wrong)
            assert invalid.value.problems[0]["field"] == "administrators"
            assert invalid.value.request_id
            listed = {each.id for each in api.accounts()}
            assert {payers[0].account_id, payers[1].account_id} <= listed
            with pytest.raises(Refused) as refused:
                api.delete_account(payers[0].account_id)
            assert (refused.value.status, refused.value.code) == (409, "account_in_use")
            shown = api.account(payers[0].account_id)
            assert shown.version == lines[0].version
            assert list(api.invoices(account=shown.id)) == []
            assert list(api.events(forever=False)) == []

    await asyncio.to_thread(keeps)


Answer = httpx.Response | Exception


class Faulty:
    """A server that gives these answers, one after the other, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers: Iterator[Answer] = iter(answers)
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []

    def client(self, attempts: int = 4) -> PayByInvoice:
        retries = Retries(attempts=attempts, first_seconds=1.0, sleep=self.pauses.append)
        transport = httpx.MockTransport(self._answer)
        return PayByInvoice("http://console", "a key", retries=retries, transport=transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _refused(status: int, code: str) -> httpx.Response:
    body: dict[str, Any] = {"refused": {"code": code, "reason": "No.", "details": {}}}
    return httpx.Response(status, json=body)


def test_every_attempt_has_the_same_key() -> None:
    busy = httpx.Response(503, headers={"Retry-After": "7"})
    server = Faulty(busy, httpx.ReadTimeout("late"), httpx.Response(429), _refused(409, "paid"))
    with server.client() as api, pytest.raises(Refused) as refused:
        api.pay_invoice("INV-1", Money.of("1.00", "EUR"), "B-1")
    assert refused.value.code == "paid"
    keys = {each.headers["Idempotency-Key"] for each in server.asked}
    assert len(server.asked) == 4
    assert len(keys) == 1
    told, second, third = server.pauses
    assert told == 7.0
    assert 1.0 <= second <= 2.0
    assert 2.0 <= third <= 4.0


def test_ones_own_key_is_used_and_given_back_where_no_answer_comes() -> None:
    server = Faulty(*[httpx.ConnectError("nobody") for _ in range(3)])
    with server.client(attempts=3) as api, pytest.raises(Unreachable) as unreachable:
        api.withdraw_request("sub-1", "Not now.", key="withdraw-1")
    assert unreachable.value.key == "withdraw-1"
    assert {each.headers["Idempotency-Key"] for each in server.asked} == {"withdraw-1"}
    assert len(server.pauses) == 2


def test_two_calls_have_two_keys_and_reading_has_none() -> None:
    server = Faulty(*[_refused(404, "request_not_found") for _ in range(3)])
    with server.client() as api:
        for ask in (api.submit_request, api.submit_request, api.request):
            with pytest.raises(Refused):
                ask("sub-1")
    first, second, read = (each.headers.get("Idempotency-Key") for each in server.asked)
    assert first
    assert second
    assert first != second
    assert read is None
    assert server.pauses == []


def test_a_date_says_when_to_come_back_too() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    nonsense = httpx.Response(503, headers={"Retry-After": "soon"})
    dated = httpx.Response(503, headers={"Retry-After": soon})
    server = Faulty(dated, nonsense, _refused(404, "account_unknown"))
    with server.client() as api, pytest.raises(Refused):
        api.account("a-1")
    assert 15 < server.pauses[0] <= 20
    assert 1 <= server.pauses[1] <= 2


def test_a_webhook_is_genuine_or_not() -> None:
    secret = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"
    now = datetime.now(UTC)
    body = '{"type": "invoice.paid", "timestamp": "2026-11-30T10:00:00Z", "data": {}}'
    signature = Webhook(secret).sign("evt_1", now, body)
    headers = {
        "Webhook-Id": "evt_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": f"v1,AAAA {signature}",
    }
    assert verified(body.encode(), headers, secret)["type"] == "invoice.paid"
    for wrong, given in (
        (body.replace("paid", "void"), headers),
        (body, {**headers, "Webhook-Id": "evt_2"}),
        (body, {**headers, "webhook-timestamp": "yesterday"}),
        (body, {}),
    ):
        with pytest.raises(NotGenuine):
            verified(wrong.encode(), given, secret)
    with pytest.raises(NotGenuine):
        verified(body.encode(), headers, secret, now=now.timestamp() + 301)
    with pytest.raises(NotGenuine):
        verified(body.encode(), headers, "whsec_" + "b3RoZXItb3RoZXItb3RoZXItb3RoZXI=")
