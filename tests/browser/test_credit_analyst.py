"""A credit analyst's day in a browser: what is due first, read, and decided."""

from playwright.async_api import expect

from domain.access import Role
from domain.requests.lifecycle import State
from tests.browser.customers import a_company, a_name
from tests.browser.users import Users
from tests.workflows.customers import LARGE
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import System


async def test_what_is_due_first_is_opened_and_approved_on_condition_of_a_deposit(
    users: Users, system: System
) -> None:
    name = a_name()
    customer, other = a_company(name, credit=LARGE), a_company(name, credit=LARGE)
    await submitted(system, other)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as analyst, users.customer(customer.account_id) as theirs:
        await analyst.page.get_by_label("Search").fill(name)
        await analyst.sees("2 requests, by deadline")
        await analyst.page.get_by_label("Waiting on").select_option(label="the credit analyst")
        await analyst.sees("1 request, by deadline")
        await analyst.page.get_by_role("row").get_by_role("link").first.click()
        await analyst.sees(customer.scope_id, "review the credit application", "annual revenue")
        await theirs.go(f"/my/requests/{customer.scope_id}")
        await theirs.sees("We are reviewing your credit application.")

        approve = analyst.decision("Approve a credit limit")
        await approve.open()
        await approve.form.get_by_label("Credit limit").fill("30000")
        await approve.form.get_by_label("On condition of security").select_option("deposit")
        await approve.send()
        await analyst.sees("Done: approve a credit limit.", "the customer", "30,000.00 EUR")
        await theirs.sees("Provide the security that the approval depends on.", "€30,000.00")

        record = analyst.decision("Record the security")
        await record.open()
        await record.form.get_by_label("Reference").fill("D-1184")
        await record.send()
        await analyst.sees("Done: record the security. The request is approved.")
        await theirs.sees("You are approved. Make the switch when you are ready.")
    snapshot = await system.snapshot(customer)
    assert snapshot.credit.decision is not None
    assert (snapshot.state, str(snapshot.credit.limit)) == (State.APPROVED, "30000.00 EUR")
    assert snapshot.credit.decision.by == "carl@provider.example"


async def test_more_is_asked_for_and_the_customer_answers(users: Users, system: System) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as analyst, users.customer(customer.account_id) as theirs:
        await analyst.go(f"/requests/{customer.scope_id}")
        ask = analyst.decision("Ask for more information")
        await ask.open()
        await ask.form.get_by_label("What you need to know").fill("Which bank is it?")
        await ask.send()
        await analyst.sees("Done: ask for more information.")
        await theirs.go(f"/my/requests/{customer.scope_id}")
        await theirs.sees("Our credit team has a question for you.", "Which bank is it?")
        await theirs.follow("Answer")
        await theirs.page.get_by_label("Bank reference").fill("The bank in Amsterdam.")
        await theirs.press("Send in the application")
        await theirs.sees("Your credit application has been sent in.")
        await analyst.sees("The bank in Amsterdam.", "review the credit application")


async def test_a_request_is_declined_and_the_customer_reads_the_words_of_its_code(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as analyst, users.customer(customer.account_id) as theirs:
        await analyst.go(f"/requests/{customer.scope_id}")
        decline = analyst.decision("Decline")
        await decline.open()
        await decline.form.get_by_label("Kind of reason").select_option("thin_file")
        await decline.form.get_by_label("Reason", exact=True).fill("Two years of accounts, please.")
        await decline.send()
        await analyst.sees("Done: decline. The request is rejected.", "Ended:")
        await theirs.go(f"/my/requests/{customer.scope_id}")
        await theirs.sees(
            "We cannot offer payment by invoice at present",
            "There is not enough information about the company's payments yet.",
        )
        for of_ours in ("carl@provider.example", "Two years of accounts"):
            await expect(theirs.page.get_by_role("main")).not_to_contain_text(of_ours)


async def test_a_mistake_is_shown_at_its_field_and_nothing_typed_is_lost(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as analyst:
        analyst.expected.append("422")
        await analyst.go(f"/requests/{customer.scope_id}")
        approve = analyst.decision("Approve a credit limit")
        await approve.open()
        await approve.form.get_by_label("Credit limit").fill("quite a lot")
        await approve.form.get_by_label("On condition of security").select_option("deposit")
        await approve.send()
        limit = approve.form.get_by_label("Credit limit")
        await expect(limit).to_have_value("quite a lot")
        await expect(limit).to_have_attribute("aria-invalid", "true")
        await analyst.sees("This is not an amount such as 1200.00.")
        await expect(approve.form.get_by_label("On condition of security")).to_have_value("deposit")
        await analyst.assert_accessible()
    assert (await system.snapshot(customer)).credit.decision is None
