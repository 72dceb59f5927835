"""Invoices as a list, how many wait for billing operations, and finding an account."""

import pytest

from adapters.ledger.accounts.finding import find_accounts
from adapters.ledger.invoices.listing import InvoiceListing
from domain.errors import InvalidFile
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new.references import written
from domain.invoices.views.lists import InvoiceCounts, InvoiceFilter
from tests.ledger.billing import OVERDUE, TEN_DAYS_LATE, Billing
from tests.ledger.samples import CONTOSO, NOON


async def numbers(billing: Billing, **wanted: object) -> list[str]:
    listing = InvoiceListing(billing.database)
    page = await listing.page(InvoiceFilter.model_validate(wanted), None, 50, NOON)
    return [line.invoice for line in page.lines]


async def test_invoices_are_listed_by_what_is_asked_for(billing: Billing) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2")
    await billing.issue("other/A_1", scope="sub-3")
    await billing.pay("100.00", number="INV-2")
    await billing.fire_alarms("INV-1", OVERDUE)
    assert await numbers(billing) == ["INV-1", "INV-2", "other/A_1"]
    assert await numbers(billing, account=CONTOSO) == ["INV-1", "INV-2"]
    assert await numbers(billing, state=InvoiceState.PAID) == ["INV-2"]
    assert await numbers(billing, overdue=True) == ["INV-1"]
    assert await numbers(billing, open=True) == ["INV-1", "other/A_1"]
    assert await numbers(billing, search="inv-") == ["INV-1", "INV-2"]
    assert await numbers(billing, search="a_") == ["other/A_1"]
    assert await numbers(billing, search="%") == []
    assert await numbers(billing, search="CONTOSO") == ["INV-1", "INV-2", "other/A_1"], "the name"
    reference = (await billing.view("INV-2")).reference
    assert await numbers(billing, search=written(reference)) == ["INV-2"]


async def test_every_invoice_is_on_exactly_one_page(billing: Billing) -> None:
    for number in range(7):
        await billing.issue(f"INV-{number}")
    listing, seen, after = InvoiceListing(billing.database), [], None
    for _ in range(4):
        page = await listing.page(InvoiceFilter(), after, 2, NOON)
        seen += [line.invoice for line in page.lines]
        after = page.next
    assert after is None
    assert seen == [f"INV-{number}" for number in range(7)]
    with pytest.raises(InvalidFile):
        await listing.page(InvoiceFilter(), "INV-99", 2, NOON)


async def test_what_waits_for_billing_is_counted(billing: Billing) -> None:
    listing = InvoiceListing(billing.database)
    assert await listing.counts() == InvoiceCounts()
    for number in ("LATE", "WIRED", "PAID", "DISPUTED"):
        await billing.issue(number)
    await billing.pay(number="PAID")
    await billing.dispute("100.00", number="DISPUTED")
    await billing.declare("50.00", "W-1", number="WIRED")
    await billing.fire_alarms("LATE", OVERDUE)
    assert await listing.counts() == InvoiceCounts(open=3, overdue=1, disputed=1)
    await billing.fire_alarms("WIRED", TEN_DAYS_LATE)
    counts = await listing.counts()
    assert (counts.not_arrived, counts.open) == (1, 3)
    assert await numbers(billing, not_arrived=True) == ["WIRED"]
    await billing.pay(number="WIRED", reference="LATER", now=TEN_DAYS_LATE)
    assert (await listing.counts()).not_arrived == 0


async def test_an_account_is_found_by_what_somebody_remembers(billing: Billing) -> None:
    async def found(search: str) -> list[str]:
        return [each.id for each in await find_accounts(billing.database, search, 10)]

    assert CONTOSO in await found("CONTOSO")
    assert await found(CONTOSO[:5]) == [CONTOSO]
    assert await found("sub-1") == [CONTOSO]
    assert await found("  ") == []
    assert await found("%") == []
    assert await found("nobody's\0") == []
