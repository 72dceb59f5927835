"""A page that is open shows what happens elsewhere, without being loaded again."""

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

from playwright.async_api import Error, Page, Request, Route, expect

from application.ports.bank import EntryFilter
from clients.bank.client import BankClient
from domain.access import Role
from domain.bank.entry_states import EntryState
from domain.bank.messages import IgnoreEntry
from domain.forms.documents import DocumentKind
from domain.requests import messages
from tests.bank.camt_files import Booked, statement
from tests.browser.customers import a_company, a_name, late_payer
from tests.browser.users import Users
from tests.workflows.customers import ANNA, CARL, LARGE, VERA
from tests.workflows.payers import payment
from tests.workflows.steps import RETURN_APPLICATION, add_document, in_review, review, submitted
from tests.workflows.system import System


async def test_what_one_does_the_other_sees(users: Users, system: System) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    path = f"/requests/{customer.scope_id}"
    async with users.staff(Role.CREDIT) as one, users.staff(Role.AUDITOR) as other:
        await one.go(path)
        await other.go(path)
        await _mark(other.page)
        ask = one.decision("Ask for more information")
        await ask.open()
        await ask.form.get_by_label("What you need to know").fill("Which bank is it?")
        await ask.send()
        await other.sees("Which bank is it?", "answer the credit analyst")
        assert await _is_marked(other.page), "the page was loaded again"


