"""What happens at Stripe by itself happens here: once, in any order, and when nobody told us."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.ledger.invoices.queries import InvoiceQueries
from adapters.ledger.provider.calls import StoredCalls
from adapters.providers.stripe.following import hint_of
from adapters.providers.stripe.seen import SeenEvent
from application.following.follow import ask_what_happened, work_off
from application.invoices.operations import act
from application.steps import Asked
from domain.billing.following import HintState
from domain.billing.provider import InvoiceAt
from domain.errors import HintUnknown
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import RecordPayment
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros
from tests.providers.contract import TODAY
from tests.providers.fake_stripe.faults import Fault
from tests.providers.stripe_both import Both
from tests.providers.stripe_under_test import StripeUnderTest


async def test_an_invoice_that_stripe_sends_is_issued_here_on_the_terms(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "100.00 EUR")
    found = await InvoiceQueries(both.database).issued([invoice.number], datetime.now(UTC))
    line = found[invoice.number]
    assert line.scope == both.tested.scope_id
    assert line.due_on == line.issued_on + timedelta(days=30)
    assert invoice.number in both.refreshed
    async with both.following.ledger.reading() as transaction:
        link = await transaction.provider.link_at("stripe", invoice.reference or "")
    assert link is not None and (link.invoice, link.account_id) == (invoice.number, CONTOSO)


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("America/Los_Angeles", date(2026, 11, 2)),
        ("Europe/Amsterdam", date(2026, 11, 3)),
        ("Pacific/Auckland", date(2026, 11, 3)),
    ],
)
async def test_its_date_is_the_payers(
    both: Both, accounts: Accounts, time_zone: str, day: date
) -> None:
    """By the date in UTC one of an evening in America would be of tomorrow, and refused."""
    scope = a_scope(both.tested.scope_id)
    await accounts.import_accounts([an_account(scope, time_zone=time_zone)], NOON)
    invoice = await both.tested.invoice(euros("100.00"))
    final = datetime(2026, 11, 3, 2, tzinfo=UTC)
    there = both.fake.store.get("invoice", invoice.reference or "")
    there["status_transitions"]["finalized_at"] = int(final.timestamp())
    await both.receive_events()
    found = await InvoiceQueries(both.database).issued([invoice.number], datetime.now(UTC))
    assert found[invoice.number].issued_on == day


@pytest.mark.parametrize("seed", range(6))
async def test_hints_come_in_any_order_and_twice(both: Both, seed: int) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    v1 = both.tested.stripe.v1
    await v1.credit_notes.create_async(
        {"invoice": invoice.reference or "", "amount": 1000, "memo": "goodwill"}
    )
    await v1.invoices.pay_async(invoice.reference or "", {})
    shuffled = both.hints * 2
    random.Random(seed).shuffle(shuffled)
    for hint in shuffled:
        await both.receive([hint])
        await work_off(both.following)
    assert await both.state_of(invoice) == (InvoiceState.PAID, "0.00 EUR")
    assert set(await both.states()) == {HintState.DONE, HintState.NOT_OURS}


async def test_one_hint_is_enough_for_all_that_happened(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.tested.stripe.v1.invoices.pay_async(invoice.reference or "", {})
    (final,) = [each for each in both.fake.store.events if each["type"] == "invoice.sent"]
    assert hint_of(SeenEvent.model_validate(final)) is None
    first = next(hint for hint in both.hints if hint.reference == invoice.reference)
    await both.receive([first])
    await work_off(both.following)
    assert await both.state_of(invoice) == (InvoiceState.PAID, "0.00 EUR")


async def test_a_hint_that_was_lost_is_asked_for(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    assert await ask_what_happened(both.following) >= 1
    await work_off(both.following)
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "100.00 EUR")
    assert await ask_what_happened(both.following) == 0
    await both.tested.stripe.v1.invoices.pay_async(invoice.reference or "", {})
    assert await ask_what_happened(both.following) == 2
    await work_off(both.following)
    assert await both.state_of(invoice) == (InvoiceState.PAID, "0.00 EUR")


async def test_what_somebody_marks_as_paid_at_stripe_is_paid_here(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.tested.stripe.v1.invoices.pay_async(
        invoice.reference or "", {"paid_out_of_band": True}
    )
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.PAID, "0.00 EUR")


@pytest.mark.parametrize("whole", [True, False])
async def test_money_that_we_told_stripe_of_is_not_counted_again(both: Both, whole: bool) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    amount = euros("100.00" if whole else "30.00")
    paid = RecordPayment(by="olga", amount=amount, bank_reference="BANK-1")
    asked = Asked(invoice.number, paid, "ours", datetime.now(UTC))
    await act(both.following.ledger, asked)
    await both.tested.provider.record_payment(invoice, amount, TODAY, "BANK-1", "pay/1")
    before = await both.state_of(invoice)
    await both.receive_events()
    assert await both.state_of(invoice) == before
    assert before[1] == ("0.00 EUR" if whole else "70.00 EUR")


async def test_a_credit_note_of_ours_is_not_counted_again(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    await both.tested.provider.credit(invoice, euros("10.00"), "goodwill", "credit/1")
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "100.00 EUR")


async def test_an_invoice_that_is_voided_was_never_owed(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    await both.tested.stripe.v1.invoices.void_invoice_async(invoice.reference or "")
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.CREDITED, "0.00 EUR")


async def test_an_invoice_that_is_given_up_there_is_given_up_here(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.tested.stripe.v1.invoices.mark_uncollectible_async(invoice.reference or "")
    await both.receive_events()
    assert await both.state_of(invoice) == (InvoiceState.WRITTEN_OFF, "0.00 EUR")


async def test_a_charge_to_a_card_and_a_stranger_are_none_of_ours(both: Both) -> None:
    await both.tested.is_charged(euros("12.50"))
    stranger = await StripeUnderTest(both.tested.stripe).with_customer(account_id="somebody")
    await stranger.invoice(euros("5.00"))
    await both.receive_events()
    assert HintState.REFUSED not in await both.states()
    assert await InvoiceQueries(both.database).issued([], datetime.now(UTC)) == {}
    assert both.refreshed == []


@pytest.mark.parametrize("fault", [Fault.BEFORE, Fault.LIMITED, Fault.HALF, Fault.DROPPED])
async def test_while_stripe_is_away_hints_wait(both: Both, fault: Fault) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    both.fake.faults.bring(fault, f"/v1/invoices/{invoice.reference}", times=1)
    await both.receive([hint for hint in both.hints if hint.reference == invoice.reference])
    worked = await work_off(both.following)
    assert worked.put_off and not worked.ended
    both.later = timedelta(minutes=1)
    assert (await work_off(both.following)).ended
    assert await both.state_of(invoice) == (InvoiceState.OPEN, "100.00 EUR")


async def test_what_our_rules_do_not_take_is_left_to_a_person(both: Both) -> None:
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    other = await both.tested.invoice(euros("5.00"))
    both.fake.store.objects[other.reference or ""]["number"] = invoice.number
    await both.receive(both.hints)
    worked = await work_off(both.following)
    assert worked.refused == ["invoice_already_issued"]
    assert (await work_off(both.following)).ended == 0
    client = both.tasks
    (task,) = await client.refused()
    assert (task.reference, task.code) == (other.reference, "invoice_already_issued")
    assert task.said.startswith("There is another invoice with this number")
    await client.settle(task.id, "paula")
    assert await client.refused() == []
    (seen,) = await client.refused(settled=True)
    assert seen.settled_by == "paula"
    asked: Any = {"metadata": {"looked": "at"}}
    await both.tested.stripe.v1.invoices.update_async(other.reference or "", asked)
    await both.receive_events()
    assert await client.refused() == [], "it was seen to, and nothing is new"
    with pytest.raises(HintUnknown):
        await client.settle("evt_none", "paula")


async def _with_a_number_of_another(both: Both) -> tuple[InvoiceAt, str]:
    """An invoice there that is refused here, and the number that it should have had."""
    invoice = await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    other = await both.tested.invoice(euros("5.00"))
    both.fake.store.objects[other.reference or ""]["number"] = invoice.number
    await both.receive_events()
    return other, other.number


async def test_what_was_refused_is_taken_up_again_once_it_is_put_right(both: Both) -> None:
    other, number = await _with_a_number_of_another(both)
    client = both.tasks
    (task,) = await client.refused()
    both.fake.store.objects[other.reference or ""]["number"] = number
    assert (await work_off(both.following)).ended == 0, "nobody asked for it"
    for _ in range(2):
        await client.retry(task.id, "paula", "retry-1")
    (waiting,) = await client.refused()
    assert (waiting.state, waiting.retried_by) == (HintState.WAITING, "paula")
    await work_off(both.following)
    assert await client.refused() == []
    assert await both.state_of(other) == (InvoiceState.OPEN, "5.00 EUR")
    await client.retry(task.id, "olga")
    assert (await work_off(both.following)).ended == 0, "it was taken already"


async def test_what_is_refused_again_is_to_be_seen_to_again_and_says_why(both: Both) -> None:
    await _with_a_number_of_another(both)
    client = both.tasks
    (task,) = await client.refused()
    await client.settle(task.id, "olga")
    await client.retry(task.id, "paula")
    worked = await work_off(both.following)
    assert worked.refused == ["invoice_already_issued"]
    (again,) = await client.refused()
    assert (again.said, again.retried_by, again.settled_by) == (task.said, "paula", None)


async def test_what_was_never_refused_is_not_taken_up_again(both: Both) -> None:
    await both.tested.invoice(euros("100.00"))
    await both.receive_events()
    for known in ("evt_none", both.hints[0].id):
        with pytest.raises(HintUnknown):
            await both.tasks.retry(known, "paula")


async def test_what_another_billing_system_told_is_not_read_at_this_one(both: Both) -> None:
    await _with_a_number_of_another(both)
    (task,) = await both.tasks.refused()
    await StoredCalls(both.database).keep_provider("http", frozenset(), datetime.now(UTC))
    with pytest.raises(HintUnknown):
        await both.tasks.retry(task.id, "paula")


async def test_while_stripe_is_away_what_is_taken_up_again_waits(both: Both) -> None:
    other, number = await _with_a_number_of_another(both)
    (task,) = await both.tasks.refused()
    both.fake.store.objects[other.reference or ""]["number"] = number
    both.fake.faults.bring(Fault.BEFORE, f"/v1/invoices/{other.reference}", times=1)
    await both.tasks.retry(task.id, "paula")
    assert (await work_off(both.following)).put_off
    (waiting,) = await both.tasks.refused()
    assert waiting.state is HintState.WAITING
    both.later = timedelta(minutes=1)
    assert (await work_off(both.following)).ended
    assert await both.state_of(other) == (InvoiceState.OPEN, "5.00 EUR")
