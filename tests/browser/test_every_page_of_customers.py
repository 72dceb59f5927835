"""Every page of customers and of whoever is not signed in, on a desk, in the dark, on a phone."""

import pytest

from tests.browser.pages import OF_CUSTOMERS, OF_NOBODY, OfCustomer, company
from tests.browser.pictures import WINDOWS, check_all, in_every_window
from tests.browser.users import Users
from tests.workflows.system import System


@in_every_window
@pytest.mark.parametrize("customer", OF_CUSTOMERS, ids=lambda each: each.company)
async def test_a_customers_pages_in_dutch(
    window: str, customer: OfCustomer, users: Users, sample_data: System
) -> None:
    theirs = company(customer.company)
    async with users.customer(
        theirs.id, theirs.customer, language="nl-NL", **WINDOWS[window]
    ) as user:
        user.expected.append("404")
        paths = [path for pages in customer.pages.values() for path in pages]
        await check_all(user, [*paths, "/my/nowhere"], window)


@in_every_window
async def test_the_pages_without_signing_in(window: str, users: Users, sample_data: System) -> None:
    link = await users.link(company("Tulpen").id)
    async with users.nobody(language="nl-NL", **WINDOWS[window]) as stranger:
        stranger.expected.append("404")
        paths = [path.replace("{link}", link) for pages in OF_NOBODY.values() for path in pages]
        await check_all(stranger, [*paths, "/nowhere"], window)
