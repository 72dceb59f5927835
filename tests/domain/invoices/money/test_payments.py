"""Money that comes in: what it settles, what is left, and what does not count as money."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.errors import AmountNotAcceptable
from domain.invoices.allocation.receivables import Receivables
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import RecordPayment
from domain.invoices.money.payments import receive
from domain.invoices.policy import Instrument
from domain.notices import NoticeKind
from domain.turns import Who
from domain.values.money import Money
from tests.domain.invoices.books import Books, books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    ISSUED_ON,
    an_invoice,
    day,
    notices_of,
    sent,
    triggers,
)
from tests.domain.requests.lives import euros

RECEIVED = NoticeKind.PAYMENT_RECEIVED


def test_a_payment_in_full_settles_the_invoice() -> None:
    ledger = books()
    payment = ledger.pay("1000.00")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.PAID, 0)
    assert (payment.allocated, payment.left) == (100_000, 0)
    assert ledger.assigned[0] is Who.NOBODY
    event = ledger.invoice.events[-1]
    assert (event.trigger, event.by, event.amount) == ("pay", BILLING, euros("1000.00"))
    assert event.note == "B-1, wire, value date 2026-11-02"


def test_partial_payments_add_up() -> None:
    ledger = books()
    ledger.pay("400.00")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.PARTLY_PAID, 60_000)
    ledger.pay("599.99")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.PARTLY_PAID, 1)
    ledger.pay("0.01")
    assert ledger.invoice.state is InvoiceState.PAID


def test_a_partly_paid_invoice_keeps_its_reminders_and_falls_due() -> None:
    ledger = books()
    ledger.pay("400.00")
    ledger.pass_to(1)
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert sent(ledger.invoice) == [1, 2, 3]
    ledger.pay("100.00")
    assert ledger.invoice.state is InvoiceState.OVERDUE


def test_what_is_paid_too_much_becomes_unapplied_credit() -> None:
    ledger = books()
    payment = ledger.pay("1250.00")
    assert (payment.allocated, payment.left, ledger.unapplied) == (100_000, 25_000, 25_000)
    (notice,) = notices_of(ledger.invoice, RECEIVED)
    assert (notice.amount, notice.settles, notice.unapplied_credit) == (
        euros("1250.00"),
        euros("1000.00"),
        euros("250.00"),
    )


def test_a_payment_of_a_settled_invoice_is_kept_as_credit_and_changes_nothing_else() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.pay("70.00")
    assert (ledger.invoice.state, ledger.invoice.paid) == (InvoiceState.PAID, 100_000)
    assert ledger.unapplied == 7_000
    assert ledger.invoice.events[-1].note == "B-2: nothing was open"
    assert notices_of(ledger.invoice, RECEIVED)[-1].settles == euros("0.00")


def test_a_payment_settles_the_oldest_of_the_invoices_that_it_names_first() -> None:
    ledger = two_invoices()
    ledger.pay("1200.00", "INV-2", "INV-1")
    first, second = ledger.invoices
    assert (first.open, second.open) == (0, 30_000)
    assert [(e.invoice, e.amount) for e in ledger.receivables.journal] == [
        ("INV-1", 100_000),
        ("INV-2", 20_000),
    ]
    assert [notices_of(each, RECEIVED)[0].settles for each in ledger.invoices] == [
        euros("1000.00"),
        euros("200.00"),
    ]


def test_or_in_the_order_that_the_payment_asks_for() -> None:
    ledger = two_invoices()
    ledger.pay("1200.00", "INV-2", "INV-1", in_this_order=True)
    assert [invoice.open for invoice in ledger.invoices] == [30_000, 0]


def test_a_payment_may_give_an_invoice_a_part_only() -> None:
    ledger = two_invoices()
    ledger.pay("600.00", ("INV-1", "150.00"), "INV-2")
    assert [invoice.open for invoice in ledger.invoices] == [85_000, 5_000]
    assert ledger.unapplied == 0


def test_an_invoice_that_is_named_twice_is_settled_once() -> None:
    ledger = two_invoices()
    ledger.pay("600.00", ("INV-1", "150.00"), ("INV-1", "200.00"), "INV-2")
    assert [invoice.open for invoice in ledger.invoices] == [65_000, 25_000]
    assert len(notices_of(ledger.invoice, RECEIVED)) == 1
    assert notices_of(ledger.invoice, RECEIVED)[0].settles == euros("350.00")


def test_an_invoice_that_nothing_was_left_for_is_not_said_to_be_settled() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00", "INV-1", "INV-2")
    second = ledger.invoices[1]
    assert second.open == 50_000
    assert second.events[-1].note == "B-1: nothing of it was left"


def test_unapplied_credit_settles_another_invoice_on_demand_and_not_before() -> None:
    ledger = two_invoices()
    ledger.pay("1300.00")
    ledger.pay("50.00", to="INV-1")
    assert ledger.invoices[1].open == 50_000
    assert ledger.apply_credit("INV-2") == 35_000
    assert (ledger.invoices[1].open, ledger.unapplied) == (15_000, 0)
    assert ledger.invoices[1].state is InvoiceState.PARTLY_PAID
    used = [(e.payment, e.amount) for e in ledger.receivables.journal if e.why != "payment"]
    assert used == [("payment-1", 30_000), ("payment-2", 5_000)]
    (notice,) = notices_of(ledger.invoices[1], NoticeKind.CREDIT_APPLIED)
    assert (notice.amount, notice.unapplied_credit) == (euros("350.00"), None)


def test_no_more_credit_is_applied_than_is_open() -> None:
    ledger = two_invoices()
    ledger.pay("1600.00", to="INV-1")
    assert ledger.apply_credit("INV-2") == 50_000
    assert ledger.unapplied == 10_000


def test_credit_that_is_not_there_or_not_needed_is_not_applied() -> None:
    ledger = two_invoices()
    with refused(ledger, "nothing_to_apply"):
        ledger.apply_credit("INV-2")
    ledger.pay("1000.00")
    with refused(ledger, "not_waiting_for_this"):
        ledger.apply_credit("INV-1")


def test_credit_in_another_currency_is_not_applied() -> None:
    ledger = books()
    ledger.pay("1100.00")
    dollars = Money(amount=Decimal(5), currency="USD")
    american = an_invoice(number="INV-3", amount=dollars)
    ledger.receivables.invoices["INV-3"] = american
    with refused(ledger, "nothing_to_apply"):
        ledger.apply_credit("INV-3")


def test_the_same_bank_reference_never_counts_twice() -> None:
    ledger = books()
    ledger.pay("400.00", reference="B-7")
    with refused(ledger, "payment_already_recorded"):
        ledger.pay("400.00", reference="B-7")
    with refused(ledger, "payment_already_recorded"):
        ledger.pay("400.00", reference=" b 7.")


def test_what_the_bank_took_back_or_was_entered_wrongly_can_be_entered_again() -> None:
    ledger = books()
    ledger.pay("400.00", reference="B-7")
    ledger.reverse("B-7")
    ledger.pay("300.00", reference="B-7")
    ledger.correct("payment-2")
    ledger.pay("500.00", reference="B 7")
    assert ledger.invoice.open == 50_000


def test_two_payments_at_the_same_instant_are_two() -> None:
    ledger = books()
    ledger.pay("600.00", reference="B-1")
    ledger.pay("600.00", reference="B-2")
    assert (ledger.invoice.open, ledger.unapplied) == (0, 20_000)
    keys = [notice.key for notice in ledger.invoice.outgoing]
    assert len(set(keys)) == len(keys) == 3


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_a_payment_is_more_than_zero(amount: str) -> None:
    with refused(books(), "amount_not_acceptable"):
        books().pay(amount)


def test_a_payment_is_in_the_invoices_currency() -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable"):
        ledger.pay(Money(amount=Decimal(5), currency="USD"))
    with refused(ledger, "amount_not_acceptable"):
        dollars = Money(amount=Decimal(5), currency="USD")
        ledger.pay("5.00", ("INV-1", dollars))  # type: ignore[arg-type]


def test_a_share_that_makes_no_sense_undoes_the_whole_payment() -> None:
    ledger = two_invoices()
    with refused(ledger, "amount_not_acceptable"):
        ledger.pay("600.00", "INV-1", ("INV-2", "0.00"))


def test_an_invoice_of_another_account_is_not_settled() -> None:
    ledger = books()
    stranger = an_invoice(number="INV-9")
    stranger.account_id = "another"
    ledger.receivables.invoices["INV-9"] = stranger
    for number in ("INV-9", "INV-10"):
        with refused(ledger, "payment_not_acceptable") as refusal:
            ledger.pay("5.00", "INV-1", number)
        assert refusal.value.details == {"problem": "other_account", "invoice": number}


def test_money_that_the_bank_will_book_tomorrow_has_not_come_in() -> None:
    ledger = books()
    with refused(ledger, "payment_not_acceptable") as refusal:
        ledger.pay("5.00", value_date=ISSUED_ON + timedelta(days=1))
    assert refusal.value.details["problem"] == "value_date_in_future"


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/New_York", "UTC", "Asia/Tokyo"])
def test_the_banks_day_is_good_in_every_zone(zone: str) -> None:
    ledger = Books(an_invoice(zone=zone))
    ledger.now = datetime(2026, 11, 9, 23, 30, tzinfo=UTC)  # past midnight where the euro is

    payment = ledger.pay("5.00", value_date=date(2026, 11, 10))

    assert payment.value_date == date(2026, 11, 10)
    with refused(ledger, "payment_not_acceptable"):
        ledger.pay("5.00", value_date=date(2026, 11, 11))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 12, 31), date(9999, 12, 31)])
def test_money_of_another_time_has_not_come_in(day: date) -> None:
    ledger = books()
    with refused(ledger, "payment_not_acceptable") as refusal:
        ledger.pay("5.00", value_date=day)
    assert refusal.value.details["problem"] == "value_date_out_of_range"


def test_an_absurd_amount_is_refused_and_what_an_invoice_says_is_not() -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.pay("100000000.01")
    assert refusal.value.details["problem"] == "amount_too_large"
    ledger.pay("100000000.00")


def test_an_absurd_whole_of_which_a_payment_is_a_part_is_refused() -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.pay("20.00", of="100000000.01")
    assert refusal.value.details["problem"] == "amount_too_large"
    ledger.pay("20.00", of="100000000.00")


@pytest.mark.parametrize("amount", ["100000000.01", "999999999999999999.00"])
def test_an_absurd_amount_is_refused_for_an_account_of_which_nothing_is_open(amount: str) -> None:
    ledger = books()
    nothing_open = Receivables(ledger.invoice.account_id, {})
    command = RecordPayment(by=BILLING, amount=euros(amount), bank_reference="B-1")
    with pytest.raises(AmountNotAcceptable, match="larger than anything"):
        receive(nothing_open, command, ledger.invoice.policy, "Europe/Amsterdam", ledger.now)
    assert nothing_open.payments == []


def test_today_is_the_payers_today() -> None:
    late = Books(an_invoice(zone="Pacific/Tongatapu"))
    late.pass_to(-3, 0)  # it is still the day before in Greenwich
    payment = late.pay("5.00")
    assert payment.value_date == late.invoice.due_on - timedelta(days=3)


def test_a_payment_may_have_come_in_before_the_invoice_was_issued() -> None:
    ledger = books()
    payment = ledger.pay("1000.00", value_date=date(2026, 10, 1))
    assert payment.value_date == date(2026, 10, 1)
    assert ledger.invoice.state is InvoiceState.PAID


def test_cheques_are_not_taken_since_the_policys_date() -> None:
    ledger = books()
    with refused(ledger, "payment_not_acceptable") as refusal:
        ledger.pay("5.00", instrument=Instrument.CHEQUE)
    assert refusal.value.details["problem"] == "cheques_not_taken"
    with refused(ledger, "payment_not_acceptable"):
        ledger.pay("5.00", instrument=Instrument.CHEQUE, value_date=date(2023, 9, 30))
    ledger.pay("5.00", instrument=Instrument.CHEQUE, value_date=date(2023, 9, 29))
    assert ledger.invoice.paid == 500


def test_a_policy_may_take_cheques() -> None:
    ledger = books(no_cheques_from=None)
    assert ledger.pay("5.00", instrument=Instrument.CHEQUE).instrument is Instrument.CHEQUE


def test_a_payment_at_the_very_instant_of_a_reminder_is_reminded_of_no_more() -> None:
    ledger = books()
    ledger.sleep_until(day(-7))
    ledger.pay("1000.00")
    assert sent(ledger.invoice) == []
    assert triggers(ledger.invoice) == ["issue", "pay"]


def test_a_payment_at_the_midnight_of_overdue_is_taken_before_it_falls_due() -> None:
    ledger = books()
    ledger.pass_to(0, 23)
    ledger.sleep_until(day(1, 0))
    ledger.pay("400.00")
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert triggers(ledger.invoice)[-2:] == ["pay", "fall_due"]


def test_the_oldest_is_what_is_due_first_whatever_its_number() -> None:
    younger, older = an_invoice(number="INV-1", terms_days=60), an_invoice(number="INV-2")
    ledger = Books(younger, older)
    ledger.pay("1000.00", "INV-1", "INV-2")
    assert [invoice.open for invoice in ledger.invoices] == [100_000, 0]


@pytest.mark.parametrize(
    "reference", ["", " ", "---", "B" * 71, "B\n1", "é1", "B１", "B*1", "B\x001"]
)
def test_what_is_nearly_a_bank_reference_is_none(reference: str) -> None:
    with pytest.raises(ValidationError):
        RecordPayment(by=BILLING, amount=euros("1.00"), bank_reference=reference)


def opened(ledger: Books) -> list[int]:
    return [each.open for each in ledger.invoices]


def with_a_dispute() -> Books:
    """600.00 of INV-1's 1,000.00 are disputed; INV-2 is of 500.00."""
    ledger = two_invoices()
    ledger.dispute("600.00", "INV-1")
    return ledger


