"""An auditor sees everything, and changes nothing."""

from playwright.async_api import expect

from domain.access import Role
from tests.browser.customers import a_company, late_payer
from tests.browser.users import Users
from tests.workflows.customers import LARGE
from tests.workflows.steps import in_review
from tests.workflows.system import System

# Search words are sent like a form, to stand in no address.
_CHANGING = (
    "form[method=post]:not([action='/queues'], [action='/accounts']),"
    " [hx-post]:not([hx-post='/queues'], [hx-post='/queues?live']), [hx-put]"
)

_SEND = """async (path) => {
  const headers = {"X-CSRF-Token": document.body.dataset.csrf};
  const sent = new URLSearchParams({limit: "1000", amount: "1000", bank_reference: "B-1"});
  return (await fetch(path, {method: "POST", body: sent, headers})).status;
}"""


async def test_an_auditor_finds_no_button_that_changes_anything(
    users: Users, system: System
) -> None:
    customer, billing = a_company(credit=LARGE), await late_payer(system)
    await in_review(system, customer)
    async with users.staff(Role.AUDITOR) as auditor:
        for path in (
            "/queues",
            f"/requests/{customer.scope_id}",
            "/invoices",
            f"/invoices/{billing.payer.number}",
            "/accounts",
            f"/accounts/{billing.payer.account_id}",
            "/reports",
        ):
            await auditor.go(path)
            main = auditor.page.get_by_role("main")
            await expect(main.get_by_role("heading", level=1)).to_be_visible()
            await expect(main.locator(_CHANGING)).to_have_count(0)


async def test_what_an_auditor_sends_all_the_same_is_refused(users: Users, system: System) -> None:
    customer, billing = a_company(credit=LARGE), await late_payer(system)
    await in_review(system, customer)
    before = await system.snapshot(customer)
    async with users.staff(Role.AUDITOR) as auditor:
        auditor.expected.append("403")
        for path in (
            f"/requests/{customer.scope_id}/approve",
            f"/requests/{customer.scope_id}/withdraw",
            f"/invoices/{billing.payer.number}/~/pay",
            f"/accounts/{billing.payer.account_id}/pay",
            f"/accounts/{billing.payer.account_id}/links",
            "/access/people",
        ):
            assert await auditor.page.evaluate(_SEND, path) == 403, path
        await auditor.go("/access")
        await auditor.sees("Your role does not allow this.")
        await auditor.assert_accessible()
    assert await system.snapshot(customer) == before
    assert (await billing.look()).payments == ()


async def test_an_auditor_reads_the_evidence_and_the_documents(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.AUDITOR) as auditor:
        await auditor.go(f"/requests/{customer.scope_id}")
        await auditor.page.get_by_text("passed:").click()
        await auditor.page.get_by_text("Evidence for E4").click()
        await expect(auditor.page.locator("#evidence-E4")).to_contain_text("contoso.nl")
        await auditor.sees("Your role decides nothing here.")
