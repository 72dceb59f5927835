"""One transfer counts once, whoever it pays for; money that fits no invoice; what is taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from adapters.ledger.database import Database
from adapters.ledger.migrate import downgrade, upgrade
from clients.invoices.client import InvoiceClient
from domain.errors import (
    AmountNotAcceptable,
    EntryUnknown,
    PaymentAlreadyRecorded,
    PaymentNotAcceptable,
    UnderWay,
)
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import CorrectEntry, RefundCredit, ReversePayment
from domain.people.through import Channel, Through
from domain.values.money import Money
from engine.connection import connect
from engine.sending import send_through
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests.ledger.accounts import Accounts
from tests.ledger.billing import CLERK, HELD, Billing, a_payment, euro_list
from tests.ledger.samples import CONTOSO, NOON, euros


async def _unapplied(billing: Billing, account: str = CONTOSO) -> Money:
    (exposure,) = (await billing.queries.statement(account, NOON)).exposures
    return exposure.unapplied_credit


async def _part(
    billing: Billing, amount: str, reference: str, number: str, of: str = "150.00"
) -> None:
    await billing.act(a_payment(amount, reference, of=euros(of)), number)


async def test_one_transfer_is_split_over_accounts_and_comes_to_no_more(billing: Billing) -> None:
    await billing.issue("INV-1")
    await billing.issue("OTHER-1", scope="sub-3")
    await _part(billing, "90.00", "NL26 1124", "INV-1")
    await _part(billing, "40.00", "nl26-1124", "OTHER-1")
    with pytest.raises(PaymentNotAcceptable):
        await _part(billing, "20.01", "NL261124", "OTHER-1")
    with pytest.raises(PaymentNotAcceptable):
        await _part(billing, "20.00", "NL261124", "OTHER-1", of="160.00")
    with pytest.raises(PaymentAlreadyRecorded):
        await billing.pay("20.00", "NL261124", "OTHER-1")
    await _part(billing, "20.00", "NL261124", "OTHER-1")
    assert await billing.open("INV-1", "OTHER-1") == euro_list("10.00", "40.00")
    await billing.reverse("NL261124", "OTHER-1")
    assert await billing.open("INV-1", "OTHER-1") == euro_list("10.00", "100.00")
    await _part(billing, "60.00", "NL261124", "OTHER-1")


async def test_money_that_fits_no_invoice_is_credit_and_settles_the_next_one(
    billing: Billing, accounts: Accounts
) -> None:
    paid = await billing.pay_account("130.00", "BANK-1")
    assert (paid.entry, paid.touched) == ("payment-1", ())
    assert await _unapplied(billing) == euros("130.00")
    issued = await billing.issue("INV-1")
    assert (issued.standing.state, issued.touched) == (InvoiceState.PAID, ())
    (told,) = await billing.mailed("credit_applied")
    assert (told.amount, told.unapplied_credit) == (euros("100.00"), euros("30.00"))
    (line,) = [
        each
        for each in (await billing.queries.statement(CONTOSO, NOON)).entries
        if each.kind == "payment"
    ]
    assert [(each.invoice, each.amount) for each in line.settles] == [("INV-1", euros("100.00"))]
    (payment,) = (await billing.view()).payments
    assert (payment.entry, payment.bank_reference) == (line.entry, "BANK-1")


async def test_an_account_with_a_balance_of_zero_is_never_dunned(billing: Billing) -> None:
    await billing.issue("INV-1", policy={"apply_credit_by_itself": False})
    await billing.pay("200.00")
    await billing.issue("INV-2", scope="sub-2")
    fired = await billing.fire_alarms("INV-2", HELD)
    assert fired.standing.settled
    assert await billing.mailed("invoice_overdue", "credit_hold_placed") == []


async def test_credit_of_one_invoice_settles_the_oldest_and_wakes_its_clock(
    billing: Billing,
) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2", scope="sub-2", issued_on=date(2026, 10, 1))
    assert (await billing.pay("130.00", "BANK-1", "INV-1")).touched == ("INV-2",)
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "70.00")
    assert (await billing.credit("50.00", "INV-1")).touched == ("INV-2",)
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "20.00")


async def test_with_something_open_an_accounts_money_goes_by_an_invoice(billing: Billing) -> None:
    await billing.issue("INV-1")
    with pytest.raises(UnderWay):
        await billing.pay_account("130.00", "BANK-1")


async def test_a_refund_is_no_more_than_there_is_and_is_in_the_statement(
    billing: Billing,
) -> None:
    await billing.pay_account("50.00", "BANK-1")
    with pytest.raises(AmountNotAcceptable):
        await billing.refund("50.01", "REFUND-1")
    refund = await billing.refund("50.00", "REFUND-1")
    for again in ("REFUND-1", "refund 1", "BANK-1"):
        with pytest.raises((AmountNotAcceptable, PaymentAlreadyRecorded)):
            await billing.refund("1.00", again)
    with pytest.raises(PaymentAlreadyRecorded):
        await billing.pay_account("1.00", "REFUND 1")
    await billing.correct_account(refund.entry)
    assert await _unapplied(billing) == euros("50.00")
    with pytest.raises(EntryUnknown):
        await billing.correct_account(refund.entry)
    await billing.refund("20.00", "REFUND-1")
    entries = (await billing.queries.statement(CONTOSO, NOON)).entries
    assert [(each.kind, each.document) for each in entries] == [
        ("payment", "BANK-1"),
        ("refund", "REFUND-1"),
        ("refund", "REFUND-1"),
        ("correction", "REFUND-1"),
    ]
    assert entries[-1].balance.amount == -30


async def test_a_refund_that_came_back_settles_what_is_open_meanwhile(billing: Billing) -> None:
    await billing.pay_account("50.00", "BANK-1")
    refund = await billing.refund("50.00", "REFUND-1")
    await billing.issue("INV-1")
    back = await billing.correct_account(refund.entry)
    assert back.touched == ("INV-1",)
    assert await billing.open("INV-1") == euro_list("50.00")


async def test_each_refund_that_came_back_is_notified_of_by_itself(billing: Billing) -> None:
    await billing.pay_account("50.00", "BANK-1")
    refunds = [await billing.refund(part, f"REFUND {part}") for part in ("30.00", "20.00")]
    await billing.issue("INV-1")
    for refund in refunds:
        await billing.correct_account(refund.entry)
    applied = [notice.amount for notice in await billing.mailed("credit_applied")]
    assert applied == euro_list("30.00", "20.00")


async def test_a_refund_that_came_back_ends_the_credit_hold_that_it_pays_for(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay_account("100.00", "BANK-1")
    refund = await billing.refund("100.00", "REFUND-1")
    await billing.issue("INV-1")
    await billing.fire_alarms(now=HELD)
    assert (await accounts.standing(CONTOSO, NOON)).on_hold
    later = HELD + timedelta(days=1)
    await billing.correct_account(refund.entry, now=later)
    assert not (await accounts.standing(CONTOSO, NOON)).on_hold
    lifted = (await billing.view()).timeline[-1]
    assert (lifted.trigger, lifted.at) == ("hold_lifted", later)


async def test_under_one_key_two_accounts_take_a_step_each(billing: Billing) -> None:
    half = a_payment("50.00", of=euros("100.00"))
    first = await billing.act_on_account(CONTOSO, half, NOON, key="once")
    second = await billing.act_on_account("other", half, NOON, key="once")
    assert (first.account, second.account) == (CONTOSO, "other")
    assert await _unapplied(billing, "other") == euros("50.00")


async def test_in_a_rehearsal_an_accounts_money_moves_when_its_invoices_did(
    billing: Billing,
) -> None:
    """They may be ahead of everybody's clock."""
    await billing.issue("INV-1")
    await billing.pay(now=HELD)
    await billing.pay_account("50.00", "BANK-2", now=NOON)
    paid = (await billing.queries.statement(CONTOSO, HELD)).entries[-1]
    assert (paid.document, paid.at) == ("BANK-2", HELD)


