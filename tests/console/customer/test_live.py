"""An open page is notified of a change, and fetches only what that changes."""

import asyncio
from collections.abc import AsyncIterator

import httpx

from domain.requests import messages
from tests.console.access.serving import serving
from tests.console.customer.desk import Desk
from tests.console.customer.filling import link_of
from tests.workflows.billing import billing
from tests.workflows.customers import ANNA, BEN, a_customer

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def test_an_open_page_is_notified_of_a_change_made_elsewhere(desk: Desk) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    await desk.system.open(customer)

    async with desk.customer(customer.account_id) as anna, serving(desk.app) as port:
        browser = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", cookies=dict(anna.http.cookies)
        )
        async with browser, browser.stream("GET", f"{link_of(customer)}/live") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            await until("event: changed", lines)
            await desk.system.send(customer, messages.Submit(by=BEN))
            await until("event: changed", lines)

    page = await part_of(desk, customer.account_id, link_of(customer))
    assert page.lstrip().startswith("<section")
    assert "<html" not in page
    assert "You are approved." in page


async def test_the_front_page_is_notified_of_a_new_invoice(desk: Desk) -> None:
    payer = await billing(desk.system)
    account = payer.payer.account_id

    async with desk.customer(account) as anna, serving(desk.app) as port:
        browser = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", cookies=dict(anna.http.cookies)
        )
        async with browser, browser.stream("GET", "/my/live") as stream:
            lines = stream.aiter_lines()
            await until("event: changed", lines)
            await payer.issue("123.45")
            await until("event: changed", lines)

    assert "123.45" in await part_of(desk, account, "/my")


async def until(said: str, lines: AsyncIterator[str]) -> None:
    async with asyncio.timeout(10):
        while await anext(lines) != said:
            pass


async def part_of(desk: Desk, account: str, path: str) -> str:
    async with desk.customer(account) as anna:
        return (await anna.http.get(path, headers=HTMX)).text


async def test_what_is_done_by_htmx_is_answered_with_the_part_that_changes(desk: Desk) -> None:
    customer = a_customer(administrators=["anna@gmail.com"])
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by=ANNA))
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        given = (await anna.get(link)).form(f"{link}/recheck")
        answer = await anna.http.post(f"{link}/recheck", data=given, headers=HTMX)

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="page">')
    assert "Everything has been checked again." in answer.text
