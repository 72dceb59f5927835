"""The day of billing operations in a browser: what is late, what came in, what is disputed."""

from datetime import date, timedelta
from pathlib import Path

from playwright.async_api import expect

from domain.access import Role
from domain.invoices.lifecycle import InvoiceState
from tests.browser.customers import a_company, late_payer, payer
from tests.browser.user import User
from tests.browser.users import Users
from tests.workflows.payers import dispute
from tests.workflows.system import System


async def test_an_overdue_invoice_is_found_and_a_payment_settles_it(
    users: Users, system: System
) -> None:
    billing = await late_payer(system)
    number = billing.payer.number
    async with users.staff(Role.BILLING) as biller:
        await biller.follow("Invoices")
        await biller.page.get_by_label("only overdue").check()
        await biller.page.get_by_label("Search").fill(number)
        await biller.press("Filter")
        await biller.follow(number)
        await biller.sees("days overdue", "1,000.00 EUR")
        await _pay(biller, "400", f"B-{number}-1")
        await biller.sees("600.00 EUR", "overdue")
        await _pay(biller, "600", f"B-{number}-2")
        await biller.sees("Settled: paid, nothing is open")
    assert (await billing.look()).state == InvoiceState.PAID


async def test_a_dispute_is_resolved_in_the_customers_favour(users: Users, system: System) -> None:
    billing = await payer(system)
    await billing.send(dispute("250.00"))
    async with users.staff(Role.BILLING) as biller:
        await biller.go(f"/invoices/{billing.payer.number}")
        await biller.sees("Two servers are not ours.", "of it disputed")
        resolve = biller.decision("Resolve the dispute")
        await resolve.open()
        await resolve.form.get_by_label("the customer is right").check()
        await resolve.form.get_by_label("Reason").fill("The usage log agrees.")
        await resolve.send()
        await biller.sees("750.00 EUR", "The usage log agrees.")
    view = await billing.look()
    assert (str(view.open), view.disputes[0].state) == ("750.00 EUR", "upheld")


async def test_a_payment_too_much_stays_as_credit_and_the_statement_shows_it(
    users: Users, system: System
) -> None:
    billing = await late_payer(system)
    reference = f"B-{billing.payer.number}"
    async with users.staff(Role.BILLING) as biller:
        await biller.go(f"/accounts/{billing.payer.account_id}")
        await biller.sees("1,000.00 EUR overdue")
        pay = biller.decision("Record a payment of the account")
        await pay.open()
        await pay.form.get_by_label("Amount").fill("1200.00")
        await pay.form.get_by_label("Bank reference").fill(reference)
        await pay.send()
        await biller.sees("It settles 1,000.00 EUR", "200.00 EUR of unapplied credit")
        statement = biller.page.get_by_role("region", name="Statement")
        await expect(statement.get_by_role("row", name=reference)).to_contain_text("1,200.00 EUR")


async def test_charges_are_settled_so_that_the_switch_can_be_made(
    users: Users, system: System
) -> None:
    customer = a_company(scope={"outstanding": {"amount": "312.40", "currency": "EUR"}})
    await system.welcome(customer)
    async with users.staff(Role.BILLING) as biller:
        await biller.go(f"/accounts/{customer.account_id}")
        await biller.sees("312.40 EUR")
        settle = biller.decision(f"Record the charges of {customer.scope_id} as paid")
        await settle.open()
        await settle.send()
        await biller.sees(f"312.40 EUR of {customer.scope_id} counts as paid.")
    scope = (await system.standing(customer)).account.scope(customer.scope_id)
    assert scope is not None
    assert scope.outstanding is None or scope.outstanding.amount == 0


async def test_an_invoice_is_issued_from_the_accounts_page(users: Users, system: System) -> None:
    billing = await payer(system)
    number = billing.payer.another("NEXT")
    async with users.staff(Role.BILLING) as biller:
        await biller.go(f"/accounts/{billing.payer.account_id}")
        issue = biller.decision("Issue an invoice")
        await issue.open()
        await issue.form.get_by_label("Number").fill(number)
        await issue.form.get_by_label("Amount").fill("99.95")
        day = date.fromisoformat(await issue.form.get_by_label("Date").input_value())
        await issue.send()
        await biller.sees(f"Invoice {number}: issued")
    system.opened.append(f"invoice/{number}")
    issued = await billing.look(number)
    assert (issued.issued_on, issued.due_on) == (day, day + timedelta(days=30))


async def _pay(biller: User, amount: str, reference: str) -> None:
    pay = biller.decision("Record a payment")
    await pay.open()
    await pay.form.get_by_label("Amount in EUR").fill(amount)
    await pay.form.get_by_label("Bank reference").fill(reference)
    await pay.send()
    await expect(biller.page.get_by_role("region", name="Payments")).to_contain_text(reference)


async def test_a_profile_of_a_banks_table_is_made_by_choosing_columns(
    users: Users, system: System, tmp_path: Path
) -> None:
    table = tmp_path / "july.csv"
    table.write_text("Datum;Bedrag;Naam\n01-07-2026;1.234,50;Ada\n02-07-2026;-7,00;Bank\n")
    async with users.staff(Role.BILLING) as biller:
        await biller.go("/bank")
        await biller.follow("How tables (CSV) are read")
        await biller.page.get_by_label("A table of your bank").set_input_files(table)
        await biller.press("Show its columns")
        await biller.sees("01-07-2026", "1.234,50")
        for label, column in (("Day of booking", "1"), ("Amount, with its sign", "2")):
            await biller.page.get_by_label(label).select_option(column)
        await biller.page.get_by_label("Order of a date").select_option("dmy")
        await biller.page.get_by_label("Our account, where").fill("NL91ABNA0417164300")
        await biller.page.get_by_label("Currency, where").fill("EUR")
        await biller.press("Show what is read")
        await biller.sees("1,234.50 EUR", "2 Jul 2026")
        await biller.assert_accessible()
        await biller.page.get_by_label("Name", exact=True).fill("browser-bank")
        await biller.press("Keep this profile")
        await biller.sees("browser-bank is kept")
        await biller.go("/bank")
        await biller.page.get_by_label("Files of a bank").set_input_files(table)
        await biller.page.get_by_label("What they are").select_option("browser-bank")
        await biller.press("Import")
        await biller.sees("july.csv is read: 2 entries")