def test_money_for_several_goes_to_what_nobody_disputes_before_what_somebody_does() -> None:
    ledger = with_a_dispute()
    ledger.pay("800.00", "INV-1", "INV-2")
    assert opened(ledger) == [60_000, 10_000]
    ledger = with_a_dispute()
    ledger.pay("1200.00", "INV-1", "INV-2")
    assert opened(ledger) == [30_000, 0]
    assert ledger.invoice.events[-1].amount == euros("700.00"), "written down as one"


def test_money_with_an_order_or_for_one_invoice_goes_where_it_says_disputed_or_not() -> None:
    ledger = with_a_dispute()
    ledger.pay("800.00", "INV-1", "INV-2", in_this_order=True)
    assert opened(ledger) == [20_000, 50_000]
    ledger = with_a_dispute()
    ledger.pay("800.00", "INV-1")
    assert opened(ledger) == [20_000, 50_000]


def test_the_most_that_an_invoice_is_to_have_counts_for_both_its_parts_together() -> None:
    ledger = with_a_dispute()
    ledger.pay("1100.00", ("INV-1", "500.00"), "INV-2")
    assert opened(ledger) == [50_000, 0]
    assert ledger.unapplied == 10_000


def test_what_was_written_off_has_its_money_first_however_young_it_is() -> None:
    ledger = two_invoices()
    ledger.write_off("INV-2")
    ledger.pass_to(-5)
    ledger.pay("600.00", "INV-1", "INV-2")
    assert opened(ledger) == [90_000, 0]
    assert ledger.invoices[1].written_off == 0
    entry = ledger.receivables.journal[0]
    assert (entry.invoice, entry.amount, entry.by, entry.at) == (
        "INV-2", 50_000, BILLING, ledger.now
    )  # fmt: skip