async def test_what_settles_an_invoice_is_taken_back_through_the_invoice(
    billing: Billing,
) -> None:
    await billing.issue("INV-1")
    paid = await billing.pay("130.00", "BANK-1")
    assert paid.standing.settled
    with pytest.raises(UnderWay):
        await billing.reverse_account("BANK-1", amount="10.00")
    with pytest.raises(UnderWay):
        await billing.correct_account("payment-1")
    assert await billing.open("INV-1") == euro_list("0.00")
    assert await _unapplied(billing) == euros("30.00")


async def test_credit_is_taken_back_without_an_invoice(billing: Billing) -> None:
    first = await billing.pay_account("50.00", "BANK-1")
    await billing.pay_account("50.00", "BANK-2")
    await billing.correct_account(first.entry)
    await billing.reverse_account("bank 2", amount="20.00")
    assert await _unapplied(billing) == euros("30.00")
    with pytest.raises(EntryUnknown):
        await billing.correct_account(first.entry, "other")
    for entry in ("payment-99999999999999999999", "payment-1", "refund-1", "x"):
        with pytest.raises(EntryUnknown):
            await billing.correct_account(entry)


async def test_a_step_of_an_account_is_taken_once_under_its_key(billing: Billing) -> None:
    command = a_payment("50.00", "BANK-1")
    first = await billing.act_on_account(CONTOSO, command, NOON, "once")
    again = await billing.act_on_account(CONTOSO, command, NOON, "once")
    assert again == first
    assert await _unapplied(billing) == euros("50.00")


