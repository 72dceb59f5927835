"""Money comes in, is taken back, is on its way: what an invoice and its neighbours make of it."""

from datetime import timedelta

import pytest

from domain.errors import DomainError, PaymentAlreadyRecorded, WireNeedsBilling
from domain.invoices import messages
from domain.invoices.lifecycle import InvoiceState
from domain.notices import NoticeKind
from domain.turns import Who
from tests.workflows.billing import Billing, billing
from tests.workflows.payers import (
    APPLY_CREDIT,
    PAULA,
    WRITE_OFF,
    credit_note,
    dispute,
    euros,
    payment,
    resolution,
    reversal,
    wire,
)
from tests.workflows.system import System


async def test_a_partly_paid_invoice_is_reminded_of_what_is_left(system: System) -> None:
    at = await billing(system)
    await at.issue("1000.00")
    part = await at.send(payment("400.00"))
    assert part.state is InvoiceState.PARTLY_PAID
    due = (await at.look()).due_on
    view = await at.pass_until(due + timedelta(days=1))
    assert view.state is InvoiceState.OVERDUE
    (reminded,) = [
        e for e in view.timeline if e.trigger == "remind" and e.note and "over" in e.note
    ]
    assert reminded.amount == euros("600.00")


async def test_a_payment_settles_several_invoices_and_their_clocks_end(system: System) -> None:
    at = await billing(system)
    second, third = at.payer.another("2"), at.payer.another("3")
    for number, amount in ((None, "100.00"), (second, "200.00"), (third, "300.00")):
        await at.issue(amount, number)
    shares = tuple(
        messages.Share(by=PAULA, number=number) for number in (at.payer.number, second, third)
    )
    await at.send(payment("450.00", shares=shares))
    assert await at.end_of() is not None
    assert await at.end_of(second) is not None
    last = await at.until_state("partly_paid", third)
    assert last.open == euros("150.00")


