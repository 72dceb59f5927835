"""Money that comes in settles what it is for, once, and never more than there is of it."""

import asyncio
from datetime import date

import pytest

from adapters.ledger.database import Database
from application.invoices.look_up import look_up
from application.invoices.operations import act
from application.steps import Asked, TooManyInvoices
from domain.errors import (
    AmountNotAcceptable,
    EffectMismatch,
    InvoiceUnknown,
    NothingToApply,
    PaymentAlreadyRecorded,
    PaymentNotAcceptable,
    PaymentUnknown,
    WrongTurn,
)
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import RecordPayment
from domain.invoices.policy import Instrument
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import CLERK, TEN_DAYS_LATE, Billing, a_payment, euro_list, shares
from tests.ledger.samples import (
    CONTOSO,
    NOON,
    a_scope,
    an_account,
    an_order,
    euros,
    nothing_in_the_way,
)
from tests.ledger.switching import Switching


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    """Credit stays where it is, so that each test moves its own."""
    by_hand = {"apply_credit_by_itself": False}
    await billing.issue("INV-1", policy=by_hand)
    await billing.issue("INV-2", scope="sub-2", policy=by_hand)
    await billing.issue("INV-OLD", issued_on=date(2026, 10, 1), policy=by_hand)
    await billing.issue("OTHER-1", scope="sub-3", policy=by_hand)


async def _unapplied(accounts: Accounts) -> Money | None:
    return (await accounts.standing(CONTOSO, NOON)).unapplied_credit


async def test_a_part_and_then_the_rest_settle_an_invoice(billing: Billing) -> None:
    part = await billing.pay("30.00", "BANK-1")
    assert (part.standing.state, part.standing.open) == (InvoiceState.PARTLY_PAID, euros("70.00"))
    assert (part.amount, part.touched, part.standing.revision) == (euros("30.00"), (), 2)
    rest = await billing.pay("70.00", "BANK-2")
    assert rest.standing.settled
    assert rest.standing.next_alarm is None
    view = await billing.view()
    assert [payment.settled for payment in view.payments] == euro_list("30.00", "70.00")
    assert [(event.trigger, event.to) for event in view.timeline[1:]] == [
        ("pay", InvoiceState.PARTLY_PAID),
        ("pay", InvoiceState.PAID),
    ]
    assert len(await billing.mailed("payment_received")) == 2


async def test_what_is_too_much_is_unapplied_credit(billing: Billing, accounts: Accounts) -> None:
    paid = await billing.pay("130.00")
    assert paid.amount == euros("100.00")
    assert await _unapplied(accounts) == euros("30.00")
    (told,) = await billing.mailed("payment_received")
    assert told.unapplied_credit == euros("30.00")


