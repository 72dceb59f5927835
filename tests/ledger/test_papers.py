"""Papers are written with what they tell of, never change, and are numbered without gaps."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from adapters.ledger.paper_tables import papers
from application.invoices.issue import issue
from application.papers.writing import paper_of_invoice
from application.ports.papers import KeptPaper
from application.requests.switch import switch_checked
from domain.errors import AmountNotAcceptable, InvoiceAlreadyIssued, InvoiceNotIssuable
from domain.invoices.messages import CreditInvoice, OpenDispute, ResolveDispute
from domain.papers.accounting import Accounting, ExchangeRate
from domain.papers.adding_up import problems_of
from domain.papers.paper import TaxCategory
from domain.papers.policy import PapersPolicy
from tests.domain.papers.building import GERMAN
from tests.ledger.accounts import Accounts
from tests.ledger.billing import CLERK, ISSUED_ON, Billing, an_invoice
from tests.ledger.samples import NOON, a_scope, an_account, an_order, euros

LINE: dict[str, Any] = {"description": "Virtual machines", "price": "100.00"}


def a_credit(amount: str = "10.00") -> CreditInvoice:
    return CreditInvoice(by=CLERK, amount=euros(amount), reason="Not delivered")


async def all_of(billing: Billing, number: str = "INV-1") -> list[KeptPaper]:
    async with billing.ledger.reading() as transaction:
        return await transaction.papers.all_of(number)


async def test_an_issued_invoice_has_its_paper(billing: Billing) -> None:
    await billing.issue("INV-1", "121.00", lines=[LINE], purchase_order="PO-1")
    (kept,) = await all_of(billing)
    paper = kept.paper
    assert (paper.number, paper.purchase_order, paper.language) == ("INV-1", "PO-1", "nl")
    assert (str(paper.totals.net), str(paper.totals.due)) == ("100.00", "121.00")
    assert paper.reference == (await billing.view()).reference
    assert problems_of(paper) == ()


async def test_an_invoice_that_is_refused_leaves_no_paper(billing: Billing) -> None:
    await billing.issue("INV-1", "121.00", lines=[LINE])
    with pytest.raises(InvoiceAlreadyIssued):
        await billing.issue("INV-1", "121.00", lines=[LINE | {"description": "Something else"}])
    again = await billing.issue("INV-1", "121.00", lines=[LINE])
    assert again.already
    assert len(await all_of(billing)) == 1


async def test_a_credit_note_has_a_number_of_its_own_and_names_its_invoice(
    billing: Billing,
) -> None:
    await billing.issue()
    await billing.act(a_credit("10.00"))
    await billing.act(a_credit("90.00"))
    invoice, first, second = [each.paper for each in await all_of(billing)]
    assert [first.number, second.number] == ["CN-2026-00001", "CN-2026-00002"]
    assert first.of_invoice is not None
    assert (first.of_invoice.number, first.note) == (invoice.number, "Not delivered")
    assert (str(first.totals.due), str(second.totals.due)) == ("10.00", "90.00")
    assert problems_of(first) == problems_of(second) == ()


async def test_a_credit_that_is_refused_takes_no_number(billing: Billing) -> None:
    await billing.issue()
    with pytest.raises(AmountNotAcceptable):
        await billing.act(a_credit("100.01"))
    await billing.act(a_credit())
    assert [each.paper.number for each in await all_of(billing)] == ["INV-1", "CN-2026-00001"]


async def test_a_number_that_was_given_to_an_invoice_by_hand_is_passed_over(
    billing: Billing,
) -> None:
    await billing.issue("INV-1")
    await billing.issue("CN-2026-00001")
    await billing.issue("CN-2026-00002")
    await billing.act(a_credit())
    await billing.act(a_credit(), "CN-2026-00001")
    notes = [(await all_of(billing, number))[1].paper for number in ("INV-1", "CN-2026-00001")]
    assert [each.number for each in notes] == ["CN-2026-00003", "CN-2026-00004"]


async def test_many_at_once_are_numbered_without_gaps(billing: Billing) -> None:
    for number in range(10):
        await billing.issue(f"INV-{number}", scope="sub-1" if number % 2 else "sub-3")
    await asyncio.gather(*(billing.act(a_credit(), f"INV-{number}") for number in range(10)))
    notes = [
        each.paper.number for number in range(10) for each in await all_of(billing, f"INV-{number}")
    ]
    assert sorted(notes)[:10] == [f"CN-2026-{place:05}" for place in range(1, 11)]


async def test_what_an_upheld_dispute_credits_is_a_credit_note(billing: Billing) -> None:
    await billing.issue()
    await billing.act(OpenDispute(by=CLERK, amount=euros("30.00"), reason="Not ordered"))
    await billing.act(ResolveDispute(by=CLERK, upheld=True, reason="You are right"))
    assert [str(each.paper.totals.due) for each in await all_of(billing)] == ["100.00", "30.00"]


async def test_an_invoice_of_before_is_given_one_line_and_keeps_it(billing: Billing) -> None:
    await billing.issue()
    async with billing.database.writing() as connection:
        await connection.execute(delete(papers))
    await billing.act(a_credit())
    invoice, note = [each.paper for each in await all_of(billing)]
    assert [line.description for line in invoice.lines] == ["Clouddiensten"]
    assert (str(invoice.totals.due), note.number) == ("100.00", "CN-2026-00001")
    other = PapersPolicy(line={"en": "Other", "nl": "Anders"})
    async with billing.ledger.writing() as transaction:
        known = await transaction.invoices.locked("INV-1")
        assert known is not None
        kept = await paper_of_invoice(transaction, known, other, NOON)
    assert kept.paper == invoice


async def test_an_invoice_is_to_the_company_that_the_request_named(
    billing: Billing, accounts: Accounts
) -> None:
    await accounts.import_accounts(
        [an_account(a_scope("sub-9", payment_method="credit_card"), id="to-be-switched")], NOON
    )
    order = an_order(
        "request/9/switch", account_id="to-be-switched", scope_id="sub-9", buyer=GERMAN
    )
    await switch_checked(billing.ledger, order, lambda account: ())
    await billing.issue("INV-9", "100.00", scope="sub-9")
    (kept,) = await all_of(billing, "INV-9")
    assert (kept.paper.buyer.name, kept.paper.buyer.vat_id) == ("Fabrikam GmbH", "DE136695976")
    assert kept.paper.taxes[0].category is TaxCategory.REVERSE_CHARGE


async def test_tax_in_another_currency_than_ours_needs_a_rate(billing: Billing) -> None:
    in_pounds = PapersPolicy(accounting=Accounting(currency="GBP"))
    with pytest.raises(InvoiceNotIssuable) as refused:
        await issue(billing.ledger, an_invoice(), NOON, papers=in_pounds)
    (problem,) = refused.value.details["problems"]
    assert (problem["field"], problem["code"]) == ("amount.currency", "rate_missing")
    rate = ExchangeRate(currency="EUR", on=ISSUED_ON, rate=Decimal("1.15"))
    known = PapersPolicy(accounting=Accounting(currency="GBP", rates=(rate,)))
    await issue(billing.ledger, an_invoice(), NOON, papers=known)
    await billing.act(a_credit("100.00"))
    invoice, note = [each.paper.tax_in_ours for each in await all_of(billing)]
    assert invoice is not None and str(invoice.amount) == "15.09"
    assert note == invoice
