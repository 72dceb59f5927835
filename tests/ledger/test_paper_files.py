"""A paper's file is the same each time, and its hash is kept when it is made first."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from adapters.ledger.paper_tables import paper_files, papers
from clients.invoices.papers import PapersClient
from domain.errors import InvoiceUnknown
from domain.invoices.messages import CreditInvoice
from domain.papers.formats import PaperFormat
from engine.wiring.open_ledger import OpenLedger
from release import RELEASE
from settings import Settings
from tests.ledger.billing import CLERK, Billing
from tests.ledger.samples import euros

LINE: dict[str, Any] = {"description": "Virtual machines", "price": "100.00"}


@pytest.fixture
def client(billing: Billing) -> PapersClient:
    return PapersClient(OpenLedger(billing.database), Settings(policy=None))


@pytest.mark.parametrize("as_", PaperFormat)
async def test_a_file_is_made_again_as_it_was_made_first(
    billing: Billing, client: PapersClient, as_: PaperFormat
) -> None:
    await billing.issue("A/1", "121.00", lines=[LINE])
    first = await client.file("A/1", as_)
    again = await client.file("A/1", as_)
    assert again.content == first.content
    assert not again.differs
    assert (again.made_first.program, again.made_first.size) == (RELEASE, len(first.content))
    assert first.name.startswith("invoice-A-1") and first.name.endswith(as_.suffix)


async def test_a_credit_note_goes_by_its_own_number_and_an_invoice_by_its_reference(
    billing: Billing, client: PapersClient
) -> None:
    await billing.issue()
    await billing.act(CreditInvoice(by=CLERK, amount=euros("10.00"), reason="Not delivered"))
    note = await client.file("CN-2026-00001", PaperFormat.UBL)
    assert b"<CreditNote" in note.content or b":CreditNote" in note.content
    invoice = await client.file((await billing.view()).reference, PaperFormat.UBL)
    assert invoice.name == "invoice-INV-1-ubl.xml"
    assert [each.paper.number for each in await client.of_invoice("INV-1")] == [
        "INV-1",
        "CN-2026-00001",
    ]


async def test_an_accounts_credit_notes_are_those_of_all_its_invoices_and_of_no_other_account(
    billing: Billing, client: PapersClient
) -> None:
    await billing.issue()
    await billing.issue("INV-2")
    for number in ("INV-2", "INV-1"):
        command = CreditInvoice(by=CLERK, amount=euros("10.00"), reason="Not delivered")
        await billing.act(command, number)
    account = (await billing.view()).account
    assert [each.invoice for each in await client.credit_notes_of(account)] == ["INV-2", "INV-1"]
    assert await client.credit_notes_of(f"{account}-2") == []


async def test_another_invoice_with_a_credit_notes_number_is_never_handed_out_in_its_place(
    billing: Billing, client: PapersClient
) -> None:
    await billing.issue()
    await billing.act(CreditInvoice(by=CLERK, amount=euros("10.00"), reason="Not delivered"))
    await billing.issue("CN-2026-00001")
    note = await client.file_of("INV-1", "CN-2026-00001", PaperFormat.UBL)
    assert note.name == "credit-note-CN-2026-00001-ubl.xml"
    with pytest.raises(InvoiceUnknown, match="no such credit note"):
        await client.file_of("CN-2026-00001", "INV-1", PaperFormat.UBL)


async def test_a_file_that_comes_out_otherwise_is_told(
    billing: Billing, client: PapersClient
) -> None:
    await billing.issue()
    first = await client.file("INV-1", PaperFormat.UBL)
    async with billing.database.writing() as connection:
        await connection.execute(update(paper_files).values(sha256="0" * 64, program="0.0.9"))
    again = await client.file("INV-1", PaperFormat.UBL)
    assert again.differs
    assert (again.made_first.program, again.sha256) == ("0.0.9", first.sha256)


async def test_an_invoice_of_before_has_a_paper_from_its_first_demand_on(
    billing: Billing, client: PapersClient
) -> None:
    await billing.issue()
    async with billing.database.writing() as connection:
        await connection.execute(delete(papers))
    made = await client.file("INV-1", PaperFormat.PDF)
    assert made.content.startswith(b"%PDF")
    known = await client.known("INV-1")
    assert known is not None and len(known.paper.lines) == 1
    assert (await client.check("INV-1", PaperFormat.FACTUR_X)).problems == ()


async def test_there_is_no_paper_of_an_invoice_that_is_not_known(client: PapersClient) -> None:
    with pytest.raises(InvoiceUnknown):
        await client.file("INV-404", PaperFormat.PDF)


async def test_the_policys_logo_is_on_the_pdf(billing: Billing, tmp_path: Path) -> None:
    await billing.issue()
    plain = await PapersClient(OpenLedger(billing.database), Settings(policy=None)).file(
        "INV-1", PaperFormat.PDF
    )
    logo = tmp_path / "logo.svg"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<rect width="9" height="9"/></svg>'
    )
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"papers: {{logo: {logo}}}\n")
    other = await PapersClient(OpenLedger(billing.database), Settings(policy=policy)).file(
        "INV-1", PaperFormat.PDF
    )
    assert other.differs and other.content != plain.content
