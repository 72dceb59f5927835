"""What a bank takes back, and refunds of ours that it returns."""

from dataclasses import replace

import pytest

from application.bank.book import book
from application.bank.decide import assigned_to_account
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.errors import AmountNotAcceptable, BankEntryDecided
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from domain.values.money import Money
from tests.bank.camt_files import Booked, statement
from tests.ledger.bank_statements import DECIDED, entries, imported, only, paid, undone
from tests.ledger.billing import Billing, shares
from tests.ledger.samples import CONTOSO, NOON, euros

BACK = Booked("50.00", "returned", reference="NRTI-9", end_to_end="REF-2026-0001", returned="AC04")


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00")
    await billing.issue("INV-2", "250.00")


async def test_what_the_bank_takes_back_reverses_its_payment_once(billing: Billing) -> None:
    first = paid(end_to_end="E2E-77")
    await imported(billing, statement(first))
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    file = statement(back, id="S-2")
    done = await imported(billing, file)
    assert (done.booked, (await billing.view("INV-1")).open) == (1, euros("100.00"))
    states = {each.entry.transaction.minor: each.entry.state for each in await entries(billing)}
    assert states == {10_000: EntryState.REVERSED, -10_000: EntryState.BOOKED}
    assert (await imported(billing, file)).already == 1
    assert (await billing.view("INV-1")).open == euros("100.00")


async def test_a_return_that_may_be_of_two_payments_waits(billing: Billing) -> None:
    await imported(billing, statement(paid("50.00"), paid("50.00", reference="NTRF-2")))
    back = paid("-50.00", "returned", reference="NRTI-9", returned="AC04")
    done = await imported(billing, statement(back, id="S-2"))
    assert (done.booked, done.unmatched) == (0, 1)
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def _refunded(billing: Billing, reference: str = "REF-2026-0001") -> str:
    """Credit of 50 euros that was paid back by a transfer of this reference."""
    await billing.pay("400.00", f"IN {reference}", "INV-1", shares=shares("INV-1", "INV-2"))
    refund = await billing.refund("50.00", reference)
    return refund.entry


async def _credit(billing: Billing) -> Money:
    (exposure,) = (await billing.queries.statement(CONTOSO, NOON)).exposures
    return exposure.unapplied_credit


async def test_a_refund_that_the_bank_returns_is_credit_again_once(billing: Billing) -> None:
    entry = await _refunded(billing)
    assert await _credit(billing) == euros("0.00")
    file = statement(BACK)
    assert (await imported(billing, file)).booked == 1
    assert await _credit(billing) == euros("50.00")
    known = await only(billing)
    assert (known.entry.state, known.customer) == (EntryState.BOOKED, CONTOSO)
    assert known.entry.decided is not None
    assert known.entry.decided.refund is not None
    assert known.entry.decided.refund.entry == entry
    assert (await imported(billing, file)).already == 1
    again = await imported(billing, statement(replace(BACK, reference="NRTI-10"), id="S-2"))
    assert (again.booked, again.unmatched) == (0, 1)
    assert await _credit(billing) == euros("50.00")


async def test_a_refund_is_known_by_what_its_transfer_was_called_when_it_went_out(
    billing: Billing,
) -> None:
    await _refunded(billing)
    went_out = Booked("-50.00", "refund REF-2026-0001", reference="NTRF-8", end_to_end="E2E-8")
    back = replace(BACK, end_to_end="E2E-8")
    assert (await imported(billing, statement(went_out, back))).booked == 1
    assert await _credit(billing) == euros("50.00")


@pytest.mark.parametrize(
    "back",
    [
        replace(BACK, end_to_end="E2E-9"),
        replace(BACK, amount="49.00"),
        replace(BACK, returned=""),
    ],
    ids=["another reference", "another amount", "no return"],
)
async def test_what_is_not_certainly_a_returned_refund_waits(
    billing: Billing, back: Booked
) -> None:
    await _refunded(billing)
    done = await imported(billing, statement(back))
    assert (done.booked, await _credit(billing)) == (0, euros("0.00"))


async def test_a_returned_refund_that_is_recorded_later_is_found_then(billing: Billing) -> None:
    assert (await imported(billing, statement(BACK))).unmatched == 1
    await _refunded(billing)
    other = paid("1.00", "?", payer_account="", reference="NTRF-5")
    assert (await imported(billing, statement(other, id="S-2"))).booked == 1
    assert await _credit(billing) == euros("50.00")


async def test_undone_a_returned_refund_counts_as_paid_back_again(billing: Billing) -> None:
    await _refunded(billing)
    await imported(billing, statement(BACK))
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    assert await _credit(billing) == euros("0.00")
    assert (await only(billing)).entry.state is EntryState.UNMATCHED


async def test_nothing_is_taken_back_by_itself_where_the_policy_says_so(billing: Billing) -> None:
    await imported(billing, statement(paid(end_to_end="E2E-77")))
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    by_hand = BankPolicy(book_certain=False)
    done = await imported(billing, statement(back, id="S-2"), policy=by_hand)
    assert (done.booked, (await billing.view("INV-1")).state) == (0, InvoiceState.PAID)


async def test_what_was_taken_back_is_neither_undone_nor_booked(billing: Billing) -> None:
    await imported(billing, statement(paid(end_to_end="E2E-77")))
    entry = (await only(billing)).entry
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    await imported(billing, statement(back, id="S-2"))
    with pytest.raises(BankEntryDecided):
        await undone(billing, entry.transaction.id)
    (returning,) = await entries(billing, EntryState.BOOKED)
    with pytest.raises(BankEntryDecided) as refused:
        await undone(billing, returning.entry.transaction.id)
    assert refused.value.details["entry"] == entry.transaction.id
    other = assigned_to_account(CONTOSO, 10_000)
    with pytest.raises(BankEntryDecided):
        await book(billing.ledger, entry.transaction.id, other, DECIDED, InvoicePolicy())


async def test_a_return_is_booked_as_no_payment(billing: Billing) -> None:
    await imported(billing, statement(paid("-50.00", "returned", returned="AC04")))
    entry = (await only(billing)).entry.transaction.id
    with pytest.raises(AmountNotAcceptable):
        await book(
            billing.ledger, entry, assigned_to_account(CONTOSO, 5_000), DECIDED, InvoicePolicy()
        )
