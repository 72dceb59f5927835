"""What Stripe gives back to a customer is gone here, too: refunds, and credit notes that are
voided."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.ledger.invoices.queries import InvoiceQueries
from application.following.follow import work_off
from domain.billing.following import HintState, RefusedHint
from domain.billing.provider import InvoiceAt
from domain.invoices.lifecycle import InvoiceState
from tests.ledger.samples import CONTOSO, euros
from tests.providers.fake_stripe import giving_back, payments
from tests.providers.stripe_both import Both


async def paid(both: Both, amount: str = "100.00") -> tuple[InvoiceAt, str]:
    """An invoice that was paid at Stripe, and its payment there."""
    invoice = await both.tested.invoice(euros(amount))
    await both.tested.stripe.v1.invoices.pay_async(invoice.reference or "", {})
    await both.receive_events()
    (payment,) = both.fake.store.of("invoice_payment", invoice=invoice.reference)
    return invoice, payment["payment"]["payment_intent"]


async def paid_together(both: Both, *amounts: str) -> tuple[list[InvoiceAt], str]:
    """Invoices that were paid at Stripe by one payment, and the payment there."""
    invoices = [await both.tested.invoice(euros(each)) for each in amounts]
    payment = payments.pay_together(both.fake.store, *(each.reference or "" for each in invoices))
    await both.receive_events()
    return invoices, payment


async def refunded(both: Both, payment: str, minor: int) -> str:
    asked: Any = {"payment_intent": payment, "amount": minor}
    made = await both.tested.stripe.v1.refunds.create_async(asked)
    await both.receive_events()
    return made.id


async def credited(both: Both, invoice: InvoiceAt, minor: int, **how: int) -> str:
    asked: Any = {"invoice": invoice.reference, "amount": minor, "memo": "goodwill", **how}
    made = await both.tested.stripe.v1.credit_notes.create_async(asked)
    await both.receive_events()
    return made.id


async def unapplied(both: Both) -> str:
    statement = await InvoiceQueries(both.database).statement(CONTOSO, datetime.now(UTC))
    return str(statement.exposures[0].unapplied_credit)


async def test_what_is_refunded_without_a_credit_note_is_owed_again(both: Both) -> None:
    invoice, payment = await paid(both)
    await refunded(both, payment, 3000)
    assert await both.state_of(invoice) == (InvoiceState.PARTLY_PAID, "30.00 EUR")
    await refunded(both, payment, 1000)
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.PARTLY_PAID, "40.00 EUR")
    assert HintState.REFUSED not in await both.states()


async def test_what_is_refunded_of_a_payment_for_several_is_owed_by_what_each_got(
    both: Both,
) -> None:
    (large, small), payment = await paid_together(both, "60.00", "40.00")
    for invoice in (large, small):
        assert await both.state_of(invoice) == (InvoiceState.PAID, "0.00 EUR")
    await refunded(both, payment, 3000)
    await both.receive_events()
    assert await both.state_of(large) == (InvoiceState.PARTLY_PAID, "18.00 EUR")
    assert await both.state_of(small) == (InvoiceState.PARTLY_PAID, "12.00 EUR")
    await refunded(both, payment, 7000)
    assert await both.state_of(large) == (InvoiceState.OPEN, "60.00 EUR")
    assert await both.state_of(small) == (InvoiceState.OPEN, "40.00 EUR")
    assert HintState.REFUSED not in await both.states()


@pytest.mark.parametrize("seed", range(3))
async def test_hints_of_a_payment_for_several_come_in_any_order_and_twice(
    both: Both, seed: int
) -> None:
    invoices = [await both.tested.invoice(euros(each)) for each in ("60.00", "30.00", "10.00")]
    payment = payments.pay_together(both.fake.store, *(each.reference or "" for each in invoices))
    asked: Any = {"payment_intent": payment, "amount": 1001}
    await both.tested.stripe.v1.refunds.create_async(asked)
    shuffled = both.hints * 2
    random.Random(seed).shuffle(shuffled)
    for hint in shuffled:
        await both.receive([hint])
        await work_off(both.following)
    left = [(await both.state_of(each))[1] for each in invoices]
    assert sum(round(float(each.removesuffix(" EUR")) * 100) for each in left) == 1001
    assert left[0] in ("6.00 EUR", "6.01 EUR")


async def test_what_a_credit_note_refunds_of_a_payment_for_several_is_of_its_invoice(
    both: Both,
) -> None:
    (large, small), payment = await paid_together(both, "60.00", "40.00")
    await credited(both, small, 1000, refund_amount=1000)
    await refunded(both, payment, 3000)
    assert await both.state_of(large) == (InvoiceState.PARTLY_PAID, "20.00 EUR")
    assert await both.state_of(small) == (InvoiceState.PARTLY_PAID, "10.00 EUR")
    assert await unapplied(both) == "0.00 EUR"


@pytest.mark.parametrize("how", ["refund_amount", "credit_amount"])
async def test_what_a_credit_note_gives_back_is_nobodys_credit_here(both: Both, how: str) -> None:
    invoice, _ = await paid(both)
    await credited(both, invoice, 2000, **{how: 2000})
    await both.receive_events()
    state, left = await both.state_of(invoice)
    assert (state, left) == (InvoiceState.PAID, "0.00 EUR")
    assert await unapplied(both) == "0.00 EUR"


async def test_what_a_credit_note_leaves_to_us_is_credit_here(both: Both) -> None:
    invoice, _ = await paid(both)
    await credited(both, invoice, 2000, out_of_band_amount=2000)
    assert await unapplied(both) == "20.00 EUR"


async def test_a_credit_note_that_is_voided_is_taken_back(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    note = await credited(both, invoice, 1000)
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "90.00 EUR")
    await both.tested.stripe.v1.credit_notes.void_credit_note_async(note)
    await both.receive_events()
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "100.00 EUR")
    assert HintState.REFUSED not in await both.states()


@pytest.mark.parametrize("which", [0, 1], ids=["earlier", "later"])
async def test_of_two_credit_notes_of_one_amount_the_one_that_was_voided_is_taken_back(
    both: Both, which: int
) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    notes = [await credited(both, invoice, 1000) for _ in range(2)]
    await both.tested.stripe.v1.credit_notes.void_credit_note_async(notes[which])
    await both.receive_events()
    async with both.following.ledger.reading() as transaction:
        entries = await transaction.invoices.adjustments(invoice.number)
    taken_back = [each for each in entries if each.corrected]
    assert [str(each.step).rpartition("/")[2] for each in taken_back] == [notes[which]]
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "90.00 EUR")


async def test_one_that_was_voided_before_anybody_heard_of_it_never_was(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    asked: Any = {"invoice": invoice.reference, "amount": 1000}
    note = await both.tested.stripe.v1.credit_notes.create_async(asked)
    await both.tested.stripe.v1.credit_notes.void_credit_note_async(note.id)
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "100.00 EUR")


async def test_what_a_program_should_not_repeat_is_left_to_a_person(both: Both) -> None:
    invoice, payment = await paid(both)
    refund = await refunded(both, payment, 3000)
    giving_back.fail_refund(both.fake.store, refund)
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.PARTLY_PAID, "30.00 EUR")
    assert HintState.REFUSED in await both.states()


async def test_a_credit_note_of_ours_that_is_voided_there_is_left_to_a_person(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    made = await both.tested.provider.credit(invoice, euros("10.00"), "goodwill", "credit/1")
    await both.tested.stripe.v1.credit_notes.void_credit_note_async(made.reference)
    await both.receive_events()
    assert HintState.REFUSED in await both.states()


async def test_what_one_refund_is_left_to_a_person_for_keeps_no_other_away(both: Both) -> None:
    invoice, payment = await paid(both)
    first = await refunded(both, payment, 1000)
    giving_back.fail_refund(both.fake.store, first)
    await both.receive_events()
    (refused,) = await refusals(both)
    assert (refused.reference, refused.invoice) == (payment, invoice.number)
    async with both.following.ledger.writing() as transaction:
        await transaction.hints.settle(refused.id, "billing@provider.example", datetime.now(UTC))
    both.refreshed.clear()
    second = await refunded(both, payment, 2000)
    assert await both.state_of(invoice) == (InvoiceState.PARTLY_PAID, "30.00 EUR")
    assert both.refreshed and set(both.refreshed) == {invoice.number}
    assert await refusals(both) == []
    giving_back.fail_refund(both.fake.store, second)
    await both.receive_events()
    (refused,) = await refusals(both)
    assert first in refused.said and second in refused.said


async def refusals(both: Both) -> list[RefusedHint]:
    """That nobody has seen to."""
    async with both.following.ledger.reading() as transaction:
        return [*await transaction.hints.refused(settled=False, at_most=10)]
