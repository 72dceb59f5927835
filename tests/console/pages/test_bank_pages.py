"""The bank's pages: what waits, files that come in, and what people decide on an entry."""

from domain.access import Role
from domain.invoices.new.references import creditor_reference
from tests.bank.camt_files import Booked, statement
from tests.bank.refused_files import refuse
from tests.console.customer.pages import Page
from tests.console.pages.office import Office, Seat
from tests.workflows.billing import billing


async def imports(seat: Seat, *files: bytes) -> Page:
    await seat.get("/bank")
    sent = [("files", (f"day-{at}.xml", each)) for at, each in enumerate(files, start=1)]
    return await seat.browser.send("/bank/import", files=sent)


def entry_of(page: Page, at: int = 0) -> str:
    """The address of an entry that the page lists."""
    links = [each.attributes.get("href", "") for each in page.root.all("a")]
    return [each for each in links if each.startswith("/bank/entries/")][at]


async def test_each_file_says_what_became_of_it_and_what_waits_is_summed_up(
    office: Office,
) -> None:
    payer = await billing(office.system)
    await payer.issue("100.00")
    reference = creditor_reference(payer.payer.number)
    certain = statement(Booked("100.00", reference), Booked("7.00", "thank you", payer="Ada"))
    wrong = statement(Booked("5.00"), closing="1.00", id="S-9", number=2)
    async with office.staff(Role.BILLING) as seat:
        page = await imports(seat, certain, wrong)
        assert page.status == 422
        assert "day-1.xml is read: 2 entries, 1 booked" in page.says
        assert "day-2.xml is refused, and nothing of it is kept." in page.says
        assert "1 not matched, 7.00 EUR altogether" in page.says
        assert "Ada" in page.says
        assert page.says.index("Ada") < page.says.index("Files of a bank")
        assert (await payer.look()).state == "paid"
        front = await seat.get("/queues")
        assert "1 not matched, 7.00 EUR altogether" in front.says
        nothing = await imports(seat)
        assert (nothing.status, nothing.alerts) == (422, "Choose a file, at least.")
    async with office.staff(Role.CREDIT) as seat:
        assert "not matched" not in (await seat.get("/queues")).says
        assert (await seat.get("/bank")).status == 403


