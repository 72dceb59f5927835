"""An invoice's page and an account's, and what billing operations do there."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import timedelta

import pytest

from console.access import Actor
from console.pages import accounts
from domain.access import Role
from domain.invoices.lifecycle import InvoiceState
from domain.papers.formats import PaperFormat
from tests.console.customer.pages import Page
from tests.console.pages.office import Office
from tests.workflows.billing import Billing, billing
from tests.workflows.customers import a_customer
from tests.workflows.payers import PAULA, a_payer, dispute, payment, wire

CLERK = "billing@provider.example"


def address(payer: Billing, number: str | None = None) -> str:
    return f"/invoices/{number or payer.payer.number}"


async def acted(office: Office, payer: Billing, name: str, **answers: str) -> Page:
    """The page after this was done on the first invoice's page."""
    async with office.staff(Role.BILLING) as seat:
        await seat.get(address(payer))
        return await seat.decide(f"{address(payer)}/~/{name}", **answers)


async def test_the_page_shows_the_days_on_a_line_and_says_the_same_in_words(
    office: Office,
) -> None:
    payer = await billing(office.system)
    await payer.issue()
    await payer.send(payment("250.00", "B-17"))
    await payer.send(dispute("100.00"))
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(address(payer))
    assert page.status == 200
    assert page.root.all("svg", role="img")
    for said in ("750.00 EUR", "B-17", "Two servers are not ours.", "planned", "partly paid",
                 "Why it is open", "to be paid, not due yet"):  # fmt: skip
        assert said in page.says
    assert "Your role changes nothing here." in page.says
    # Nobody asked for this scope here: it leads to no page that there is not.
    scope = payer.payer.account["scopes"][0]["id"]
    assert scope in page.says
    assert not page.root.all("a", href=f"/requests/{scope}")


