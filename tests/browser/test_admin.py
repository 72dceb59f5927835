"""An administrator lets people, programs and customers in, and shuts them out again."""

from uuid import uuid4

import httpx
from playwright.async_api import expect

from domain.access import Role
from tests.browser.customers import a_company
from tests.browser.user import User
from tests.browser.users import PASSWORD, Users
from tests.workflows.system import System

ANOTHER_PASSWORD = "another long enough password"


async def test_somebody_is_added_signs_in_and_is_shut_out(users: Users) -> None:
    name = f"noa-{uuid4().hex[:8]}@provider.example"
    async with users.staff(Role.ADMIN) as admin, users.nobody() as noa:
        await admin.follow("Access")
        await admin.page.get_by_text("Add somebody").click()
        add = admin.page.locator("form[action='/access/people']")
        await add.get_by_label("Name").fill(name)
        await add.get_by_label("Password").fill(PASSWORD)
        await add.get_by_label("credit", exact=True).check()
        await admin.press("Add", within=add)
        await expect(admin.page.get_by_role("row", name=name)).to_contain_text("credit")

        await noa.sign_in(name, PASSWORD)
        await noa.sees("Queues")
        await expect(noa.page.get_by_role("link", name="Access")).to_have_count(0)

        await admin.press(f"Disable {name}")
        await expect(admin.page.get_by_role("row", name=name)).to_contain_text("disabled")
        await noa.go("/queues")
        await expect(noa.page.get_by_role("heading", name="Sign in")).to_be_visible()
        noa.expected.append("401")
        await noa.sign_in(name, PASSWORD)
        await noa.sees("There is nobody with this name and this password.")
        await noa.assert_accessible()


async def test_a_key_is_shown_once_works_and_is_revoked(users: Users) -> None:
    name = f"ledger export {uuid4().hex[:8]}"
    async with users.staff(Role.ADMIN) as admin:
        await admin.follow("Access")
        await admin.page.get_by_text("Make a key").click()
        make = admin.page.locator("form[action='/access/keys']")
        await make.get_by_label("Name").fill(name)
        await make.get_by_label("auditor").check()
        await admin.press("Make the key", within=make)
        await admin.sees("It is shown this once.")
        await admin.assert_accessible()
        key = await admin.page.get_by_label("The key").input_value()
        assert await _asked(users, key) == 200

        await admin.follow("Back")
        await expect(admin.page.get_by_role("main")).not_to_contain_text(key)
        await admin.press(f"Revoke the key {name}")
        await expect(admin.page.get_by_role("row", name=name)).to_contain_text("revoked")
        assert await _asked(users, key) == 401


async def _asked(users: Users, key: str) -> int:
    async with httpx.AsyncClient(base_url=users.address) as program:
        answer = await program.get("/api/v1/requests", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code


async def test_a_customers_link_is_shown_once_lets_them_in_and_is_revoked(
    users: Users, system: System
) -> None:
    customer = a_company()
    await system.welcome(customer)
    async with users.staff(Role.ADMIN) as admin, users.nobody() as theirs:
        await admin.go(f"/accounts/{customer.account_id}")
        await admin.follow("Customer's links")
        await admin.page.get_by_label("Mail address").fill("ap@contoso.nl")
        await admin.press("Make a link and show it")
        await admin.sees("It is shown this once, to you", "it makes no switch", "ap@contoso.nl")
        await admin.assert_accessible()
        link = await admin.page.get_by_label("The link").input_value()
        assert link.startswith(users.address)

        await _arrive(theirs, link)
        await theirs.sees("Ask to pay by invoice")
        await admin.follow("Back to the links")
        await admin.press("Revoke the link for ap@contoso.nl")
        await admin.sees("revoked")
        theirs.expected += ["401", "404"]
        await theirs.go("/my")
        await expect(theirs.page.get_by_role("heading", name="Sign in")).to_be_visible()
        await theirs.page.goto(link)
        await theirs.sees("This link does not work, or not any more")
        await theirs.assert_accessible()


async def _arrive(theirs: User, link: str) -> None:
    await theirs.page.goto(link)
    await theirs.assert_accessible()
    await theirs.press("Continue")
