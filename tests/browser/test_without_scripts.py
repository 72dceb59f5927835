"""In a browser that runs no scripts everything still works."""

from domain.access import Role
from domain.requests.lifecycle import State
from tests.browser.customers import a_company, late_payer
from tests.browser.filled import GOOD, WITH_MISTAKES, fill_in
from tests.browser.users import Users
from tests.workflows.customers import LARGE, SIMILAR_NAME, a_customer
from tests.workflows.steps import CERTIFICATE, in_review, submitted
from tests.workflows.system import System


async def test_an_analyst_signs_in_filters_the_queue_and_approves(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT, scripts=False) as analyst:
        await analyst.page.get_by_label("Search").fill(customer.scope_id)
        await analyst.press("Filter")
        await analyst.page.get_by_role("row").get_by_role("link").first.click()
        approve = analyst.decision("Approve a credit limit")
        await approve.open()
        await approve.form.get_by_label("Credit limit").fill("everything")
        analyst.expected.append("422")
        await approve.send()
        await analyst.sees("This is not an amount such as 1200.00.")
        await approve.form.get_by_label("Credit limit").fill("30000")
        await approve.send()
        await analyst.sees("Done: approve a credit limit. The request is approved.")


async def test_a_payment_is_recorded(users: Users, system: System) -> None:
    billing = await late_payer(system)
    async with users.staff(Role.BILLING, scripts=False) as biller:
        await biller.go(f"/invoices/{billing.payer.number}")
        pay = biller.decision("Record a payment")
        await pay.open()
        await pay.form.get_by_label("Bank reference").fill(f"B-{billing.payer.number}")
        await pay.send()
        await biller.sees("Settled: paid, nothing is open")


async def test_a_customer_saves_a_draft_puts_it_right_and_sends_it_in(
    users: Users, system: System
) -> None:
    customer = a_company()
    await system.welcome(customer)
    async with users.customer(customer.account_id, scripts=False) as anna:
        anna.expected.append("422")
        await anna.follow("Ask to pay by invoice", exact=False)
        await fill_in(anna.page, WITH_MISTAKES)
        await anna.press("Save for later")
        await anna.sees("Saved. You can come back to it whenever you like.")
        await anna.press("Send in")
        await anna.sees("There is something to put right")
        await fill_in(anna.page, {**GOOD, "credit.amount": "8000"})
        await anna.press("Send in")
        await anna.sees("Sent in. Thank you.")
    system.opened.append(customer.request)
    assert (await system.snapshot(customer)).state is State.APPROVED


async def test_a_customer_sends_a_document(users: Users, system: System) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    async with users.customer(customer.account_id, scripts=False) as anna:
        await anna.go(f"/my/requests/{customer.scope_id}/documents")
        await anna.page.get_by_label("What is it?").select_option("certificate_of_incorporation")
        await anna.page.get_by_label("File").set_input_files(CERTIFICATE)
        await anna.press("Send the document")
        await anna.sees("Your document has been sent in.", "Being reviewed")
