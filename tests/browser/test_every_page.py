"""Every page, with something on it, on a desk, in the dark, on a phone: of the provider's people,
of customers, and of whoever is not signed in.

A route takes seconds where several of its pages are checked, each by axe in both colours.
"""

from io import BytesIO

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.async_api import StorageState

from console.door.refusals import API
from console.services import Services
from domain.access import Role
from domain.bank.messages import IgnoreEntry
from tests.bank.camt_files import Booked, statement
from tests.browser.pages import (
    NOT_PAGES,
    OF_CUSTOMERS,
    OF_NOBODY,
    OF_STAFF,
    OfCustomer,
    company,
    with_account,
)
from tests.browser.users import Users
from tests.browser.windows import check_all
from tests.workflows.system import System


def test_no_page_is_forgotten(app: FastAPI) -> None:
    there = {
        route.path
        for route in iter_route_contexts(app.routes)
        if route.path and "GET" in (route.methods or ()) and not route.path.startswith(API)
    }
    listed = {*OF_STAFF, *OF_NOBODY, *(path for each in OF_CUSTOMERS for path in each.pages)}
    assert there == listed - {"/api/docs"} | NOT_PAGES


@pytest.fixture(scope="module")
async def signed_in(users: Users) -> StorageState:
    """An administrator's cookies: they see everything and every form."""
    async with users.staff(Role.ADMIN) as admin:
        return await admin.context.storage_state()


@pytest.fixture(scope="module")
async def came_in(services: Services, sample_data: System) -> str:
    """A bank statement, with an entry that waits and one that is ignored; and an endpoint of
    webhooks, whose id this is, with an event that waits for it."""
    named, interest = (
        Booked("42.00", "invoice TUL-1002", payer="Tulpen"),
        Booked("7.00", "interest"),
    )
    opened = [("statement.xml", BytesIO(statement(named, interest)))]
    await services.bank.import_opened(opened, "tests")
    await services.bank.decide("B2AA231675A5F7BF2", IgnoreEntry(by="tests", reason="Interest."))
    hook = (await services.hooks.add("https://example.com/hook", [], "tests")).id
    await services.hooks.disable(hook, "tests")
    first, *_ = (await services.events.page()).events
    await services.hooks.send_again(first.id, endpoint=hook, by="tests")
    return hook


@pytest.mark.parametrize("route", OF_STAFF)
async def test_a_page_of_staff(
    route: str, signed_in: StorageState, users: Users, sample_data: System, came_in: str
) -> None:
    async with users.nobody(cookies=signed_in) as admin:
        paths = [with_account(path).replace("{hook}", came_in) for path in OF_STAFF[route]]
        await check_all(admin, paths)


async def test_a_page_that_is_not_there(signed_in: StorageState, users: Users) -> None:
    async with users.nobody(cookies=signed_in) as admin:
        admin.expected.append("404")
        nowhere = ("/nowhere", "/requests/sub-nowhere", "/invoices/NO-1", "/accounts/nobody")
        await check_all(admin, nowhere)


@pytest.mark.parametrize("customer", OF_CUSTOMERS, ids=lambda each: each.company)
async def test_a_customers_pages_in_dutch(
    customer: OfCustomer, users: Users, sample_data: System
) -> None:
    theirs = company(customer.company)
    async with users.customer(theirs.id, theirs.customer, language="nl-NL") as user:
        user.expected.append("404")
        paths = [path for pages in customer.pages.values() for path in pages]
        await check_all(user, [*paths, "/my/nowhere"])


async def test_the_pages_without_signing_in(users: Users, sample_data: System) -> None:
    link = await users.link(company("Tulpen").id)
    async with users.nobody(language="nl-NL") as stranger:
        stranger.expected.append("404")
        paths = [path.replace("{link}", link) for pages in OF_NOBODY.values() for path in pages]
        await check_all(stranger, [*paths, "/nowhere"])
