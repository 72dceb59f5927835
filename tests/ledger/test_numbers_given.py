"""An invoice without a number gets the next of its series: none is left out, none given twice."""

import asyncio
from datetime import date
from typing import Any

import pytest

from application.invoices.issue_numbered import issue_numbered
from application.steps import Changed
from domain.errors import EffectMismatch, InvoiceNotIssuable
from domain.invoices.new.new_invoice import NewInvoice
from domain.papers.policy import AS_BUILT_IN, PapersPolicy
from tests.ledger.billing import ISSUED_ON, Billing, an_invoice
from tests.ledger.samples import NOON, euros

YEAR = ISSUED_ON.year


def handed_in(amount: str = "100.00", issued_on: date = ISSUED_ON) -> NewInvoice:
    return NewInvoice(scope="sub-1", issued_on=issued_on, amount=euros(amount))


async def ask(
    billing: Billing,
    key: str,
    amount: str = "100.00",
    papers: PapersPolicy = AS_BUILT_IN,
    **changes: Any,
) -> Changed:
    return await issue_numbered(
        billing.ledger,
        handed_in(amount),
        lambda number: an_invoice(number, amount, **changes),
        key,
        NOON,
        papers,
    )


async def issued(billing: Billing, key: str, amount: str = "100.00", **changes: Any) -> str:
    return (await ask(billing, key, amount, **changes)).standing.invoice


async def test_numbers_follow_each_other(billing: Billing) -> None:
    assert [await issued(billing, key) for key in "abc"] == [
        f"INV-{YEAR}-{place:05}" for place in (1, 2, 3)
    ]
    assert (await billing.view(f"INV-{YEAR}-00002")).open == euros("100.00")


async def test_the_same_key_is_the_same_invoice_and_for_nothing_else(billing: Billing) -> None:
    first = await issued(billing, "a")
    assert await issued(billing, "a") == first
    repeated = await ask(billing, "a")
    assert (repeated.already, repeated.standing.open) == (True, euros("100.00"))
    with pytest.raises(EffectMismatch):
        await issued(billing, "a", "200.00")
    assert await issued(billing, "b") == f"INV-{YEAR}-00002"


async def test_its_paper_names_the_seller_of_the_policy(billing: Billing) -> None:
    seller = AS_BUILT_IN.seller.model_copy(update={"name": "Another Cloud BV"})
    papers = AS_BUILT_IN.model_copy(update={"seller": seller})
    number = (await ask(billing, "a", papers=papers)).standing.invoice
    async with billing.ledger.reading() as transaction:
        kept = await transaction.papers.of_invoice(number)
    assert kept is not None
    assert kept.paper.seller.name == "Another Cloud BV"


async def test_one_that_is_refused_takes_no_number(billing: Billing) -> None:
    await issued(billing, "a")
    with pytest.raises(InvoiceNotIssuable):
        await issued(billing, "b", scope="no-such")
    assert await issued(billing, "c") == f"INV-{YEAR}-00002"


async def test_a_number_that_somebody_gave_by_hand_is_passed_over(billing: Billing) -> None:
    await billing.issue(f"INV-{YEAR}-00001")
    assert await issued(billing, "a") == f"INV-{YEAR}-00002"


async def test_many_at_once_leave_no_gap(billing: Billing) -> None:
    numbers = await asyncio.gather(*(issued(billing, f"key-{each}") for each in range(8)))
    assert sorted(numbers) == [f"INV-{YEAR}-{place:05}" for place in range(1, 9)]
