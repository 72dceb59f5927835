"""Every page there is, with something on it, on a desk, in the dark and on a phone: nothing that
axe finds, nothing wider than the window, no error in the console, no request to anywhere else."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from cli.samples.filling import fill
from console.errors import API
from domain.access import Role
from tests.browser.pages import (
    NOT_PAGES,
    OF_CUSTOMERS,
    OF_NOBODY,
    OF_STAFF,
    OfCustomer,
    company,
    with_account,
)
from tests.browser.visitor import Visitor
from tests.browser.visits import Visits
from tests.workflows.house import House

WINDOWS: dict[str, dict[str, Any]] = {
    "desk": {},
    "dark": {"dark": True},
    "phone": {"phone": True},
}

in_every_window = pytest.mark.parametrize("window", WINDOWS)


@pytest.fixture(scope="module")
async def town(house: House) -> AsyncIterator[House]:
    """The house with the sample data in it."""
    filled = await fill(house.requests, house.invoices, house.ledger)
    house.opened += [each.request for each in filled.requests]
    house.opened += [f"invoice/{each.invoice}" for each in filled.invoices]
    yield house


def test_no_page_is_forgotten(app: FastAPI) -> None:
    there = {
        route.path
        for route in iter_route_contexts(app.routes)
        if route.path and "GET" in (route.methods or ()) and not route.path.startswith(API)
    }
    listed = {*OF_STAFF, *OF_NOBODY, *(path for each in OF_CUSTOMERS for path in each.pages)}
    assert there == listed - {"/api/docs"} | NOT_PAGES


@in_every_window
async def test_the_staffs_pages(window: str, visits: Visits, town: House) -> None:
    async with visits.staff(Role.ADMIN, **WINDOWS[window]) as admin:
        admin.expected.append("404")
        paths = [with_account(path) for pages in OF_STAFF.values() for path in pages]
        await _look_at(admin, [*paths, "/nowhere"])


@in_every_window
@pytest.mark.parametrize("customer", OF_CUSTOMERS, ids=lambda each: each.company)
async def test_the_customers_pages(
    window: str, customer: OfCustomer, visits: Visits, town: House
) -> None:
    theirs = company(customer.company)
    async with visits.customer(
        theirs.id, theirs.customer, language="nl-NL", **WINDOWS[window]
    ) as visitor:
        visitor.expected.append("404")
        paths = [path for pages in customer.pages.values() for path in pages]
        await _look_at(visitor, [*paths, "/my/nowhere"])


@in_every_window
async def test_the_pages_of_whoever_is_not_signed_in(
    window: str, visits: Visits, town: House
) -> None:
    link = await visits.link(company("Tulpen").id)
    async with visits.nobody(**WINDOWS[window]) as stranger:
        stranger.expected.append("404")
        paths = [path.replace("{link}", link) for pages in OF_NOBODY.values() for path in pages]
        await _look_at(stranger, [*paths, "/nowhere"])


async def _look_at(visitor: Visitor, paths: Iterable[str]) -> None:
    """Every one of them, as it comes and with everything unfolded, before any fails the test."""
    found = []
    for path in paths:
        await visitor.go(path)
        assert visitor.page.url.endswith(path), f"{path} leads to {visitor.page.url}"
        try:
            await visitor.assert_fits()
            await visitor.page.evaluate(
                "document.querySelectorAll('details').forEach(each => { each.open = true; })"
            )
            await visitor.assert_fits()
            await visitor.assert_accessible()
        except AssertionError as wrong:
            found.append(str(wrong))
    assert not found, "\n\n".join(found)
