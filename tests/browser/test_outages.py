"""What an open page does while something behind it is away: it stays, with what was typed."""

from playwright.async_api import Route, expect

from domain.access import Role
from domain.requests import messages
from tests.browser.customers import a_company
from tests.browser.users import Users
from tests.workflows.customers import CARL, LARGE
from tests.workflows.steps import RETURN_APPLICATION, in_review
from tests.workflows.system import System


async def _away(route: Route) -> None:
    """Answers a part of a page as if nothing behind it could be reached."""
    if route.request.headers.get("hx-request"):
        said = "<article><h1>Service Unavailable</h1><p>The ledger is away.</p></article>"
        await route.fulfill(status=503, content_type="text/html", body=said)
    else:
        await route.continue_()


async def test_a_page_that_could_not_be_brought_up_to_date_stays_and_is_so_later(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    path = f"/requests/{customer.scope_id}"
    async with users.staff(Role.CREDIT) as analyst:
        analyst.expected.append("503")
        await analyst.go(path)
        await analyst.page.route(f"**{path}", _away)
        async with analyst.page.expect_response(lambda answer: answer.status == 503):
            await system.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
        await analyst.sees("review the credit application")
        await expect(analyst.page.get_by_text("Service Unavailable")).to_have_count(0)
        await analyst.page.unroute(f"**{path}")
        await system.send(customer, RETURN_APPLICATION)
        await analyst.sees("Which bank?", "Credit application received")


async def test_what_was_typed_outlives_an_outage(users: Users, system: System) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    path = f"/requests/{customer.scope_id}"
    async with users.staff(Role.CREDIT) as analyst:
        analyst.expected.append("503")
        await analyst.go(path)
        await analyst.page.route(f"**{path}/ask-for-more", _away)
        ask = analyst.decision("Ask for more information")
        await ask.open()
        await ask.form.get_by_label("What you need to know").fill("Which bank is it?")
        await ask.send()
        await expect(analyst.page.locator("#notice")).to_contain_text("The ledger is away.")
        await expect(ask.form.get_by_label("What you need to know")).to_have_value(
            "Which bank is it?"
        )
        await analyst.page.unroute(f"**{path}/ask-for-more")
        await ask.send()
        await analyst.sees("Done: ask for more information.")
        await expect(analyst.page.locator("#notice")).not_to_contain_text("away")


async def test_too_much_text_is_refused_and_stays_to_be_made_shorter(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as analyst:
        analyst.expected.append("413")
        await analyst.go(f"/requests/{customer.scope_id}")
        ask = analyst.decision("Ask for more information")
        await ask.open()
        words = ask.form.get_by_label("What you need to know")
        await words.fill("Which bank is it? " * 16_000)
        await ask.send()
        await expect(analyst.page.locator("#notice")).to_contain_text("larger than the 256 KB")
        await expect(words).to_be_visible()
