"""Money counts from the day that it came in, whenever and in whatever order it is written down."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.invoices.late_charges import holds_until, open_on
from domain.invoices.late_interest import LateInterest
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.terms import local_date
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import (
    BILLING,
    DUE_ON,
    EU_INTEREST,
    an_invoice,
    day,
    triggers,
)
from tests.domain.requests.lives import euros

FORTY = {"EUR": Decimal(40)}
EU: dict[str, Any] = {
    "late_interest": LateInterest(reference_rates={date(2026, 1, 1): Decimal("2.15")}),
    "compensation": FORTY,
}
THE_END = 70


@dataclass(frozen=True)
class Money:
    amount: int
    came_in: int
    """Days after the due date; before it when less than zero."""
    noticed_after: int
    twice: bool
    """It was entered, taken back, and entered again."""


moneys = st.lists(
    st.builds(
        Money,
        amount=st.one_of(
            st.sampled_from([50_000, 99_999, 100_000, 110_000]), st.integers(1, 150_000)
        ),
        came_in=st.integers(-20, 30),
        noticed_after=st.integers(0, 30),
        twice=st.booleans(),
    ),
    max_size=4,
)


def _outcome(ledger: Books) -> dict[str, Any]:
    """All that must not depend on when something was written down."""
    ledger.pass_to(THE_END)
    invoice = ledger.invoice
    today = local_date(ledger.now, invoice.time_zone)
    return {
        "open": open_on(invoice, today),
        "charged": invoice.charged - invoice.open + open_on(invoice, today),
        "received": invoice.received,
        "held": invoice.held,
        "state": invoice.state,
        "unapplied": ledger.unapplied,
        "holds until": holds_until(invoice, today),
    }


def _each_at_its_value_date(policy: dict[str, Any], came: list[Money]) -> dict[str, Any]:
    ledger = books(**policy)
    for money in sorted(came, key=lambda money: money.came_in):
        ledger.pass_to(money.came_in)
        ledger.pay(euros(f"{money.amount / 100:.2f}"))
    return _outcome(ledger)


def _as_noticed(policy: dict[str, Any], came: list[Money]) -> dict[str, Any]:
    ledger = books(**policy)
    for place, money in sorted(
        enumerate(came), key=lambda each: each[1].came_in + each[1].noticed_after
    ):
        ledger.pass_to(money.came_in + money.noticed_after)
        amount, on = euros(f"{money.amount / 100:.2f}"), DUE_ON + timedelta(days=money.came_in)
        if money.twice:
            ledger.pay(amount, reference=f"WRONG-{place}", value_date=on)
            ledger.reverse(f"WRONG-{place}")
        ledger.pay(amount, reference=f"RIGHT-{place}", value_date=on)
    return _outcome(ledger)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([EU, {"compensation": FORTY}, {"late_interest": EU_INTEREST}, {}]), moneys)
def test_recording_late_or_twice_or_in_another_order_changes_nothing_else(
    policy: dict[str, Any], came: list[Money]
) -> None:
    assert _as_noticed(policy, came) == _each_at_its_value_date(policy, came)


def test_a_payment_in_time_that_is_recorded_a_day_later_leaves_what_is_too_much() -> None:
    ledger = books(**EU)
    ledger.pass_to(1)
    assert ledger.invoice.charged == 4_028
    ledger.pay("1100.00", value_date=DUE_ON)
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 0)
    assert ledger.unapplied == 10_000
    assert triggers(ledger.invoice)[-3:] == ["give_back_charge", "give_back_charge", "pay"]


def test_one_wire_settles_each_of_its_invoices_as_of_its_value_date() -> None:
    ledger = Books(an_invoice(**EU), an_invoice(number="INV-2", amount=euros("500.00"), **EU))
    ledger.pass_to(1)
    ledger.pay("1500.00", "INV-1", "INV-2", value_date=DUE_ON)
    assert [(each.state, each.open, each.charged) for each in ledger.invoices] == [
        (InvoiceState.PAID, 0, 0)
    ] * 2
    assert ledger.unapplied == 0


def test_money_that_came_in_earlier_takes_the_place_of_later_money() -> None:
    ledger = books(**EU)
    ledger.pass_to(10)
    ledger.pay("1042.78", reference="LATE")
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 4_278)
    ledger.pay("1000.00", reference="IN-TIME", value_date=DUE_ON)
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 0)
    assert ledger.unapplied == 104_278
    late, in_time = ledger.receivables.payments
    assert (late.left, in_time.left) == (104_278, 0)


def test_a_bounced_payment_forgives_no_interest_and_shrinks_no_base() -> None:
    ledger = books(**EU)
    ledger.pass_to(10)
    ledger.pay("400.00", reference="BOUNCES")
    ledger.pass_to(40)
    ledger.reverse("BOUNCES")
    never_paid = books(**EU)
    never_paid.pass_to(40)
    today = local_date(ledger.now, ledger.invoice.time_zone)
    assert ledger.invoice.open == open_on(never_paid.invoice, today)


@pytest.mark.parametrize("days", [-5, 0, 1, 3, 16, 45])
def test_what_is_shown_as_open_settles_it_on_the_day_it_is_shown(days: int) -> None:
    ledger = books(**EU)
    ledger.pass_to(days)
    today = local_date(ledger.now, ledger.invoice.time_zone)
    shown = open_on(ledger.invoice, today)
    assert holds_until(ledger.invoice, today) == max(today, DUE_ON)
    ledger.pass_until(ledger.now + timedelta(days=5))
    ledger.pay(ledger.invoice.money(shown), value_date=max(today, DUE_ON) if days <= 0 else today)
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.PAID, 0)


def test_what_is_open_holds_for_ever_where_nothing_is_charged() -> None:
    ledger = books()
    ledger.pass_to(20)
    assert holds_until(ledger.invoice, DUE_ON + timedelta(days=20)) is None


@pytest.mark.parametrize(
    ("paid", "tolerated"), [("999.99", True), ("999.00", True), ("998.99", False)]
)
def test_a_difference_within_the_tolerance_is_no_reason_for_anything(
    paid: str, tolerated: bool
) -> None:
    ledger = books(**EU)
    ledger.pass_to(-10)
    ledger.pay(paid)
    ledger.pass_to(THE_END)
    invoice = ledger.invoice
    assert (invoice.charged == 0, not invoice.held, not invoice.reminders) == (tolerated,) * 3


@pytest.mark.parametrize(
    ("currency", "tolerance", "minor"),
    [
        ("EUR", "1.00", 100),
        ("JPY", "1", 1),
        ("KWD", "1", 1000),
        ("JPY", "0.5", 0),
        ("EUR", "0", 0),
    ],
)
def test_the_tolerance_is_in_the_main_unit_of_the_currency(
    currency: str, tolerance: str, minor: int
) -> None:
    policy = books(tolerance=Decimal(tolerance)).invoice.policy
    assert policy.tolerance_in(currency) == minor


def test_the_same_day_is_settled_once_however_late() -> None:
    ledger = books(**EU)
    ledger.sleep_until(day(50))
    ledger.pay("1000.00", value_date=DUE_ON)
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 0)


@pytest.mark.parametrize("policy", [{}, EU])
def test_what_is_open_again_after_a_write_off_can_be_paid(policy: dict[str, Any]) -> None:
    ledger = books(**policy)
    ledger.pay("400.00", reference="BOUNCES")
    ledger.pass_to(60)
    ledger.write_off()
    ledger.reverse("BOUNCES")
    shown = ledger.invoice.open
    assert shown >= 40_000
    ledger.pay(ledger.invoice.money(shown), reference="AGAIN")
    assert (ledger.invoice.open, ledger.unapplied) == (0, 0)


@pytest.mark.parametrize("policy", [{}, EU])
def test_money_for_a_written_off_invoice_brings_no_charges_on_top(policy: dict[str, Any]) -> None:
    ledger = books(**policy)
    ledger.pass_to(60)
    given_up = ledger.write_off()
    ledger.pass_to(100)
    ledger.pay("100.00", ("INV-1", "60.00"))
    assert (ledger.invoice.paid, ledger.invoice.open, ledger.unapplied) == (6_000, 0, 4_000)
    ledger.pay("2000.00")
    assert (ledger.invoice.open, ledger.invoice.written_off) == (0, 0)
    assert ledger.invoice.paid == given_up


def test_earlier_money_takes_the_place_of_later_money_where_nothing_is_charged_either() -> None:
    ledger = books()
    ledger.pass_to(10)
    ledger.pay("1000.00", reference="LATE")
    ledger.pay("600.00", reference="IN-TIME", value_date=DUE_ON)
    late, in_time = ledger.receivables.payments
    assert (late.left, in_time.left) == (60_000, 0)
    assert ledger.receivables.journal[1].why == "settled by money of an earlier value date"


def test_what_was_given_up_and_recovered_takes_nothing_on_top() -> None:
    ledger = books(**EU)
    ledger.pass_to(5)
    ledger.write_off()
    given_up = ledger.invoice.written_off
    ledger.pass_to(60)
    ledger.pay(euros(f"{given_up / 100:.2f}"))
    assert (ledger.invoice.written_off, ledger.invoice.open) == (0, 0)
    ledger.pay("10.00")
    assert ledger.unapplied == 1_000
    assert ledger.invoice.events[-1].amount == euros("0.00")


def test_credit_that_is_older_than_money_on_a_disputed_invoice_moves_none_of_it() -> None:
    ledger = Books(an_invoice(), an_invoice(number="INV-2", amount=euros("500.00")))
    ledger.pass_to(10)
    ledger.dispute("200.00", "INV-1")
    ledger.pay("800.00", "INV-1")
    ledger.pay("1000.00", "INV-2", value_date=DUE_ON)
    ledger.apply_by_itself()
    assert [each.left for each in ledger.receivables.payments] == [0, 50_000]
    assert ledger.invoice.open == 20_000


def test_earlier_money_takes_the_place_of_the_latest_first_and_of_none_that_is_as_early() -> None:
    def value_date(days: int) -> date:
        return DUE_ON + timedelta(days=days)

    ledger = books()
    ledger.pass_to(10)
    for days, amount in ((2, "300.00"), (8, "300.00"), (5, "400.00")):
        ledger.pay(amount, reference=f"DAY-{days}", value_date=value_date(days))
    ledger.pay("500.00", reference="DAY-3", value_date=value_date(3))
    ledger.pay("0.01", reference="CENT", value_date=value_date(3))
    ledger.pay("1.00", reference="ALSO-DAY-5", value_date=value_date(5))
    assert {each.bank_reference: each.left for each in ledger.receivables.payments} == {
        "DAY-2": 0, "DAY-8": 30_000, "DAY-5": 20_001, "DAY-3": 0, "CENT": 0, "ALSO-DAY-5": 100
    }  # fmt: skip
    moved = [each for each in ledger.receivables.journal if each.amount < 0]
    assert [(each.amount, each.by, each.at) for each in moved] == [
        (-30_000, BILLING, ledger.now), (-20_000, BILLING, ledger.now), (-1, BILLING, ledger.now)
    ]  # fmt: skip


def test_what_is_freed_first_is_the_money_that_came_in_last() -> None:
    ledger = books()
    ledger.pass_to(10)
    for days, amount in ((2, "300.00"), (8, "300.00"), (5, "400.00")):
        ledger.pay(amount, reference=f"DAY-{days}", value_date=DUE_ON + timedelta(days=days))
    ledger.credit("0.01")
    ledger.credit("350.00")
    assert [each.left for each in ledger.receivables.payments] == [0, 30_000, 5_001]