def test_no_more_is_recovered_than_the_invoice_is_to_have() -> None:
    ledger = two_invoices()
    ledger.write_off("INV-1")
    ledger.pay("1000.00", ("INV-1", "700.00"), "INV-2")
    assert ledger.invoice.written_off == 30_000
    assert opened(ledger) == [0, 20_000]


def test_a_payment_knows_whose_it_is_who_recorded_it_and_which_transfer_it_is_of() -> None:
    ledger = books()
    ledger.pass_to(-5)
    payment = ledger.pay("400.00", reference="nl 12-34", of="1000.00")
    assert (payment.account_id, payment.by) == (ledger.invoice.account_id, BILLING)
    assert (payment.received_at, payment.bank_reference) == (ledger.now, "nl 12-34")
    transfer = ledger.receivables.transfers[payment.transfer]
    assert (transfer.total, transfer.counted) == (100_000, 40_000)


def test_the_parts_of_a_transfer_come_to_no_more_than_the_whole_of_it() -> None:
    ledger = books()
    ledger.pay("400.00", reference="T-1", of="1000.00")
    with refused(ledger, "payment_not_acceptable"):
        ledger.pay("600.01", reference="T-1", of="1000.00")
    ledger.pay("600.00", reference="T-1", of="1000.00")
    assert ledger.invoice.state is InvoiceState.PAID


def test_nothing_is_no_payment_for_an_account_either() -> None:
    ledger = books()
    command = RecordPayment(by=BILLING, amount=euros("0.00"), bank_reference="B-1")
    policy, zone = ledger.invoice.policy, ledger.invoice.time_zone
    with pytest.raises(AmountNotAcceptable):
        receive(ledger.receivables, command, policy, zone, ledger.now)


def test_the_letter_says_what_a_payment_settles_and_leaves_only_where_that_is_not_all_of_it() -> (
    None
):
    ledger = books()
    ledger.pay("400.00")
    ledger.pay("700.00")
    first, second = notices_of(ledger.invoice, RECEIVED)
    assert (first.amount, first.settles, first.unapplied_credit) == (euros("400.00"), None, None)
    assert (second.settles, second.unapplied_credit) == (euros("600.00"), euros("100.00"))


def test_a_payment_that_settles_nothing_is_written_down_with_nothing() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.pay("5.00")
    assert ledger.invoice.events[-1].trigger == "pay"
    assert ledger.invoice.events[-1].amount == euros("0.00")