async def test_a_proposal_is_accepted_with_its_reasons_and_taken_back(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue("100.00")
    number = payer.payer.number
    async with office.staff(Role.BILLING) as seat:
        named = Booked("100.00", f"invoice {number} of ours", payer="Somebody Else")
        page = await seat.get(entry_of(await imports(seat, statement(named))))
        at = page.path
        for said in (number, "100.00 EUR open", "it names ", "the amount is what is open"):
            assert said in page.says
        changed = await seat.decide(f"{at}/accept", seen="something else")
        assert changed.status == 409
        assert "has changed since you opened this page" in changed.alerts
        assert "Take back what was decided Nobody has decided on it yet." in page.says
        page = await seat.decide(f"{at}/accept")
        assert "It is booked as it was proposed." in page.says
        assert "Ignore it It is booked already." in page.says
        assert (await payer.look()).state == "paid"
        blank = await seat.decide(f"{at}/undo", reason=" ")
        assert (blank.status, blank.problem_at("reason")) == (422, "This is required.")
        page = await seat.decide(f"{at}/undo", reason="It is somebody else's.")
        assert "it waits again" in page.says
        assert (await payer.look()).state == "open"
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get(at)
        assert page.says.count("billing@provider.example") == 2
        assert "It is somebody else's." in page.says
        assert not page.root.all("textarea")
        assert not (await seat.get("/bank")).root.all("input", type="file")


async def test_an_entry_is_assigned_or_ignored_and_what_was_typed_comes_back(
    office: Office,
) -> None:
    payer = await billing(office.system)
    await payer.issue("100.00")
    number = payer.payer.number
    async with office.staff(Role.BILLING) as seat:
        await imports(seat, statement(Booked("60.00", "one"), Booked("7.00", "two")))
        listed = await seat.get("/bank?state=unmatched")
        first, second = entry_of(listed, 0), entry_of(listed, 1)
        page = await seat.get(first)
        amount = "60" if "60.00 EUR" in page.says else "7"
        for wrong, problem in (
            ("", "Name invoices, or an account."),
            (f"{number}=much", "'much':"),
            (f"{number}=0", "A part is more than zero."),
            (f"{number}\n{number}", "An invoice is named twice."),
        ):
            page = await seat.decide(f"{first}/assign", invoices=wrong)
            assert page.status == 422
            assert problem in page.problem_at("invoices")
            assert page.form(f"{first}/assign")["invoices"].strip() == wrong
        page = await seat.decide(f"{first}/assign", invoices="no-such")
        assert (page.status, "There is no invoice of this number." in page.alerts) == (404, True)
        page = await seat.decide(f"{first}/assign", invoices=f"{number}={amount}")
        assert "It is booked." in page.says
        assert (await payer.look()).state == "partly_paid"
        await seat.get(second)
        page = await seat.decide(f"{second}/ignore", reason="Interest.")
        assert "It is ignored." in page.says
        assert "said by a person. Interest." in page.says
        assert "Everything that came in is matched." in (await seat.get("/bank")).says


async def test_a_file_that_the_inbox_refused_is_seen_to(office: Office) -> None:
    await refuse(office.system, "ab12", "july.xml")
    await refuse(office.system, "cd34", "<b>august.xml")
    async with office.staff(Role.BILLING) as seat:
        assert "2 files of the inbox refused" in (await seat.get("/queues")).says
        page = await seat.get("/bank")
        for said in ("july.xml", "<b>august.xml", "Line 7: This is no amount."):
            assert said in page.says
        page = await seat.decide("/bank/refused-files/ab12/seen")
        assert "july.xml" not in page.says
        assert "<b>august.xml" in page.says
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get("/bank")
        assert "<b>august.xml" in page.says
        assert "Seen to" not in page.says


async def test_a_reconciliation_says_what_became_of_everything(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue("100.00")
    reference = creditor_reference(payer.payer.number)
    entries = Booked("100.00", reference), Booked("7.00", "=1+1"), Booked("-2.00", "fee")
    day = "/bank/reconciliation?from=2026-11-01&to=2026-11-30"
    async with office.staff(Role.BILLING) as seat:
        assert "No statement was read yet." in (await seat.get(day)).says
        await imports(seat, statement(*entries), statement(id="S-3", number=3, opening="1.00"))
        page = await seat.get(day)
        for said in (
            "Received by the bank 2 107.00 EUR",
            "booked on invoices 1 100.00 EUR",
            "not matched 1 7.00 EUR",
            "other money that went out 1 −2.00 EUR",
            "Something differs.",
            "Statement 2 is missing between 1 (2026-11-02) and 3 (2026-11-02)",
        ):
            assert said in page.says
        (file,) = [each.attributes["href"] for each in page.root.all("a", download="")]
        table = await seat.browser.http.get(file)
        assert table.headers["content-type"].startswith("text/csv")
        assert "'=1+1" in table.text
        assert table.text.count("\r\n") == 4
        assert (await seat.get(day.replace("11-30", "10-30"))).status == 422
    async with office.staff(Role.AUDITOR) as seat:
        assert "booked on invoices" in (await seat.get(day)).says
    async with office.staff(Role.CREDIT) as seat:
        assert (await seat.get(day)).status == 403


async def test_payment_advice_is_dropped_and_says_what_became_of_it(office: Office) -> None:
    payer = await billing(office.system)
    await payer.issue("100.00")
    number = payer.payer.number
    table = f"Reference;RUN-2026-11\ninvoice;amount\n{number};60.00\n".encode()
    async with office.staff(Role.BILLING) as seat:
        await imports(seat, statement(Booked("60.00", "RUN-2026-11", payer="Ada")))

        async def drops(*files: bytes, **answers: str) -> Page:
            await seat.get("/bank")
            sent = [("advice", (f"{at}.csv", each)) for at, each in enumerate(files, start=1)]
            return await seat.browser.send("/bank/advice", files=sent, **answers)

        page = await drops(table, b"invoice;amount\nX-1;60.00\n")
        assert page.status == 422
        assert "1.csv is kept: 1 booked with it." in page.says
        assert f"RUN-2026-11: {number}; used for B" in page.says
        assert "2.csv is refused, and nothing of it is kept." in page.says
        assert "is no invoice of ours" in page.says
        assert "There is no account with this id." in (await drops(table, account="nobody")).says
        nothing = await drops()
        assert (nothing.status, nothing.alerts) == (422, "Choose a file, at least.")
        entry = await seat.get(entry_of(await seat.get("/bank?state=booked")))
        assert "the advice A" in entry.says