async def test_a_settled_invoice_that_is_paid_again_stays_so(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("100.00", "BANK-1")
    again = await billing.pay("100.00", "BANK-2")
    assert (again.standing.state, again.amount) == (InvoiceState.PAID, None)
    assert await _unapplied(accounts) == euros("100.00")


async def test_several_invoices_are_settled_the_oldest_first(billing: Billing) -> None:
    three = shares("INV-2", "INV-1", "INV-OLD")
    paid = await billing.pay("150.00", number="INV-2", shares=three)
    assert await billing.open("INV-OLD", "INV-1", "INV-2") == euro_list("0.00", "50.00", "100.00")
    assert sorted(paid.touched) == ["INV-1", "INV-OLD"]
    assert paid.standing.invoice == "INV-2"
    assert paid.amount == euros("150.00")


async def test_as_many_invoices_as_there_is_time_for_and_no_more(billing: Billing) -> None:
    def of(*numbers: str) -> Asked[RecordPayment]:
        return Asked("INV-1", a_payment("200.00", shares=shares(*numbers)), "once", NOON, most=2)

    with pytest.raises(TooManyInvoices):
        await act(billing.ledger, of("INV-1", "INV-2", "INV-OLD"))
    assert await billing.open("INV-1", "INV-2", "INV-OLD") == euro_list(*["100.00"] * 3)
    await act(billing.ledger, of("INV-1", "INV-2"))
    assert await billing.open("INV-1", "INV-2", "INV-OLD") == euro_list("0.00", "0.00", "100.00")


async def test_or_in_the_order_given(billing: Billing) -> None:
    await billing.pay("150.00", shares=shares("INV-2", "INV-1", "INV-OLD"), in_this_order=True)
    assert await billing.open("INV-2", "INV-1", "INV-OLD") == euro_list("0.00", "50.00", "100.00")


async def test_and_each_with_so_much_at_the_most(billing: Billing, accounts: Accounts) -> None:
    await billing.pay("200.00", shares=shares(("INV-1", "60.00"), ("INV-2", "10.00")))
    assert await billing.open("INV-1", "INV-2") == euro_list("40.00", "90.00")
    assert await _unapplied(accounts) == euros("130.00")


async def test_a_payment_may_be_sent_to_an_invoice_it_is_not_for(billing: Billing) -> None:
    before = (await look_up(billing.ledger, "INV-1")).standing
    paid = await billing.pay("100.00", number="INV-1", shares=shares("INV-2"))
    assert paid.standing.kept == before
    assert paid.touched == ("INV-2",)
    assert await billing.open("INV-1", "INV-2") == euro_list("100.00", "0.00")


async def test_one_invoice_may_be_named_twice(billing: Billing) -> None:
    await billing.pay("100.00", shares=shares(("INV-1", "30.00"), ("INV-1", "20.00")))
    assert await billing.open("INV-1") == euro_list("50.00")


async def test_a_written_off_invoice_that_is_named_twice_recovers_each_part_once(
    billing: Billing,
) -> None:
    await billing.write_off()
    await billing.pay("50.00", shares=shares(("INV-1", "30.00"), ("INV-1", "20.00")))
    view = await billing.view()
    assert (view.state, view.written_off) == (InvoiceState.WRITTEN_OFF, euros("50.00"))
    assert [(each.kind, each.amount) for each in view.adjustments] == [
        ("write_off", euros("100.00")),
        ("recovery", euros("30.00")),
        ("recovery", euros("20.00")),
    ]


async def test_the_same_key_answers_the_same_and_does_nothing(
    billing: Billing, accounts: Accounts
) -> None:
    command = a_payment("150.00", shares=shares("INV-1", "INV-2"))
    first = await billing.act(command, key="once")
    again = await billing.act(command, key="once")
    assert again == first.model_copy(update={"already": True})
    assert len(await billing.mailed("payment_received")) == 2
    assert await _unapplied(accounts) == euros("0.00")
    with pytest.raises(EffectMismatch):
        await billing.act(a_payment("1.00", "BANK-9"), key="once")
    with pytest.raises(EffectMismatch):
        await billing.act(command, "INV-2", key="once")


async def test_the_same_payment_twenty_times_at_once_counts_once(
    billing: Billing, accounts: Accounts
) -> None:
    answers = await asyncio.gather(*(billing.act(a_payment(), key="once") for _ in range(20)))
    assert sorted(answer.already for answer in answers) == [False, *[True] * 19]
    assert {answer.standing.open for answer in answers} == {euros("0.00")}
    assert await _unapplied(accounts) == euros("0.00")


async def test_a_bank_reference_counts_once_by_any_recorder(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("30.00", value_date=date(2026, 11, 1))
    for number in ("INV-1", "INV-2", "OTHER-1"):
        with pytest.raises(PaymentAlreadyRecorded) as refused:
            await billing.pay("30.00", number=number)
        assert refused.value.details == {
            "bank_reference": "BANK-1",
            "amount": {"amount": "30.00", "currency": "EUR"},
            "value_date": "2026-11-01",
            "account_id": CONTOSO,
        }
        assert "Contoso BV" in refused.value.reason
    assert await billing.open("INV-1", "INV-2", "OTHER-1") == euro_list("70.00", "100.00", "100.00")
    assert await _unapplied(accounts) == euros("0.00")


async def test_whose_payment_it_was_is_said_in_a_sentence_that_ends_once(
    billing: Billing, accounts: Accounts, switching: Switching
) -> None:
    await accounts.import_accounts(
        [an_account(a_scope("sub-bv"), id="bv", name="Linde B.V.")], NOON
    )
    order = an_order("bv", account_id="bv", scope_id="sub-bv")
    await switching.switch(order, nothing_in_the_way)
    await billing.issue("BV-1", scope="sub-bv")
    await billing.pay("30.00", number="BV-1", value_date=date(2026, 11, 1))
    with pytest.raises(PaymentAlreadyRecorded) as refused:
        await billing.pay("30.00")
    assert refused.value.reason == (
        "A payment with this bank reference was recorded before, for Linde B.V.: 30.00 EUR,"
        " value date 2026-11-01. If this is another part of it, say what the whole transfer was."
    )


@pytest.mark.parametrize("others", [("INV-1", "INV-2"), ("INV-1", "OTHER-1")])
async def test_of_two_that_record_a_bank_reference_at_once_one_is_refused(
    billing: Billing, others: tuple[str, str]
) -> None:
    answers = await asyncio.gather(
        *(billing.pay("100.00", number=number) for number in others), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == [
        "Changed",
        "PaymentAlreadyRecorded",
    ]
    assert sorted(await billing.open(*others), key=str) == euro_list("0.00", "100.00")


async def test_two_payments_at_once_settle_no_more_than_is_open(
    billing: Billing, accounts: Accounts
) -> None:
    await asyncio.gather(*(billing.pay("80.00", f"BANK-{n}") for n in range(5)))
    assert await billing.open("INV-1") == euro_list("0.00")
    assert await _unapplied(accounts) == euros("300.00")


async def test_two_workers_settle_no_more_than_is_open(
    billing: Billing, accounts: Accounts, url: str
) -> None:
    elsewhere = await Database.open(url)
    paid = [
        act(worker.ledger, Asked("INV-1", a_payment("30.00", f"BANK-{n}"), f"pay-{n}", NOON))
        for n, worker in enumerate((billing, Billing(elsewhere)) * 4)
    ]
    await asyncio.gather(*paid)
    await elsewhere.close()
    assert await billing.open("INV-1") == euro_list("0.00")
    assert await _unapplied(accounts) == euros("140.00")
    settled = [payment.settled.minor for payment in (await billing.view()).payments]
    assert sum(settled) == 10_000


async def test_a_payment_and_a_dispute_at_once_take_turns(billing: Billing) -> None:
    await asyncio.gather(billing.pay("60.00"), billing.dispute("100.00"), return_exceptions=True)
    view = await billing.view()
    assert view.open == euros("40.00")
    assert view.disputed in euro_list("0.00", "40.00")


async def test_invoices_of_two_accounts_are_no_payments_business(billing: Billing) -> None:
    with pytest.raises(PaymentNotAcceptable) as refused:
        await billing.pay("200.00", shares=shares("INV-1", "OTHER-1"))
    assert refused.value.details["problem"] == "other_account"
    with pytest.raises(InvoiceUnknown):
        await billing.pay("200.00", shares=shares("INV-1", "INV-7"))
    assert await billing.open("INV-1", "OTHER-1") == euro_list("100.00", "100.00")


async def test_what_is_not_taken_leaves_nothing(billing: Billing, accounts: Accounts) -> None:
    dollars = a_payment().model_copy(update={"amount": Money.from_minor(100, "USD")})
    cheque = a_payment(instrument=Instrument.CHEQUE)
    tomorrow = a_payment(value_date=date(2026, 11, 3))
    with pytest.raises(AmountNotAcceptable):
        await billing.act(dollars)
    for command in (cheque, tomorrow):
        with pytest.raises(PaymentNotAcceptable):
            await billing.act(command, key="again")
    assert await _unapplied(accounts) == euros("0.00")
    assert len((await billing.view()).timeline) == 1
    await billing.act(a_payment(), key="again")  # a refused key can still be used


async def test_a_reversal_opens_every_invoice_that_the_payment_settled(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("250.00", shares=shares("INV-1", "INV-2"))
    await billing.apply("INV-OLD")
    assert await billing.open("INV-1", "INV-2", "INV-OLD") == euro_list("0.00", "0.00", "50.00")
    back = await billing.reverse(now=TEN_DAYS_LATE)
    assert sorted(back.touched) == ["INV-2", "INV-OLD"]
    assert back.amount == euros("250.00")
    assert back.standing.state is InvoiceState.OVERDUE
    assert await billing.open("INV-1", "INV-2", "INV-OLD") == euro_list("100.00", *["100.00"] * 2)
    assert await _unapplied(accounts) == euros("0.00")
    (payment,) = (await billing.view("INV-OLD")).payments
    assert (payment.settled, payment.reversed_at, payment.reversal_reason) == (
        euros("0.00"),
        TEN_DAYS_LATE,
        "no funds",
    )
    assert len(await billing.mailed("payment_reversed")) == 3
    assert len(await billing.mailed("team_payment_reversed")) == 3


async def test_a_reversal_of_unapplied_money_reopens_nothing(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("100.00", "BANK-1")
    await billing.pay("40.00", "BANK-2")
    assert (await billing.reverse("BANK-2")).standing.settled
    written = (await billing.view()).timeline[-1]
    assert (written.trigger, written.by) == ("reverse", CLERK)
    assert written.note == "BANK-2: no funds; it settled nothing"
    assert await _unapplied(accounts) == euros("0.00")


async def test_a_payment_is_reversed_once_and_by_its_own_account(billing: Billing) -> None:
    await billing.pay()
    with pytest.raises(PaymentUnknown):
        await billing.reverse(number="OTHER-1")
    await billing.reverse(number="INV-2")
    for reference in ("BANK-1", "BANK-7"):
        with pytest.raises(PaymentUnknown):
            await billing.reverse(reference)
    await billing.pay("40.00", "bank 1")
    assert await billing.open("INV-1") == euro_list("60.00")


async def test_money_that_comes_in_again_after_a_reversal_settles_again(billing: Billing) -> None:
    await billing.pay("100.00", "BANK-1")
    await billing.reverse("BANK-1")
    assert (await billing.pay("100.00", "BANK-2")).standing.settled
    assert [p.settled for p in (await billing.view()).payments] == euro_list("0.00", "100.00")


async def test_unapplied_credit_settles_another_invoice_the_oldest_money_first(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("130.00", "BANK-1")
    await billing.pay("90.00", "BANK-2")
    applied = await billing.apply("INV-2")
    assert (applied.amount, applied.standing.settled) == (euros("100.00"), True)
    paid_by = [(p.bank_reference, p.settled) for p in (await billing.view("INV-2")).payments]
    assert paid_by == [("BANK-1", euros("30.00")), ("BANK-2", euros("70.00"))]
    assert await _unapplied(accounts) == euros("20.00")
    (told,) = await billing.mailed("credit_applied")
    assert (told.amount, told.unapplied_credit) == (euros("100.00"), euros("20.00"))


async def test_each_application_of_credit_is_notified_of_by_itself(billing: Billing) -> None:
    for number, amount in enumerate(("130.00", "20.00")):
        await billing.pay(amount, f"BANK-{number}")
        await billing.apply("INV-2")
    applied = [notice.amount for notice in await billing.mailed("credit_applied")]
    assert applied == euro_list("30.00", "20.00")


async def test_credit_is_not_applied_where_there_is_none_or_nothing_is_open(
    billing: Billing,
) -> None:
    async def hinders(number: str) -> str | None:
        found = ((await billing.view(number)).possible or {})["apply_credit"]
        return found.code if found else None

    assert await hinders("INV-1") == "no_credit_in_currency"
    with pytest.raises(NothingToApply):
        await billing.apply("INV-1")
    await billing.pay("130.00")
    assert await hinders("INV-1") == "nothing_open"
    with pytest.raises(WrongTurn):
        await billing.apply("INV-1")
    assert await hinders("OTHER-1") == "no_credit_in_currency"
    with pytest.raises(NothingToApply):
        await billing.apply("OTHER-1")
    assert await hinders("INV-2") is None


async def test_a_payment_is_recorded_by_its_sender(billing: Billing) -> None:
    await billing.pay(now=NOON)
    (payment,) = (await billing.view()).payments
    assert (payment.by, payment.received_at, payment.value_date) == (CLERK, NOON, date(2026, 11, 2))