async def test_what_the_command_line_does_is_seen_by_staff_and_customer(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await submitted(system, customer)
    async with users.staff(Role.CREDIT) as analyst, users.customer(customer.account_id) as theirs:
        await analyst.go(f"/requests/{customer.scope_id}")
        await theirs.go("/my")
        await theirs.sees("Fill in the credit application.")
        await _mark(analyst.page)
        await _mark(theirs.page)
        await system.send(customer, RETURN_APPLICATION)
        await analyst.sees("review the credit application")
        await theirs.sees("We are reviewing your credit application.")
        await system.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
        await theirs.sees("Our credit team has a question for you.")
        await system.send(customer, messages.Withdraw(by=ANNA, reason="Not now."))
        await analyst.sees("Ended: withdrawn")
        await theirs.sees("Your last request was closed")
        assert await _is_marked(analyst.page)
        assert await _is_marked(theirs.page)


async def test_one_of_two_documents_is_seen_although_it_moves_nothing(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    kinds = (DocumentKind.CERTIFICATE_OF_INCORPORATION, DocumentKind.NAME_CHANGE_DEED)
    ask = messages.AskForDocuments(by=VERA, kinds=kinds, reason="The name differs.")
    await system.send(customer, ask)
    async with users.staff(Role.LEGAL) as verifier, users.customer(customer.account_id) as theirs:
        await verifier.go(f"/requests/{customer.scope_id}")
        await theirs.go(f"/my/requests/{customer.scope_id}/documents")
        for each in (verifier, theirs):
            await each.settled()
            await _mark(each.page)
        before = await system.snapshot(customer)
        after = await add_document(system, customer, DocumentKind.CERTIFICATE_OF_INCORPORATION)
        assert after.waiting_on == before.waiting_on, "it moved, so this tests nothing"
        await verifier.sees("doc-1")
        await theirs.sees("Being reviewed")
        refusal = "The stamp cannot be read."
        await review(system, customer, "doc-1", accept=False, reason=refusal)
        await verifier.sees(refusal)
        await theirs.sees(refusal)
        for each in (verifier, theirs):
            assert await _is_marked(each.page), "the page was loaded again"


async def test_the_queue_follows_and_keeps_its_filter(users: Users, system: System) -> None:
    name = a_name()
    async with users.staff(Role.CREDIT) as analyst:
        await analyst.page.get_by_label("Search").fill(name)
        await analyst.sees("No request is like this")
        customer = a_company(name, credit=LARGE)
        await in_review(system, customer)
        row = analyst.page.get_by_role("row", name=name)
        await expect(row).to_contain_text("review the credit application")
        await system.send(customer, messages.Withdraw(by=ANNA, reason="Not now."))
        await expect(row).to_have_count(0)
        await expect(analyst.page.get_by_label("Search")).to_have_value(name)


async def test_a_page_is_notified_however_often_the_queue_was_filtered(
    users: Users, system: System
) -> None:
    """A browser keeps few connections to one place: those of parts that are gone are closed."""
    customer = a_company(credit=LARGE)
    await submitted(system, customer)
    async with users.staff(Role.CREDIT) as analyst:
        for words in ("nothing", "like", "this", "is", "there", "anywhere", "at", "all"):
            await analyst.page.get_by_label("Search").fill(f"{words} {customer.scope_id}")
            await expect(analyst.page.locator("#queue")).to_have_attribute(
                "hx-vals", f'{{"q": "{words} {customer.scope_id}"}}'
            )
        await analyst.page.get_by_label("Search").fill(customer.scope_id)
        row = analyst.page.get_by_role("row", name=customer.scope_id)
        await expect(row).to_contain_text("return the credit application")
        await system.send(customer, RETURN_APPLICATION)
        await expect(row).to_contain_text("review the credit application")


async def test_a_refresh_that_comes_late_does_not_undo_what_was_filtered_meanwhile(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    asked, released, over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def ended(request: Request) -> None:
        if request.url.endswith("/queues?live"):
            over.set()

    async def hold_back_refreshes(route: Route) -> None:
        if "q=" not in (route.request.post_data or ""):
            asked.set()
            await released.wait()
        with suppress(Error):  # given up by the page meanwhile
            await route.continue_()

    async with users.staff(Role.CREDIT) as analyst:
        await analyst.settled()
        analyst.page.on("requestfinished", ended)
        analyst.page.on("requestfailed", ended)
        await analyst.page.route(re.compile(r"/queues\?live$"), hold_back_refreshes)
        await in_review(system, customer)
        await asyncio.wait_for(asked.wait(), 20)
        await analyst.page.get_by_label("Search").fill(customer.scope_id)
        queue = analyst.page.locator("#queue")
        await expect(queue).to_have_attribute("hx-vals", f'{{"q": "{customer.scope_id}"}}')
        released.set()
        await asyncio.wait_for(over.wait(), 20)
        await analyst.up_to_date()
        await expect(queue).to_have_attribute("hx-vals", f'{{"q": "{customer.scope_id}"}}')


async def test_what_is_unfolded_and_half_written_stays_when_something_changes(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT) as analyst:
        await analyst.go(f"/requests/{customer.scope_id}")
        await analyst.page.get_by_text("The whole form").click()
        decline = analyst.decision("Decline")
        await decline.open()
        await decline.form.get_by_label("Kind of reason").select_option("thin_file")
        why = decline.form.get_by_label("Reason", exact=True)
        await why.fill("Half a sentence, which")
        recheck = messages.Recheck(by=CARL)
        await system.send(customer, recheck)
        timeline = analyst.page.get_by_role("region", name="Timeline")
        await expect(timeline).to_contain_text("Recheck asked for")
        await expect(why).to_be_focused()
        await expect(why).to_have_value("Half a sentence, which")
        await expect(decline.form.get_by_label("Kind of reason")).to_have_value("thin_file")
        await expect(analyst.page.locator("#whole-form")).to_have_attribute("open", "")


async def test_a_payment_is_seen_on_the_invoice_and_on_the_account(
    users: Users, system: System
) -> None:
    billing = await late_payer(system)
    async with users.staff(Role.BILLING) as biller, users.staff(Role.AUDITOR) as auditor:
        await biller.go(f"/invoices/{billing.payer.number}")
        await auditor.go(f"/accounts/{billing.payer.account_id}")
        await auditor.sees("1,000.00 EUR overdue")
        await billing.send(payment("1000.00", f"B-{billing.payer.number}"))
        await biller.sees("Settled: paid")
        await auditor.sees(f"payment B-{billing.payer.number}")


async def _mark(page: Page) -> None:
    await page.evaluate("window.sameAsBefore = true")


async def _is_marked(page: Page) -> bool:
    return bool(await page.evaluate("window.sameAsBefore === true"))


async def test_moments_are_in_the_readers_own_zone_and_stay_so(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.CREDIT, zone="Asia/Kathmandu") as analyst:
        await analyst.go(f"/requests/{customer.scope_id}")
        until = analyst.page.locator(".until time").first
        await expect(until).to_contain_text("GMT+5:45")
        assert "UTC" in (await until.get_attribute("title") or "")
        await system.send(customer, messages.AskForMore(by=CARL, reason="Which bank?"))
        await analyst.sees("answer the credit analyst")
        await expect(until).to_contain_text("GMT+5:45")


async def test_money_that_comes_in_is_on_the_first_page_with_its_age_and_sum_and_on_the_banks(
    users: Users, system: System
) -> None:
    """However it comes in, and while the pages are open."""
    began = datetime.now(UTC).date()
    day = began - timedelta(days=3)
    text = f"thank you {uuid4()}"
    async with (
        users.staff(Role.BILLING) as front,
        users.staff(Role.BILLING) as biller,
        users.staff(Role.AUDITOR) as other,
        BankClient.opened(system.settings) as bank,
    ):
        await front.go("/queues")
        await biller.go("/bank")
        for user in (front, biller):
            await user.settled()
            await _mark(user.page)
        file = BytesIO(statement(Booked("7654.32", text, on=day), id=text, account="NL00LIVE01"))
        await bank.import_opened([("day.xml", file)], "the command line")
        waiting = next(each for each in await bank.waiting() if each.currency == "EUR")
        total = f"{waiting.minor // 100:,}.{waiting.minor % 100:02} EUR altogether"
        for user in (front, biller):
            await user.sees(f"{waiting.entries:,} not matched, {total}")
            age = re.search(
                r"the oldest (\d+) day", await user.page.get_by_role("main").inner_text()
            )
            assert age
            days = [(each - waiting.since).days for each in (began, datetime.now(UTC).date())]
            assert days[0] <= int(age[1]) <= days[1]
        await biller.sees(text, "7,654.32 EUR")
        listed = await bank.list(EntryFilter(EntryState.UNMATCHED, "NL00LIVE01"))
        entry = listed[0].entry.transaction.id
        await other.go(f"/bank/entries/{entry}")
        await other.settled()
        await _mark(other.page)
        await biller.page.get_by_label("Files of a bank").set_input_files(
            {"name": "chosen.xml", "mimeType": "text/xml", "buffer": b"<a/>"}
        )
        await bank.decide(
            entry, IgnoreEntry(by="paula@provider.example", reason="Interest of ours.")
        )
        await other.sees("Interest of ours.", "ignored")
        await expect(biller.page.get_by_role("main")).not_to_contain_text(text)
        kept = "document.querySelector('#files').files[0].name"
        assert await biller.page.evaluate(kept) == "chosen.xml"
        for user in (front, biller, other):
            assert await _is_marked(user.page), "the page was loaded again"