async def test_entries_of_an_invoice_are_listed_with_ids_and_corrections(
    billing: Billing,
) -> None:
    await billing.issue("INV-1")
    await billing.pay("40.00", "BANK-1")
    await billing.credit("10.00")
    await billing.write_off()
    view = await billing.view()
    assert [each.entry for each in view.payments] == ["payment-1"]
    assert [each.entry for each in view.adjustments] == ["credit-note-1", "write-off-2"]
    for entry in ("write-off-2", "credit-note-1", "payment-1"):
        await billing.correct(entry)
        with pytest.raises(EntryUnknown):
            await billing.correct(entry)
    view = await billing.view()
    assert (view.state, view.open) == (InvoiceState.OPEN, euros("100.00"))
    corrected = [each.entry for each in view.adjustments if each.corrected_at]
    assert corrected == ["credit-note-1", "write-off-2"]
    assert view.payments[0].correction_reason == "a typing error"
    assert view.payments[0].reversed_at is None
    entries = (await billing.queries.statement(CONTOSO, NOON)).entries
    notes = {each.note for each in entries if each.kind == "correction"}
    assert notes == {"a typing error"}
    assert sorted(each.kind for each in entries) == [
        "correction",
        "correction",
        "correction",
        "credit_note",
        "invoice",
        "payment",
        "write_off",
    ]
    assert await billing.mailed("payment_reversed") == []
    assert len(await billing.mailed("invoice_standing")) == 3


async def test_an_entry_is_corrected_where_it_is_listed(billing: Billing) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2", scope="sub-2")
    await billing.issue("OTHER-1", scope="sub-3")
    await billing.pay("40.00", "BANK-1", "INV-2")
    for number in ("INV-1", "OTHER-1"):
        with pytest.raises(EntryUnknown):
            await billing.correct("payment-1", number)


async def test_references_that_were_two_before_stay_two(
    database: Database, billing: Billing
) -> None:
    await billing.issue("INV-1")
    for reference in ("BANK-1", "BANK-2"):
        await billing.pay("10.00", reference)
    async with database.writing() as connection:
        await downgrade(connection, "0010")
    async with database.writing() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON payments"
        await connection.execute(text(f"DROP TRIGGER payments_never_changed{on}"))
        written_apart = "UPDATE payments SET bank_reference = 'bank 1' WHERE id = 2"
        await connection.execute(text(written_apart))
    async with database.writing() as connection:
        await upgrade(connection)
    assert (await billing.view()).paid == euros("20.00")
    with pytest.raises(PaymentAlreadyRecorded):
        await billing.pay("10.00", "BANK.1")
    await billing.reverse("bank 1")
    assert [each.counts for each in (await billing.view()).payments] == euro_list("10.00", "0.00")
    with pytest.raises(PaymentAlreadyRecorded):
        await billing.pay("10.00", "bank 1")
    await billing.reverse("BANK-1")
    await billing.pay("10.00", "bank-1")
    assert (await billing.view()).paid == euros("10.00")


async def test_through_what_an_accounts_money_was_entered_and_taken_back_is_written_down(
    billing: Billing,
) -> None:
    key = Through(door=Channel.KEY, id="k1", made_by="root")
    password = Through(door=Channel.PASSWORD)
    await billing.act_on_account(CONTOSO, a_payment("10.00", "A", through=key), NOON)
    paid_back = RefundCredit(by=CLERK, amount=euros("4.00"), bank_reference="B", through=password)
    refunded = await billing.act_on_account(CONTOSO, paid_back, NOON)
    taken = CorrectEntry(by=CLERK, entry=refunded.entry, reason="a typing error", through=key)
    await billing.act_on_account(CONTOSO, taken, NOON)
    bounced = ReversePayment(by=CLERK, bank_reference="A", reason="no funds", through=password)
    await billing.act_on_account(CONTOSO, bounced, NOON)
    entries = (await billing.queries.statement(CONTOSO, NOON)).entries
    assert {(each.kind, each.through) for each in entries} == {
        ("payment", key),
        ("reversal", password),
        ("refund", password),
        ("correction", key),
    }


async def test_money_of_an_account_without_invoices_says_how_its_sender_came_in(
    billing: Billing, database: Database
) -> None:
    nowhere = await connect(Settings(), address="127.0.0.1:1", lazy=True)
    client = InvoiceClient(nowhere, OpenLedger(database), Settings())
    key = Through(door=Channel.KEY, id="k1")
    paid_back = RefundCredit(by=CLERK, amount=euros("4.00"), bank_reference="B")
    try:
        send_through(key)
        await client.pay_account(CONTOSO, a_payment("10.00", "A"))
        await client.refund(CONTOSO, paid_back)
    finally:
        send_through(None)
    entries = (await billing.queries.statement(CONTOSO, NOON)).entries
    assert [(each.kind, each.through) for each in entries] == [("payment", key), ("refund", key)]
