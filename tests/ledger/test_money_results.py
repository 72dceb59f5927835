"""A step's own answer says what it made of the money, as whoever asked afterwards would find it."""

from datetime import datetime

import pytest

from adapters.ledger.invoices.settled import settled_by
from domain.invoices.account.money_results import NAMED
from domain.invoices.messages import RecordPayment, WriteOff
from domain.invoices.views.money import MoneyResult
from domain.values.money import Money
from tests.ledger.billing import CLERK, TEN_DAYS_LATE, Billing, a_payment, shares
from tests.ledger.samples import CONTOSO, NOON, euros
from tests.ledger.test_open_today import FIXED, RATES


async def _asked_after(
    billing: Billing, payment: RecordPayment, now: datetime = NOON
) -> MoneyResult:
    settled = await settled_by(billing.database, payment.bank_reference, now, CONTOSO)
    left = await billing.queries.unapplied(CONTOSO)
    nothing = Money.from_minor(0, payment.amount.currency)
    return MoneyResult(settled=tuple(settled), unapplied_credit=next(iter(left), nothing))


async def _of_two(billing: Billing) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2", "50.00", scope="sub-2")


@pytest.mark.parametrize(
    "payment",
    [
        a_payment("30.00"),
        a_payment("100.00"),
        a_payment("130.00"),
        a_payment("500.00"),
        a_payment("120.00", shares=shares("INV-1", "INV-2")),
        a_payment("120.00", shares=shares(("INV-1", "20.00"), "INV-2")),
        a_payment("30.00", of=euros("90.00")),
    ],
)
async def test_a_payment_says_what_it_settled_and_what_is_left(
    billing: Billing, payment: RecordPayment
) -> None:
    await _of_two(billing)
    paid = await billing.act(payment)
    assert paid.standing.result == await _asked_after(billing, payment)


async def test_late_charges_are_in_what_it_leaves_open(billing: Billing) -> None:
    await billing.issue("INV-1", policy=RATES | FIXED)
    part = a_payment("30.00")
    paid = await billing.act(part, now=TEN_DAYS_LATE)
    assert paid.standing.result == await _asked_after(billing, part, TEN_DAYS_LATE)


async def test_what_was_written_off_and_comes_after_all_is_said(billing: Billing) -> None:
    await _of_two(billing)
    await billing.act(WriteOff(by=CLERK, reason="insolvent"))
    paid = await billing.act(a_payment("120.00"))
    assert paid.standing.result == await _asked_after(billing, a_payment("120.00"))


async def test_what_was_entered_wrongly_is_no_part_of_what_is_entered_again(
    billing: Billing,
) -> None:
    await _of_two(billing)
    await billing.pay("100.00")
    await billing.correct("payment-1")
    again = a_payment("120.00", shares=shares("INV-2", "INV-1"))
    paid = await billing.act(again)
    assert paid.standing.result is not None
    asked = await _asked_after(billing, again)
    assert asked.settled is not None and paid.standing.result.settled is not None
    assert set(paid.standing.result.settled) == set(asked.settled)
    assert paid.standing.result.unapplied_credit == asked.unapplied_credit


async def test_of_a_further_part_of_a_transfer_the_ledger_has_to_be_asked(
    billing: Billing,
) -> None:
    await _of_two(billing)
    whole = euros("90.00")
    first = await billing.act(a_payment("60.00", of=whole))
    second = await billing.act(a_payment("30.00", of=whole))
    assert first.standing.result is not None and first.standing.result.settled
    assert second.standing.result == MoneyResult(unapplied_credit=euros("0.00"))


async def test_an_answer_names_no_more_invoices_than_a_history_can_keep(billing: Billing) -> None:
    numbers = [f"INV-{place}" for place in range(1, NAMED + 2)]
    for number in numbers:
        await billing.issue(number, "1.00")
    some = await billing.act(a_payment(f"{NAMED}.00", "B-1", shares=shares(*numbers[:-1])))
    assert some.standing.result is not None and some.standing.result.settled is not None
    assert len(some.standing.result.settled) == NAMED
    await billing.correct("payment-1", numbers[0])
    all_ = await billing.act(a_payment(f"{NAMED + 1}.00", "B-2", shares=shares(*numbers)))
    assert all_.standing.result == MoneyResult(unapplied_credit=euros("0.00"))


async def test_asked_again_under_its_key_a_payment_answers_the_same(billing: Billing) -> None:
    await _of_two(billing)
    first = await billing.act(a_payment("120.00"), key="once")
    await billing.reverse("BANK-1")
    again = await billing.act(a_payment("120.00"), key="once")
    assert again.already
    assert again.standing.result == first.standing.result


async def test_only_a_payment_is_answered_so(billing: Billing) -> None:
    await _of_two(billing)
    paid = await billing.pay("30.00")
    reversed_ = await billing.reverse("BANK-1")
    assert paid.standing.result is not None
    assert paid.standing.kept == paid.standing.model_copy(update={"result": None})
    assert reversed_.standing.result is None


async def test_money_that_fits_no_invoice_is_answered_with_the_credit_that_it_is(
    billing: Billing,
) -> None:
    first = await billing.pay_account("130.00", "BANK-1")
    second = await billing.pay_account("20.00", "BANK-2")
    back = await billing.refund("50.00", "BACK-1")
    assert first.result == MoneyResult(settled=(), unapplied_credit=euros("130.00"))
    assert second.result == MoneyResult(settled=(), unapplied_credit=euros("150.00"))
    assert back.result == MoneyResult(unapplied_credit=euros("100.00"))
