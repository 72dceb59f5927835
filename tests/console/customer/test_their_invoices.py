"""Invoices as the customer has them: what is open, how to pay, and what they say of it."""

import pytest

from domain.papers.formats import PaperFormat
from tests.console.customer.desk import Desk
from tests.workflows.billing import billing
from tests.workflows.payers import AP, PAULA, credit_note, payment, resolution


@pytest.mark.parametrize(
    ("language", "due", "open_", "why"),
    [
        ("en", "It is due on", "€700.00", "to be paid, not due yet"),
        ("nl", "De vervaldatum is", "€ 700,00", "te betalen, nog niet vervallen"),
    ],
)
async def test_an_invoice_says_what_is_open_until_when_and_how_it_is_paid(
    desk: Desk, language: str, due: str, open_: str, why: str
) -> None:
    bill = await billing(desk.system)
    await bill.issue("1000.00")
    await bill.send(payment("300.00"))
    view = await bill.look()

    async with desk.customer(bill.payer.account_id, AP, language) as carla:
        assert bill.payer.number in (await carla.get("/my/invoices")).says
        page = await carla.get(f"/my/invoices/{bill.payer.number}")

    assert open_ in page.says.replace("\xa0", " ")
    assert due in page.says
    assert why in page.says
    assert view.pay_to.name in page.says
    assert view.reference in page.says.replace(" ", "")
    assert "B-1" in page.says
    assert PAULA not in page.html


@pytest.mark.parametrize(("language", "said"), [("en", "Closing balance"), ("nl", "Eindsaldo")])
async def test_a_statement_is_read_and_downloaded(desk: Desk, language: str, said: str) -> None:
    bill = await billing(desk.system)
    await bill.issue("1000.00")
    await bill.send(payment("300.00"))

    async with desk.customer(bill.payer.account_id, AP, language) as carla:
        page = await carla.get("/my/statement")
        pdf = await carla.http.get("/my/statement.pdf")
        table = await carla.http.get("/my/statement.csv")
        earlier = await carla.http.get("/my/statement.csv?until=2020-01-31")
        reversed_ = "?since=2026-02-01&until=2026-01-31"
        wrong = [
            await carla.http.get(f"/my/statement{form}{reversed_}") for form in ("", ".pdf", ".csv")
        ]

    assert said in page.says
    assert "B-1" in page.says
    assert PAULA not in page.html + table.text
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert [line.split(",")[1] for line in table.text.splitlines()[1:]] == ["invoice", "payment"]
    assert len(earlier.text.splitlines()) == 1
    assert [each.status_code for each in wrong] == [422] * 3
    assert ["2026-01-31" in each.text for each in wrong] == [True] * 3


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Credit note CN-"), ("nl", "Creditnota CN-")]
)
async def test_invoices_and_credit_notes_are_downloaded_as_documents(
    desk: Desk, language: str, said: str
) -> None:
    bill, foreign = await billing(desk.system), await billing(desk.system)
    await bill.issue("1000.00")
    await foreign.issue("1000.00")
    await bill.send(credit_note("100.00"))

    async with desk.customer(bill.payer.account_id, AP, language) as carla:
        for path in ("/my/papers", f"/my/invoices/{bill.payer.number}"):
            page = await carla.get(path)
            assert said in page.says
            assert bill.payer.number in page.says
            assert foreign.payer.number not in page.says
        page = await carla.get("/my/papers")
        links = [each.attributes.get("href") or "" for each in page.root.all("a")]
        links = [each for each in links if "/my/invoice-papers/" in each]
        assert len(links) == 2 * len(PaperFormat)
        for link in links:
            file = await carla.http.get(link)
            assert file.status_code == 200, link
            assert file.content.startswith((b"%PDF", b"<?xml"))
        theirs = await carla.http.get(f"/my/invoice-papers/{foreign.payer.number}?as=pdf")
        nobodys = await carla.http.get("/my/invoice-papers/NOBODYS-1?as=pdf")
        other = links[0].partition("?")[0] + "?as=pdf&credit_note=CN-1999-00001"
        unknown = await carla.http.get(other)
    assert (theirs.status_code, nobodys.status_code) == (403, 403)
    assert unknown.status_code == 404


async def test_a_customer_chooses_how_invoices_come(desk: Desk) -> None:
    bill = await billing(desk.system)
    async with desk.customer(bill.payer.account_id, AP, "nl") as carla:
        await carla.get("/my/papers")
        page = await carla.send("/my/papers", format="factur-x")
        assert "Vanaf nu komen uw facturen zo." in page.says
        found = await desk.services.papers.format_of(bill.payer.account_id)
        assert (found.format, found.chosen_by) == ("factur-x", "customer")
        await carla.send("/my/papers", format="")
        found = await desk.services.papers.format_of(bill.payer.account_id)
        assert (found.format, found.chosen) == ("pdf", None)
        page = await carla.send("/my/papers", format="ubl")
        assert page.status == 409


async def test_a_wire_is_declared_and_shown_as_on_its_way(desk: Desk) -> None:
    bill = await billing(desk.system)
    await bill.issue("1000.00")
    pay = f"/my/invoice-payments/{bill.payer.number}"

    async with desk.customer(bill.payer.account_id, AP) as carla:
        await carla.get(f"/my/invoices/{bill.payer.number}")
        page = await carla.send(pay, amount="a lot", bank_reference="")
        assert page.status == 422
        assert page.problem_at("amount") == "This is not an amount, such as 8000 or 8000.50."
        assert page.problem_at("bank_reference") == "This is required."
        assert page.problem_at("kind") == "This is required."
        page = await carla.send(pay, amount="2.000,00", bank_reference="NL-77", kind="domestic")
        assert page.status == 409
        assert "at most what is open" in page.alerts
        page = await carla.send(pay, amount="1.000,00", bank_reference="NL-77", kind="domestic")

    assert "Reminders pause while your payment is on its way." in page.says
    assert "On its way" in page.says
    (wire,) = (await bill.look()).wires
    assert (str(wire.amount), wire.by) == ("1000.00 EUR", AP)


async def test_who_presses_twice_disputes_once_and_reads_the_answer(desk: Desk) -> None:
    bill = await billing(desk.system)
    await bill.issue("1000.00")
    where = f"/my/invoice-disputes/{bill.payer.number}"

    async with desk.customer(bill.payer.account_id, AP, "nl") as carla:
        page = await carla.get(f"/my/invoices/{bill.payer.number}")
        given = {**page.form(where), "amount": "100", "reason": "Two servers are not ours."}
        for _ in range(2):
            answer = await carla.http.post(where, data=given)
            assert answer.status_code == 200
        assert "Wordt uitgezocht" in answer.text
        await bill.send(resolution(upheld=False))
        page = await carla.get(f"/my/invoices/{bill.payer.number}")

    assert "Niet gehonoreerd" in page.says
    assert "The usage log says so." in page.says
    assert PAULA not in page.html
    assert len((await bill.look()).disputes) == 1