async def test_billing_records_a_payment_and_takes_it_back(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    page = await acted(office, payer, "pay", bank_reference="B-1")
    assert "Done: record a payment. It is paid, 0.00 EUR open." in page.says
    assert (await payer.look()).timeline[-1].by == CLERK
    page = await acted(office, payer, "reverse", reason="Returned by the bank.")
    assert "1,000.00 EUR" in page.says
    view = await payer.look()
    assert (view.state, view.payments[0].reversal_reason) == (
        InvoiceState.OPEN,
        "Returned by the bank.",
    )


async def test_billing_does_everything_else_an_invoice_knows(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    await acted(office, payer, "in-transit", amount="200", bank_reference="W-1", kind="ach")
    await acted(office, payer, "dispute", amount="300", reason="They called.")
    page = await acted(office, payer, "resolve", verdict="upheld", reason="They are right.")
    assert "Done: resolve the dispute." in page.says
    await acted(office, payer, "credit", amount="100", reason="Price agreed in May.")
    view = await payer.look()
    assert (str(view.credited), str(view.in_transit)) == ("400.00 EUR", "200.00 EUR")
    async with office.staff(Role.BILLING) as seat:
        off = (await seat.get(address(payer))).root.classed("not-now")[0].text
        assert "The account has no unapplied credit in EUR." in off
    await acted(office, payer, "write-off", reason="Dissolved.")
    assert (await payer.look()).state is InvoiceState.WRITTEN_OFF
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(address(payer))
        off = page.root.classed("not-now")[0].text
        assert "Write it off Nothing is open: the invoice is written off." in off
        assert "There is no dispute to resolve." in off


async def test_a_payment_of_ten_times_what_is_open_is_asked_about(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(address(payer))
        assert "It is right: record it" not in page.says
        page = await seat.decide(f"{address(payer)}/~/pay", amount="10000.00", bank_reference="B-1")
        assert page.status == 422
        assert "9,000.00 EUR would become unapplied credit" in page.problem_at("confirmed")
        assert (await payer.look()).payments == ()
        pay, tick = f"{address(payer)}/~/pay", page.box("confirmed")
        page = await seat.decide(pay, amount="99000.00", confirmed=tick)
        assert page.status == 422
        assert "98,000.00 EUR would become unapplied credit" in page.problem_at("confirmed")
        page = await seat.decide(pay, amount="10000.00", confirmed=tick, bank_reference="")
        assert page.status == 422
        assert not page.problem_at("confirmed"), "it was answered, and something else is wrong"
        page = await seat.decide(pay, confirmed=tick, bank_reference="B-1")
    assert "The account has 9,000.00 EUR of unapplied credit." in page.says
    assert (await payer.look()).state is InvoiceState.PAID


async def test_so_is_one_of_the_account_and_its_credit_is_named_after(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    account = f"/accounts/{payer.payer.account_id}"
    async with office.staff(Role.BILLING) as seat:
        await seat.get(account)
        page = await seat.decide(f"{account}/pay", amount="25000", bank_reference="B-2")
        assert page.status == 422
        assert "25 times what is open" in page.problem_at("confirmed")
        tick = page.box("confirmed")
        page = await seat.decide(f"{account}/pay", amount="26000", confirmed=tick)
        assert page.status == 422
        assert "26 times what is open" in page.problem_at("confirmed")
        page = await seat.decide(f"{account}/pay", amount="25000", confirmed=tick)
        assert "The account has 24,000.00 EUR of unapplied credit." in page.says


async def test_what_is_given_up_for_good_is_what_was_shown(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    give_up = f"{address(payer)}/~/write-off"
    async with office.staff(Role.BILLING) as seat:
        await seat.get(address(payer))
        await payer.send(payment("300.00"))
        page = await seat.decide(give_up, reason="Bankrupt.")
        assert page.status == 409
        assert "nothing was done" in page.says
        assert PAULA in page.alerts
        assert (await payer.look()).state is InvoiceState.PARTLY_PAID
        page = await seat.decide(give_up, reason="Bankrupt.")
    assert "It is written off" in page.says


async def test_nothing_is_chosen_beforehand(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    page = await acted(office, payer, "in-transit", amount="200", bank_reference="W-1")
    assert page.status == 422
    assert page.problem_at("kind") == "Choose one of these."


async def test_a_new_invoice_starts_in_the_accounts_currency(office: Office) -> None:
    payer = a_payer()
    payer.account["scopes"][0]["outstanding"] = {"amount": "0.00", "currency": "USD"}
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    account = f"/accounts/{payer.account_id}"
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(account)
        assert page.form(f"{account}/issue")["currency"] == "USD"


async def test_a_mistake_is_shown_at_its_field(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    page = await acted(
        office, payer, "pay", amount="1.234", bank_reference=" ", value_date="tomorrow"
    )
    assert page.status == 422
    assert "can be read as 1234 or as 1.234" in page.problem_at("amount")
    assert page.problem_at("bank_reference")
    assert "This is not a date like" in page.problem_at("value_date")
    page = await acted(office, payer, "pay", amount="10", bank_reference="?!")
    assert page.status == 422
    assert page.problem_at("bank_reference")


async def test_a_bank_reference_counts_once_by_any_typist(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    async with office.staff(Role.BILLING) as seat:
        await seat.get(address(payer))
        await payer.send(payment("400.00", "B-1"))
        page = await seat.decide(f"{address(payer)}/~/pay", amount="400", bank_reference="B-1")
    assert page.status == 409
    assert "paula@provider.example" in page.alerts


async def test_an_invoice_is_found_by_number_reference_state_and_account(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    odd = payer.payer.another("a/b.c")
    await payer.issue(number=odd, issued_on=payer.payer.today - timedelta(days=40))
    await payer.until_state("overdue", odd)
    reference = (await payer.look()).reference
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(f"/invoices?account={payer.payer.account_id}")
        assert [row.all("a")[0].text for row in page.root.all("tr")[1:]] == [
            odd,
            payer.payer.number,
        ]
        assert (await payer.look()).company in page.says
        page = await seat.get(f"/invoices?q={odd[-8:]}")
        assert [each.text for each in page.root.all("table")[0].all("a")] == [odd]
        page = await seat.get("/invoices?overdue=yes")
        assert odd in page.says
        assert (await seat.get(f"/invoices?q={reference}")).path == address(payer)
        assert (await seat.get(f"/invoices/{reference}")).path == address(payer)
        page = await seat.get(f"/invoices/{odd}")
        assert page.status == 200
        page = await seat.decide(f"/invoices/{odd}/~/pay", amount="1", bank_reference="B-9")
        assert "999.00 EUR open" in page.says
        assert "is no state of an invoice" in (await seat.get("/invoices?state=lost")).says
        for nothing in ("/invoices/nothing", "/invoices/a/b/c", "/invoices/", "/invoices/x%00"):
            assert (await seat.get(nothing)).status == 404, nothing


async def test_invoices_are_paged(office: Office) -> None:
    payer = await billing(office.system)
    async for _ in office.system.invoices.issue_all(
        [payer.payer.invoice(number=payer.payer.another(f"{each:03}")) for each in range(60)],
        CLERK,
    ):
        pass
    seen: list[str] = []
    async with office.staff(Role.BILLING) as seat:
        path = f"/invoices?account={payer.payer.account_id}"
        for _ in range(2):
            page = await seat.get(path)
            seen += [row.all("a")[0].text for row in page.root.all("tr")[1:]]
            path = "".join(each.attributes["href"] for each in page.root.all("a", rel="next"))
        assert not path
        assert (await seat.get("/invoices?after=nothing")).status == 422
    assert len(seen) == len(set(seen)) == 60


async def test_a_payment_that_did_not_arrive_is_found(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    await payer.send(wire("300.00"))
    counts = office.desk.services.ledger.invoice_counts
    assert (await counts()).not_arrived == 0
    await payer.pass_days(10)
    assert (await counts()).not_arrived == 1
    async with office.staff(Role.BILLING) as seat:
        assert payer.payer.number in (await seat.get("/invoices?wires=not-arrived")).says


async def test_an_account_shows_what_it_owes_and_what_came_in(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    account = f"/accounts/{payer.payer.account_id}"
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(account)
        assert "1,000.00 EUR open" in page.says
        page = await seat.decide(
            f"{account}/pay", amount="1 200", currency="EUR", bank_reference="B-1"
        )
        assert "200.00 EUR of unapplied credit" in page.says
        page = await seat.decide(
            f"{account}/refund", amount="150.00", currency="EUR", bank_reference="R-1"
        )
        assert "50.00 EUR of unapplied credit" in page.says
        page = await seat.decide(f"{account}/correct", entry="payment-999", reason="Never came.")
        assert "There is no entry of this id here" in page.says
        page = await seat.decide(f"{account}/issue", number=payer.payer.another("2"), amount="150")
        page = await seat.get(address(payer, payer.payer.another("2")))
        assert "100.00 EUR" in page.says
        assert "from unapplied credit of B-1" in page.says


async def test_an_accounts_page_is_notified_of_its_own_invoices_and_of_no_others(
    office: Office,
) -> None:
    payer, stranger = await billing(office.system), await billing(office.system)
    await payer.issue()
    async with (
        aclosing(await _opened(office, payer)) as own,
        aclosing(await _opened(office, stranger)) as others,
    ):
        event = asyncio.ensure_future(_next_event(own))
        await stranger.issue()
        assert await _next_event(others) == "changed"
        await asyncio.wait({event}, timeout=0.5)
        assert not event.done()
        await payer.send(payment("1000.00", "B-1"))
        assert await event == "changed"


async def _opened(office: Office, payer: Billing) -> AsyncGenerator[object]:
    """The events of an account's open page, once it has begun to listen."""
    actor = Actor("auditor@provider.example", frozenset({Role.AUDITOR}))
    stream = accounts._live(payer.payer.account_id, office.desk.services, actor)
    assert isinstance(stream, AsyncGenerator)
    assert await _next_event(stream) is None
    assert await _next_event(stream) == "changed"
    assert await _next_event(stream) == "listening"
    return stream


async def _next_event(stream: AsyncIterator[object]) -> str | None:
    event = await asyncio.wait_for(anext(stream), 20)
    return getattr(event, "event", None)


async def test_charges_are_settled_on_the_accounts_page_and_no_others(office: Office) -> None:
    customer = a_customer(scope={"outstanding": {"amount": "312.40", "currency": "EUR"}})
    other = a_customer(scope={"outstanding": {"amount": "1.00", "currency": "EUR"}})
    await office.system.welcome(customer)
    await office.system.welcome(other)
    account = f"/accounts/{customer.account_id}"
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(account)
        assert "312.40 EUR" in page.says
        page = await seat.decide(f"{account}/settle", scope=other.scope_id)
        assert page.status == 404
        await seat.get(account)
        page = await seat.decide(f"{account}/settle")
        assert "No charges are outstanding." in page.says


async def test_an_account_is_found_by_its_name_its_id_and_its_scope(office: Office) -> None:
    customer = a_customer(account={"name": "Bäckerei 100% & Söhne"})
    await office.system.welcome(customer)
    async with office.staff(Role.AUDITOR) as seat:

        async def found(words: str) -> Page:
            await seat.get("/accounts")
            return await seat.decide("/accounts", q=words)

        for words in ("100%", "CKEREI", customer.account_id[:9], customer.scope_id[:-2]):
            page = await found(words)
            assert page.path == "/accounts"
            assert page.root.all("a", href=f"/accounts/{customer.account_id}"), words
        assert (await found("%")).says.count("Bäckerei") == 1
        whole = await found(customer.account_id)
        assert whole.path == f"/accounts/{customer.account_id}"
        assert (await seat.get("/accounts/nobody")).status == 404
        assert "No account is called so." in (await found("zzz")).says


@pytest.mark.parametrize("role", [Role.CREDIT, Role.LEGAL, Role.AUDITOR])
async def test_only_billing_changes_invoices_and_accounts(office: Office, role: Role) -> None:
    payer = await billing(office.system)
    await payer.issue()
    account = f"/accounts/{payer.payer.account_id}"
    async with office.staff(role) as seat:
        await seat.get(account)
        headers = {"X-CSRF-Token": seat.browser.csrf}
        for path in (f"{address(payer)}/~/pay", f"{account}/settle", f"{account}/issue"):
            assert (await seat.browser.http.post(path, headers=headers)).status_code == 403


async def test_letters_about_an_invoice_are_downloaded_as_mailed_and_on_paper(
    office: Office,
) -> None:
    payer = await billing(office.system)
    await payer.issue()
    other = await billing(office.system)
    await other.issue()
    async with office.staff(Role.BILLING) as seat:
        page = await seat.get(f"{address(payer)}/~/letters")
        assert "invoice issued" in page.says
        html, pdf = (
            next(
                link.attributes["href"] or ""
                for link in page.root.all("a")
                if f"letter.{kind}?" in (link.attributes.get("href") or "")
            )
            for kind in ("html", "pdf")
        )
        mailed = await seat.answer(html)
        printed = await seat.answer(pdf)
        elsewhere = await seat.answer(pdf.replace(payer.payer.number, other.payer.number, 1))
    assert payer.payer.number in mailed.text
    assert "data:image/png" in mailed.text
    assert mailed.headers["content-disposition"].startswith("attachment")
    assert printed.content.startswith(b"%PDF")
    assert elsewhere.status_code == 409


async def test_staff_download_an_invoices_papers_in_each_format(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue()
    other = await billing(office.system)
    await other.issue()
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(address(payer))
        hrefs = [each.attributes.get("href") or "" for each in page.root.all("a")]
        links = [each for each in hrefs if each.startswith(f"{address(payer)}/~/paper?")]
        files = [await seat.answer(each) for each in links]
        foreign = await seat.answer(
            f"{address(payer)}/~/paper?as=pdf&credit_note={other.payer.number}"
        )
    assert len(files) == len(set(links)) == len(PaperFormat)
    for link, file in zip(links, files, strict=True):
        form = PaperFormat(link.partition("as=")[2])
        assert file.headers["content-disposition"].endswith(f'{form.suffix}"')
        assert file.content.startswith(b"%PDF" if form.is_pdf else b"<")
        assert form.is_pdf or payer.payer.number in file.text
    assert foreign.status_code == 404
