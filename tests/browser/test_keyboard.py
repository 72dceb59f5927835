"""Everything with the keyboard alone, and one always sees where one is."""

from playwright.async_api import Locator, expect

from domain.access import Role
from tests.browser.customers import a_company, a_name, payer
from tests.browser.user import User
from tests.browser.users import PASSWORD, STAFF, Users
from tests.workflows.customers import LARGE
from tests.workflows.payers import AP
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import System

_AT_MOST = 80
"""Steps with Tab before a place counts as out of reach."""

_WHERE = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    tag: at.tagName,
    said: (at.getAttribute("aria-label") || at.name || at.textContent || "").trim().slice(0, 60),
    marked: style.boxShadow !== "none"
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0),
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""


async def test_an_analyst_signs_in_opens_the_first_request_and_decides(
    users: Users, system: System
) -> None:
    name = a_name()
    customer = a_company(name, credit=LARGE)
    await in_review(system, customer)
    async with users.nobody() as analyst:
        page, keys = analyst.page, analyst.page.keyboard
        await analyst.go("/sign-in")
        await _tab_to(analyst, page.get_by_label("Name"))
        await keys.type(STAFF[Role.CREDIT])
        await _tab_to(analyst, page.get_by_label("Password"))
        await keys.type(PASSWORD)
        await keys.press("Enter")
        await analyst.sees("Queues")
        await page.wait_for_load_state()

        await _tab_to(analyst, page.get_by_role("link", name="Skip to content"))
        await keys.press("Enter")
        await expect(page.get_by_role("main")).to_be_focused()
        await _tab_to(analyst, page.get_by_label("Search"))
        await keys.type(name)
        await analyst.sees("1 request, by deadline")
        await expect(page.get_by_label("Search")).to_be_focused()
        await _tab_to(analyst, page.get_by_role("row").get_by_role("link").first)
        await keys.press("Enter")
        await analyst.sees("review the credit application")

        decision = analyst.decision("Ask for more information")
        await _tab_to(analyst, decision.form.locator("summary"))
        await keys.press("Space")
        await _tab_to(analyst, decision.form.get_by_label("What you need to know"))
        await keys.type("Which bank is it?")
        await _tab_to(analyst, decision.form.get_by_role("button"))
        await keys.press("Enter")
        await analyst.sees("Done: ask for more information.")
        await expect(page.locator("#notice .notice")).to_be_focused()
        await keys.press("Tab")
        assert await page.evaluate("document.activeElement !== document.body")


async def test_a_customer_makes_the_switch(users: Users, system: System) -> None:
    customer = a_company()
    await submitted(system, customer)
    async with users.customer(customer.account_id) as anna:
        page, keys = anna.page, anna.page.keyboard
        await anna.go(f"/my/requests/{customer.scope_id}/switch")
        await _tab_to(anna, page.get_by_label("I understand that this cannot be undone."))
        await keys.press("Space")
        await _tab_to(anna, page.get_by_label("To confirm, type"))
        await keys.type("switch")
        await _tab_to(anna, page.get_by_role("button", name="Switch for good"))
        await keys.press("Enter")
        await anna.sees("You now pay by invoice")


async def test_a_payer_disputes_an_invoice_and_is_led_to_the_result(
    users: Users, system: System
) -> None:
    billing = await payer(system)
    async with users.customer(billing.payer.account_id, AP) as payables:
        page, keys = payables.page, payables.page.keyboard
        await payables.go(f"/my/invoices/{billing.payer.number}")
        await _tab_to(payables, page.get_by_text("Something is wrong with this invoice"))
        await keys.press("Enter")
        await _tab_to(payables, page.get_by_label("What is wrong?"))
        await keys.type("Two servers are not ours.")
        await _tab_to(payables, page.get_by_role("button", name="Send the dispute"))
        await keys.press("Enter")
        await expect(page.get_by_role("status")).to_be_focused()
        await payables.sees("Your dispute has been sent in.", "Two servers are not ours.")


async def _tab_to(user: User, place: Locator) -> None:
    """Presses Tab until it is there; whatever is passed shows that it has the focus."""
    for _ in range(_AT_MOST):
        await user.page.keyboard.press("Tab")
        where = await user.page.evaluate(_WHERE)
        assert where["marked"], f"nothing shows that it has the focus: {where}"
        assert where["shown"], f"it has the focus outside the window: {where}"
        if await place.evaluate("place => place === document.activeElement"):
            return
    raise AssertionError(f"{place} cannot be reached with the keyboard")
