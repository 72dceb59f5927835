"""Late interest and the fixed compensation, on invoices: off unless the policy asks for them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from domain.notices import NoticeKind
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import (
    DUE_ON,
    EU_INTEREST,
    an_invoice,
    day,
    notices_of,
    triggers,
)
from tests.domain.requests.lives import euros

A_DAY = 100
"""What 3,650.00 bear a day, at 10 %."""

FORTY = {"EUR": Decimal(40)}


def bearing(**changes: Any) -> Books:
    """An invoice of 3,650.00 that bears interest, without reminders unless they are asked for."""
    fields: dict[str, Any] = {
        "amount": euros("3650.00"),
        "late_interest": EU_INTEREST,
        "reminders": (),
        **changes,
    }
    return books(**fields)


def amounts(invoice: Invoice, kind: str = "late_interest") -> list[int]:
    return [each.amount for each in invoice.charges if each.kind == kind]


def test_nothing_is_charged_unless_the_policy_says_so() -> None:
    ledger = books()
    ledger.pass_to(60)
    assert (ledger.invoice.charged, ledger.invoice.charges) == (0, [])


def test_interest_runs_from_the_day_after_the_due_date_and_is_in_every_reminder() -> None:
    ledger = bearing(reminders=(-7, -1, 1, 7, 14, 30))
    ledger.pass_to(30)
    by_day = [1, 6, 7, 2, 14]
    assert amounts(ledger.invoice) == [days * A_DAY for days in by_day], "the hold is told, too"
    final = notices_of(ledger.invoice, NoticeKind.INVOICE_OVERDUE_FINAL)[0]
    assert final.amount == euros("3680.00")
    assert final.invoice is not None
    assert final.invoice.late_charges == euros("30.00")
    first, second = (each.why for each in ledger.invoice.charges[:2])
    assert first == "Late interest up to 2026-12-03", "none ran from the last letter before"
    assert second == "Late interest up to 2026-12-09 since 2026-12-03"


def test_a_payment_in_time_bears_none() -> None:
    ledger = bearing()
    ledger.pass_to(0, 23)
    ledger.pay("3650.00")
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 0)


def test_a_payment_that_was_booked_in_time_and_recorded_later_bears_none() -> None:
    ledger = bearing()
    ledger.pass_to(4)
    ledger.pay("3650.00", value_date=DUE_ON)
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 0)


def test_a_late_payment_bears_interest_until_its_value_date_and_leaves_it_open() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("3650.00", value_date=DUE_ON + timedelta(days=7))
    assert ledger.invoice.charged == ledger.invoice.open == 7 * A_DAY
    assert ledger.invoice.state is InvoiceState.OVERDUE
    ledger.pass_to(100)
    ledger.pay("7.00")
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 7 * A_DAY)


def test_interest_bears_no_interest_and_what_is_paid_bears_none_from_then_on() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("1825.00")
    assert ledger.invoice.charged == 10 * A_DAY
    ledger.pass_to(20)
    ledger.pay("1.00")
    assert ledger.invoice.charged == 10 * A_DAY + 10 * A_DAY // 2


def test_a_payment_before_anybody_noticed_that_it_is_overdue_bears_interest_all_the_same() -> None:
    ledger = bearing()
    ledger.sleep_until(day(10))
    ledger.pay("3650.00")
    assert ledger.invoice.charged == 10 * A_DAY
    assert triggers(ledger.invoice) == ["issue", "charge", "pay", "fall_due"]


def test_the_disputed_part_bears_none_while_it_is_disputed() -> None:
    ledger = bearing()
    charged = []
    ledger.pass_to(10)
    ledger.dispute("1825.00")
    charged.append(ledger.invoice.charged)
    ledger.pass_to(20)
    ledger.reject()
    charged.append(ledger.invoice.charged)
    ledger.pass_to(30)
    ledger.pay("3650.00")
    charged.append(ledger.invoice.charged)
    assert charged == [10 * A_DAY, 15 * A_DAY, 25 * A_DAY]


def test_a_dispute_over_all_of_it_bears_none_at_all() -> None:
    ledger = bearing()
    ledger.dispute("3650.00")
    ledger.pass_to(20)
    ledger.reject()
    assert ledger.invoice.charged == 0
    ledger.pass_to(22)
    ledger.pay("3650.00")
    assert ledger.invoice.charged == 2 * A_DAY


def test_credit_that_came_in_time_and_is_applied_late_bears_no_interest() -> None:
    changes: dict[str, Any] = {"late_interest": EU_INTEREST, "reminders": ()}
    ledger = Books(
        an_invoice(number="INV-1", **changes),
        an_invoice(number="INV-2", amount=euros("3650.00"), **changes),
    )
    ledger.pay("4650.00", to="INV-1")
    ledger.pass_to(5)
    ledger.apply_credit("INV-2")
    second = ledger.invoices[1]
    assert (second.state, second.charged) == (InvoiceState.PAID, 0), "the money was here"


def test_a_credit_note_bears_interest_until_its_day_and_may_credit_the_interest_too() -> None:
    ledger = bearing(reminders=(1,))
    ledger.pass_to(1)
    ledger.credit("3651.00")
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.CREDITED, A_DAY)


def test_a_payment_of_a_settled_invoice_moves_no_interest() -> None:
    ledger = bearing()
    ledger.pass_to(3)
    ledger.pay("3653.00")
    ledger.pass_to(9)
    ledger.pay("5.00")
    assert ledger.invoice.interest_until == DUE_ON + timedelta(days=3)


def test_a_reversed_payment_was_never_one_and_all_of_it_bears_interest() -> None:
    ledger = bearing()
    ledger.pass_to(2)
    ledger.pay("3650.00")
    ledger.pass_to(10)
    ledger.reverse()
    assert ledger.invoice.charged == 10 * A_DAY
    ledger.pay("3660.00")
    assert (ledger.invoice.state, ledger.invoice.charged) == (InvoiceState.PAID, 10 * A_DAY)


def test_the_compensation_is_charged_once_when_the_invoice_becomes_overdue() -> None:
    ledger = books(compensation=FORTY)
    ledger.pass_to(0, 23)
    assert ledger.invoice.charged == 0
    ledger.pass_to(60)
    assert amounts(ledger.invoice, "compensation") == [4_000]
    assert ledger.invoice.open == 104_000
    ledger.pay("1040.00")
    ledger.reverse()
    ledger.pass_to(90)
    assert amounts(ledger.invoice, "compensation") == [4_000]


def test_the_compensation_is_a_charge_that_somebody_can_read() -> None:
    ledger = books(compensation=FORTY)
    ledger.pass_to(1, 0)
    event = next(event for event in ledger.invoice.events if event.trigger == "charge")
    assert (event.trigger, event.by, event.amount, event.note) == (
        "charge",
        "worker",
        euros("40.00"),
        "Fixed compensation for collection",
    )


@pytest.mark.parametrize("set_aside", ["dispute", "declare"])
def test_no_compensation_for_what_is_disputed_or_on_its_way_when_it_becomes_overdue(
    set_aside: str,
) -> None:
    ledger = books(compensation=FORTY)
    ledger.pass_to(-1)
    getattr(ledger, set_aside)("1000.00")
    ledger.pass_to(1)
    assert ledger.invoice.charged == 0


def test_no_compensation_in_a_currency_that_the_policy_does_not_name() -> None:
    ledger = books(compensation={"USD": Decimal(45)})
    ledger.pass_to(1)
    assert ledger.invoice.charged == 0


@pytest.mark.parametrize(
    ("currency", "amount"), [("EUR", "0"), ("EUR", "-40"), ("EUR", "40.005"), ("EURO", "40")]
)
def test_a_policy_names_only_compensation_that_can_be_charged(currency: str, amount: str) -> None:
    with pytest.raises(ValidationError, match=currency):
        InvoicePolicy(compensation={currency: Decimal(amount)})


def test_what_is_credited_was_never_owed_and_its_interest_is_given_back() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.credit("1825.00")
    assert ledger.invoice.charged == 5 * A_DAY
    ledger.pass_to(20)
    ledger.pay("1.00")
    assert ledger.invoice.charged == 10 * A_DAY
    given_back = [each for each in ledger.invoice.charges if each.kind == "charge_given_back"]
    assert [each.amount for each in given_back] == [5 * A_DAY]
