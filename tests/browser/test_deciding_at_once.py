"""Two people decide on one request in the same moment, each in a browser of their own."""

import asyncio

from playwright.async_api import expect

from domain.access import Role
from tests.browser.customers import a_company
from tests.browser.user import Decision, User
from tests.browser.users import STAFF, Users
from tests.workflows.customers import LARGE
from tests.workflows.steps import in_review
from tests.workflows.system import System


async def test_one_of_two_wins_and_the_other_learns_who(users: Users, system: System) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as carl, users.staff(Role.ADMIN) as root:
        sent = [await _about_to_approve(each, customer.scope_id) for each in (carl, root)]
        for each in (carl, root):
            each.expected.append("409")
        await asyncio.gather(*(each.send() for each in sent))
        for each in (carl, root):
            notice = each.page.locator("#notice .notice")
            await expect(notice).to_be_visible()
        decision = (await system.snapshot(customer)).credit.decision
        assert decision is not None
        won, lost = (carl, root) if decision.by == STAFF[Role.CREDIT] else (root, carl)
        await expect(won.page.get_by_role("status")).to_contain_text("Done: approve")
        refused = lost.page.get_by_role("alert")
        await expect(refused).to_contain_text("Refused.")
        await expect(refused).to_contain_text(decision.by)
        await lost.assert_accessible()


async def _about_to_approve(user: User, scope: str) -> Decision:
    await user.go(f"/requests/{scope}")
    approve = user.decision("Approve a credit limit")
    await approve.open()
    return approve


async def test_somebody_who_decides_too_late_is_shown_what_was_decided(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT, scripts=False) as late, users.staff(Role.ADMIN) as root:
        approve = await _about_to_approve(late, customer.scope_id)
        decline = root.decision("Decline")
        await root.go(f"/requests/{customer.scope_id}")
        await decline.open()
        await decline.form.get_by_label("Kind of reason").select_option("thin_file")
        await decline.form.get_by_label("Reason", exact=True).fill("No such business.")
        await decline.send()
        await root.sees("The request is rejected.")
        late.expected.append("409")
        await approve.send()
        await late.sees("Refused.", "Meanwhile:", STAFF[Role.ADMIN], "now rejected")
