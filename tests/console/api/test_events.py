"""Streams of a request: an event for every change, by a real server."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import httpx

from domain.access import Role
from domain.requests import messages
from tests.console.api.office import Office, Program
from tests.workflows.customers import ANNA, LARGE, a_customer
from tests.workflows.steps import RETURN_APPLICATION, submitted


async def _events(program: Program, scope: str) -> AsyncGenerator[Any]:
    path = f"/api/v1/requests/{scope}/events"
    async with program.http.stream("GET", path) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


async def test_a_request_is_followed_to_its_end(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await submitted(office.system, customer)
    auditor = await office.program(Role.AUDITOR)
    async with asyncio.timeout(30), aclosing(_events(auditor, customer.scope_id)) as events:
        first = await anext(events)
        assert first["waiting_on"]["for"] == "return the credit application"
        await office.system.send(customer, RETURN_APPLICATION)
        assert (await anext(events))["waiting_on"]["who"] == "credit"
        await office.system.send(customer, messages.Withdraw(by=ANNA, reason="Not now."))
        rest = [each["state"] async for each in events]
    assert rest[-1] == "withdrawn"


async def test_a_customer_follows_what_is_for_them(office: Office) -> None:
    customer = a_customer(company__name="Contoso Nederland B.V.")
    snapshot = await submitted(office.system, customer)
    assert any(each.evidence for each in snapshot.findings)
    theirs = await office.program(Role.CUSTOMER, account=customer.account_id)
    async with aclosing(_events(theirs, customer.scope_id)) as events:
        assert not any(each["evidence"] for each in (await anext(events))["findings"])


async def test_a_request_that_there_is_not_is_answered_before_anything_is_sent(
    office: Office,
) -> None:
    auditor = await office.program(Role.AUDITOR)
    answer: httpx.Response = await auditor.asks("GET", "/requests/no-such/events")
    assert (answer.status_code, answer.json()["refused"]["code"]) == (404, "request_not_found")
