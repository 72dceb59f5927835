"""Two things happen to one invoice, or to one account, at the same moment."""

import asyncio
from datetime import timedelta

from domain.errors import PaymentAlreadyRecorded
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import Share
from domain.notices import NoticeKind
from tests.waiting import at_once
from tests.workflows.billing import billing
from tests.workflows.payers import PAULA, WRITE_OFF, dispute, euros, payment, resolution
from tests.workflows.system import System


async def test_two_payments_at_once_both_count_and_settle_no_more_than_is_open(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue("100.00")
    done, refused = await at_once(
        at.send(payment("80.00", "B-1")), at.send(payment("80.00", "B-2"))
    )
    assert (len(done), len(refused)) == (2, 0)
    view = await at.look()
    assert view.state is InvoiceState.PAID
    assert sum(each.settled.amount for each in view.payments) == 100
    (exposure,) = (await system.ledger.statement(at.payer.account_id)).exposures
    assert exposure.unapplied_credit == euros("60.00")


async def test_the_same_payment_recorded_by_two_people_at_once_counts_once(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    done, refused = await at_once(
        at.send(payment("40.00", "B-1")), at.send(payment("40.00", "B-1"))
    )
    assert len(done) == 1
    assert [type(refusal) for refusal in refused] == [PaymentAlreadyRecorded]
    assert (await at.look()).open == euros("60.00")


async def test_one_click_sent_twice_at_once_acts_once(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    part = payment("40.00", "B-1")
    done, refused = await at_once(at.send(part, key="click"), at.send(part, key="click"))
    assert (len(done), len(refused)) == (2, 0)
    assert (await at.look()).open == euros("60.00")


async def test_an_invoice_issued_by_two_people_at_once_is_one_invoice(system: System) -> None:
    at = await billing(system)
    done, refused = await at_once(*(at.issue("100.00") for _ in range(5)))
    assert (len(done), len(refused)) == (5, 0)
    assert (await at.notices())[NoticeKind.INVOICE_ISSUED] == 1
    assert len([e for e in (await at.look()).timeline if e.trigger == "issue"]) == 1


async def test_of_two_different_invoices_with_one_number_one_is_issued(system: System) -> None:
    at = await billing(system)
    done, refused = await at_once(at.issue("100.00"), at.issue("200.00"))
    assert len(done) == 1
    assert [refusal.code for refusal in refused] == ["invoice_already_issued"]


async def test_a_dispute_and_a_payment_at_once_leave_one_consistent_invoice(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue("100.00")
    done, refused = await at_once(at.send(dispute("100.00")), at.send(payment("100.00")))
    view = await at.look()
    assert view.state is InvoiceState.PAID
    assert view.disputed == euros("0.00")
    # The dispute came first and was settled by the payment, or it came too late.
    assert len(done) == 2 or refused[0].code in (
        "not_possible_now",
        "amount_not_acceptable",
    )


async def test_of_two_people_resolving_a_dispute_at_once_one_wins(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    await at.send(dispute("60.00"))
    done, refused = await at_once(
        at.send(resolution(upheld=True)), at.send(resolution(upheld=False))
    )
    assert len(done) == 1
    assert [refusal.code for refusal in refused] == ["not_waiting_for_this"]


async def test_a_payment_and_a_write_off_at_once_never_lose_money(system: System) -> None:
    at = await billing(system)
    await at.issue("100.00")
    await at_once(at.send(payment("100.00")), at.send(WRITE_OFF))
    view = await at.look()
    exposures = (await system.ledger.statement(at.payer.account_id)).exposures
    assert view.open == euros("0.00")
    assert view.paid.amount + sum(each.unapplied_credit.amount for each in exposures) == 100


async def test_a_payment_while_a_reminder_is_being_sent_is_followed_by_no_other_reminder(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue("100.00")
    due = (await at.look()).due_on
    await at.pass_until(due)
    await asyncio.gather(
        at.pass_until(due + timedelta(days=1)),
        at.send(payment("100.00")),
        return_exceptions=True,
    )
    await at.end_of()
    view = await at.look()
    assert view.state is InvoiceState.PAID
    told = await at.notices()
    assert told[NoticeKind.INVOICE_OVERDUE] <= 1
    reminded = [event.at for event in view.timeline if event.trigger == "write_reminder"]
    paid = [event.at for event in view.timeline if event.trigger == "pay"]
    assert max(reminded) <= max(paid)


async def test_payments_that_name_each_others_invoices_at_once_do_not_block_each_other(
    system: System,
) -> None:
    at = await billing(system)
    first, second = at.payer.number, at.payer.another("2")
    await at.issue("100.00")
    await at.issue("100.00", second)
    both = tuple(Share(by=PAULA, number=number) for number in (first, second))
    done, refused = await at_once(
        at.send(payment("100.00", "B-1", shares=both), first),
        at.send(payment("100.00", "B-2", shares=both[::-1]), second),
    )
    assert (len(done), len(refused)) == (2, 0)
    for number in (first, second):
        assert (await at.until_state("paid", number)).open == euros("0.00")
        assert await at.end_of(number) is not None


async def test_of_an_invoice_that_is_refused_and_one_that_is_not_the_latter_has_its_clock(
    system: System,
) -> None:
    at = await billing(system)
    wrong = at.payer.invoice("0.00")
    _, refused = await at_once(system.invoices.issue(wrong, PAULA), at.issue("200.00"))
    # Whichever came first: the wrong one is refused, for what it is or for its number.
    assert [refusal.code for refusal in refused] in (
        ["invoice_not_issuable"],
        ["invoice_already_issued"],
    )
    assert (await at.send(payment("200.00"))).state is InvoiceState.PAID
    assert await at.end_of() is not None