async def test_too_much_becomes_credit_that_settles_the_next_invoices_by_itself(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue("100.00")
    await at.send(payment("130.00"))
    await at.end_of()
    next_one = at.payer.another("2")
    await at.issue("20.00", next_one)
    assert await at.end_of(next_one) is not None
    third = at.payer.another("3")
    await at.issue("50.00", third)
    assert (await at.until_state("partly_paid", third)).open == euros("40.00")


async def test_money_of_an_account_without_open_invoices_is_credit_and_can_be_paid_back(
    system: System,
) -> None:
    at = await billing(system)
    account, client = at.payer.account_id, system.invoices
    for _ in range(2):
        await client.pay_account(account, payment("80.00"), "once")
    refund = messages.RefundCredit(by=PAULA, amount=euros("30.00"), bank_reference="R-1")
    paid_back = await client.refund(account, refund, "back")
    assert await client.refund(account, refund, "back") == paid_back
    await at.issue("100.00")
    view = await at.until_state("partly_paid")
    assert view.open == euros("50.00")
    came_back = messages.CorrectEntry(by=PAULA, entry=paid_back.entry, reason="It came back.")
    await client.correct_account(account, came_back, "wrong")
    await client.correct_account(account, came_back, "wrong")
    assert (await at.look()).open == euros("20.00")
    (entered,) = (await at.look()).payments
    wrong = messages.CorrectEntry(by=PAULA, entry=entered.entry, reason="A typing error.")
    for _ in range(2):
        await client.correct_account(account, wrong, "never")
    assert (await at.look()).open == euros("100.00")
    again = payment("100.00")
    for _ in range(2):
        await client.pay_account(account, again, "right")
    assert await at.end_of() is not None


async def test_a_write_off_is_recovered_by_money_that_comes_after_all(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    await at.send(WRITE_OFF)
    assert await at.end_of() is not None
    part = await at.send(payment("60.00", "B-1"))
    assert part.state is InvoiceState.WRITTEN_OFF
    whole = await at.send(payment("40.00", "B-2"))
    assert whole.state is InvoiceState.PAID


async def test_a_bounced_payment_opens_an_ended_invoice_again_with_its_clock_where_it_belongs(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    await at.pass_until(due + timedelta(days=2))
    await at.send(payment("1000.00"))
    ended = await at.end_of()
    assert ended is not None
    reopened = await at.send(reversal())
    assert reopened.state is InvoiceState.OVERDUE
    view = await at.pass_until(due + timedelta(days=7))
    outcomes = [step.outcome for step in view.reminders]
    assert view.state is InvoiceState.OVERDUE
    assert outcomes == ["sent", "sent", "sent", "sent", "planned", "planned"]
    assert (await at.notices())[NoticeKind.PAYMENT_REVERSED] == 1


async def test_money_for_an_invoice_that_is_paid_already_is_kept_as_credit(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    await at.send(payment("100.00", "B-1"))
    await at.end_of()
    again = await at.send(payment("100.00", "B-2"))
    assert again.state is InvoiceState.PAID
    assert await at.end_of() is not None
    statement = await system.ledger.statement(at.payer.account_id)
    assert [exposure.unapplied_credit for exposure in statement.exposures] == [euros("100.00")]


async def test_the_same_bank_reference_never_counts_twice(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    await at.send(payment("40.00", "B-1"), key="a-click")
    same = await at.send(payment("40.00", "B-1"), key="a-click")
    assert same.open == euros("60.00")
    with pytest.raises(PaymentAlreadyRecorded):
        await at.send(payment("40.00", "B-1"), key="another-click")
    assert (await at.look()).open == euros("60.00")


async def test_a_declared_wire_pauses_reminders_and_they_resume_by_themselves(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    await at.pass_until(due + timedelta(days=5))
    declared = await at.send(wire("1000.00"))
    assert declared.waiting_on.who is Who.BILLING
    view = await at.look()
    expected = view.wires[0].expected_by
    assert expected >= due + timedelta(days=9)
    view = await at.pass_until(due + timedelta(days=8))
    assert view.reminders[3].outcome == "planned"
    view = await at.pass_until(expected + timedelta(days=1))
    assert view.wires[0].state == "not_arrived"
    with pytest.raises(WireNeedsBilling):
        await at.send(wire("1000.00", "B-9"))
    assert view.reminders[3].outcome == "sent" or view.reminders[4].outcome == "sent"
    assert (await at.notices())[NoticeKind.WIRE_NOT_ARRIVED] == 1


async def test_a_dispute_pauses_what_it_is_about_and_the_clock_goes_on_after_its_grace(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    await at.pass_until(due + timedelta(days=2))
    disputed = await at.send(dispute("1000.00"))
    assert disputed.state is InvoiceState.DISPUTED
    assert disputed.waiting_on.who is Who.BILLING
    view = await at.pass_until(due + timedelta(days=20))
    assert not view.on_hold
    assert view.reminders[3].outcome == "planned"
    rejected = await at.send(resolution(upheld=False))
    assert rejected.state is InvoiceState.OVERDUE
    view = await at.pass_days(4)
    assert view.reminders[4].outcome == "planned"
    view = await at.pass_days(3)
    assert [step.outcome for step in view.reminders][3:5] == ["skipped", "sent"]
    assert view.on_hold


async def test_an_upheld_dispute_over_everything_ends_the_invoice_as_credited(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    await at.send(dispute("1000.00"))
    upheld = await at.send(resolution(upheld=True))
    assert upheld.state is InvoiceState.CREDITED
    assert await at.end_of() is not None


async def test_a_credit_note_or_a_write_off_of_all_that_is_open_ends_the_clock(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    part = await at.send(credit_note("250.00"))
    assert (part.state, part.open) == (InvoiceState.OPEN, euros("750.00"))
    given_up = await at.send(WRITE_OFF)
    assert given_up.state is InvoiceState.WRITTEN_OFF
    assert await at.end_of() is not None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (payment("0.00"), "amount_not_acceptable"),
        (dispute("1000.01"), "amount_not_acceptable"),
        (credit_note("1000.01"), "amount_not_acceptable"),
        (wire("1000.01"), "amount_not_acceptable"),
        (resolution(upheld=True), "not_waiting_for_this"),
        (reversal("B-9"), "payment_unknown"),
        (APPLY_CREDIT, "nothing_to_apply"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
async def test_a_refusal_says_why_and_leaves_the_invoice_as_it_was(
    system: System, command: messages.InvoiceMessage, code: str
) -> None:
    at = await billing(system)
    await at.issue()
    before = await at.look()
    with pytest.raises(DomainError) as refused:
        await at.send(command)
    assert refused.value.code == code
    after = await at.look()
    assert after == before.model_copy(update={"as_of": after.as_of})
    assert (await at.send(payment("1000.00"))).state is InvoiceState.PAID


async def test_what_a_settled_invoice_refuses_leaves_no_clock_running(system: System) -> None:
    """The message itself starts a workflow where none runs any more."""
    at = await billing(system)
    await at.issue()
    await at.send(payment("1000.00"))
    settled, first = await at.end_of(), await at.handle().describe()
    with pytest.raises(DomainError):
        await at.send(dispute("10.00"))
    assert await at.end_of() == settled
    assert (await at.handle().describe()).run_id != first.run_id


async def _issue_problem(at: Billing, **changes: object) -> str:
    invoice = at.payer.invoice().model_copy(update=changes)
    with pytest.raises(DomainError) as refused:
        await at.system.invoices.issue(invoice, PAULA)
    return str(refused.value.details.get("problem", refused.value.code))


async def test_an_invoice_that_cannot_be_issued_is_refused_and_can_be_put_right(
    system: System,
) -> None:
    at = await billing(system)
    tomorrow = at.payer.invoice().issued_on + timedelta(days=2)
    assert await _issue_problem(at, scope="sub-nobody") == "scope_unknown"
    assert await _issue_problem(at, issued_on=tomorrow) == "dated_in_future"
    assert await _issue_problem(at, amount=euros("0.00")) == "not_positive"
    await at.issue("1000.00")
    assert await _issue_problem(at, amount=euros("1000.01")) == "invoice_already_issued"
    assert (await at.issue("1000.00")).outcome == "already_issued"
    assert (await at.notices())[NoticeKind.INVOICE_ISSUED] == 1
