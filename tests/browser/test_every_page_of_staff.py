"""Every page of the provider's people, with something on it, on a desk, in the dark, on a phone.

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
from tests.bank.camt_files import Booked, statement
from tests.browser.pages import NOT_PAGES, OF_CUSTOMERS, OF_NOBODY, OF_STAFF, with_account
from tests.browser.pictures import WINDOWS, check_all, in_every_window
from tests.browser.users import Users
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
    await services.bank.ignore("B2AA231675A5F7BF2", "tests", "Interest.")
    hook = (await services.hooks.add("https://example.com/hook", [], "tests")).id
    await services.hooks.disable(hook, "tests")
    first, *_ = (await services.events.page()).events
    await services.hooks.send_again(first.id, endpoint=hook, by="tests")
    return hook


@in_every_window
@pytest.mark.parametrize("route", OF_STAFF)
async def test_a_page_of_staff(
    route: str,
    window: str,
    signed_in: StorageState,
    users: Users,
    sample_data: System,
    came_in: str,
) -> None:
    async with users.nobody(cookies=signed_in, **WINDOWS[window]) as admin:
        paths = [with_account(path).replace("{hook}", came_in) for path in OF_STAFF[route]]
        await check_all(admin, paths, window)


@in_every_window
async def test_a_page_that_is_not_there(window: str, signed_in: StorageState, users: Users) -> None:
    async with users.nobody(cookies=signed_in, **WINDOWS[window]) as admin:
        admin.expected.append("404")
        nowhere = ("/nowhere", "/requests/sub-nowhere", "/invoices/NO-1", "/accounts/nobody")
        await check_all(admin, nowhere, window)
