"""People decide on what came in, and take back what they decided."""

import asyncio
from datetime import timedelta

import pytest

from application.bank.book import book
from application.bank.decide import assigned_to_account, assigned_to_invoices
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.errors import (
    AmountNotAcceptable,
    BankEntryDecided,
    BankEntryUnknown,
    PaymentAlreadyRecorded,
)
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from tests.bank.camt_files import statement
from tests.ledger.bank_statements import DECIDED, entries, ignored, imported, only, paid, undone
from tests.ledger.billing import Billing, euro_list, shares
from tests.ledger.samples import CONTOSO, NOON, euros


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00")
    await billing.issue("INV-2", "250.00")


async def test_what_nothing_is_known_of_waits_and_is_assigned(billing: Billing) -> None:
    done = await imported(billing, statement(paid(text="thank you", payer_account="")))
    assert (done.booked, done.unmatched) == (0, 1)
    entry = (await only(billing)).entry.transaction.id
    proposal = await assigned_to_invoices(billing.ledger, entry, [("INV-2", 6000), ("INV-1", None)])
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-2")).open == euros("190.00")
    assert (await billing.view("INV-1")).open == euros("60.00")


async def test_money_for_an_account_settles_its_oldest_invoices(billing: Billing) -> None:
    await imported(billing, statement(paid("120.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    proposal = assigned_to_account(CONTOSO, 12_000)
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID
    assert (await billing.view("INV-2")).open == euros("230.00")


async def test_money_for_an_account_settles_what_is_disputed_with_what_is_left(
    billing: Billing,
) -> None:
    for number, amount in (("INV-1", "100.00"), ("INV-2", "250.00")):
        await billing.dispute(amount, number, NOON)
    await imported(billing, statement(paid("120.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    proposal = assigned_to_account(CONTOSO, 12_000)
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "230.00")


async def test_what_was_booked_wrongly_is_undone_and_booked_for_another(billing: Billing) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    assert (await billing.view("INV-1")).open == euros("100.00")
    assert (await only(billing)).entry.state is EntryState.UNMATCHED
    proposal = await assigned_to_invoices(billing.ledger, entry, [("INV-2", None)])
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-2")).open == euros("150.00")
    async with billing.ledger.reading() as transaction:
        decisions = await transaction.bank.decisions(entry)
    assert [state for state, _ in decisions] == ["booked", "unmatched", "booked"]


async def test_what_was_undone_is_proposed_and_not_booked_by_itself_again(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    done = await imported(billing, statement(number=2, id="S-2"))
    assert (done.booked, done.suggested) == (0, 1)
    assert (await billing.view("INV-1")).open == euros("100.00")
    again = (await only(billing)).entry
    await book(billing.ledger, entry, again.proposals[0], DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def test_charges_are_undone_with_their_payment(billing: Billing) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    view = await billing.view("INV-1")
    assert (view.open, view.credited) == (euros("100.00"), euros("0.00"))


async def test_what_is_ignored_can_be_taken_back(billing: Billing) -> None:
    await imported(billing, statement(paid(text="interest", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    for _ in range(2):
        await ignored(billing, entry)
    assert (await only(billing)).entry.state is EntryState.IGNORED
    await undone(billing, entry)
    assert (await only(billing)).entry.state is EntryState.UNMATCHED


async def test_a_booked_entry_is_not_ignored(billing: Billing) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    with pytest.raises(BankEntryDecided):
        await ignored(billing, entry)
    with pytest.raises(BankEntryUnknown):
        await ignored(billing, "B-unknown")


async def test_two_who_accept_at_once_book_once(billing: Billing) -> None:
    await imported(billing, statement(paid()), policy=BankPolicy(book_certain=False))
    entry = (await only(billing)).entry
    await asyncio.gather(
        *(
            book(billing.ledger, entry.transaction.id, entry.proposals[0], DECIDED, InvoicePolicy())
            for _ in range(3)
        )
    )
    assert len((await billing.view("INV-1")).payments) == 1


async def test_a_payer_of_a_booking_that_was_wrong_is_not_known_by_it(billing: Billing) -> None:
    await imported(billing, statement(paid(text="thank you")))
    entry = (await only(billing)).entry.transaction.id
    await book(
        billing.ledger, entry, assigned_to_account(CONTOSO, 10_000), DECIDED, InvoicePolicy()
    )
    await undone(billing, entry)
    second = paid("250.00", "no reference", reference="NTRF-2")
    assert (await imported(billing, statement(second, id="S-2"))).booked == 0
    assert await billing.open("INV-1", "INV-2") == euro_list("100.00", "250.00")


async def test_a_payer_who_was_known_before_stays_so(billing: Billing) -> None:
    await imported(billing, statement(paid("30.00")))
    again = paid("40.00", reference="NTRF-2")
    await imported(billing, statement(again, id="S-2"), now=NOON + timedelta(days=1))
    second = next(
        each.entry
        for each in await entries(billing)
        if each.entry.transaction.bank_reference == "NTRF-2"
    )
    await undone(billing, second.transaction.id)
    third = paid("250.00", "no reference", reference="NTRF-3")
    assert (await imported(billing, statement(third, id="S-3"))).booked >= 1
    assert (await billing.view("INV-2")).state is InvoiceState.PAID


async def test_a_payment_that_was_corrected_by_hand_does_not_keep_its_entry_booked(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    (payment,), (charges,) = (await billing.view()).payments, (await billing.view()).adjustments
    await billing.correct(charges.entry)
    await billing.correct(payment.entry)
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    assert (await only(billing)).entry.state is EntryState.UNMATCHED
    assert (await billing.view()).open == euros("100.00")


async def test_of_charges_that_were_corrected_by_hand_only_the_payment_is_undone(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    (charges,) = (await billing.view()).adjustments
    await billing.correct(charges.entry)
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    assert (await billing.view()).open == euros("100.00")


async def test_a_write_off_is_nothing_that_banks_kept(billing: Billing) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    (charges,) = (await billing.view()).adjustments
    await billing.correct(charges.entry)
    await billing.write_off()
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    view = await billing.view()
    assert (view.written_off, view.open) == (euros("7.50"), euros("92.50"))


async def test_an_invoice_that_a_transaction_does_not_reach_is_not_booked(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("100.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    with pytest.raises(AmountNotAcceptable, match="left for INV-2"):
        await assigned_to_invoices(billing.ledger, entry, [("INV-1", None), ("INV-2", None)])
    assert (await only(billing)).entry.state is EntryState.UNMATCHED
    assert await billing.open("INV-1", "INV-2") == euro_list("100.00", "250.00")


async def test_an_invoice_of_which_nothing_is_open_is_named(billing: Billing) -> None:
    await billing.pay("100.00", "BY-HAND")
    await imported(billing, statement(paid("300.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    with pytest.raises(AmountNotAcceptable, match="Nothing of INV-1 is open"):
        await assigned_to_invoices(billing.ledger, entry, [("INV-1", None), ("INV-2", None)])


async def test_another_transfer_under_a_used_reference_is_booked_apart_and_undone(
    billing: Billing,
) -> None:
    await billing.pay("100.00", "NTRF-1")
    await imported(billing, statement(paid("80.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    whole: list[tuple[str, int | None]] = [("INV-2", None)]
    proposal = await assigned_to_invoices(billing.ledger, entry, whole)
    with pytest.raises(PaymentAlreadyRecorded) as refused:
        await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    advice = refused.value.reason.removeprefix(refused.value.found)
    assert advice == " If this is another part of it, say what the whole transfer was."

    apart = await assigned_to_invoices(billing.ledger, entry, whole, apart=True)
    for _ in range(2):
        await book(billing.ledger, entry, apart, DECIDED, InvoicePolicy())
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "170.00")
    assert (await billing.view("INV-2")).payments[0].bank_reference == entry
    await undone(billing, entry)
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "250.00")


async def test_a_payment_that_was_entered_by_hand_stays_when_its_entry_is_undone(
    billing: Billing,
) -> None:
    await billing.pay("100.00", "ntrf 1")
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    await undone(billing, entry)
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def test_an_entry_that_is_booked_for_something_is_booked_for_nothing_else(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry
    assert entry.booked is not None
    again = await book(billing.ledger, entry.transaction.id, entry.booked, DECIDED, InvoicePolicy())
    assert again.touched == ()
    other = await assigned_to_invoices(billing.ledger, entry.transaction.id, [("INV-2", None)])
    with pytest.raises(BankEntryDecided):
        await book(billing.ledger, entry.transaction.id, other, DECIDED, InvoicePolicy())
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "250.00")


async def test_money_for_an_account_without_an_open_invoice_is_unapplied_credit(
    billing: Billing,
) -> None:
    await billing.pay("350.00", "BY-HAND", shares=shares("INV-1", "INV-2"))
    await imported(billing, statement(paid("30.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    proposal = assigned_to_account(CONTOSO, 3_000)
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    (exposure,) = (await billing.queries.statement(CONTOSO, NOON)).exposures
    assert exposure.unapplied_credit == euros("30.00")
