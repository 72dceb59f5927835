"""An invoice's thirty days on the real server, with skipped time."""

from datetime import timedelta

from domain.invoices.lifecycle import InvoiceState
from domain.notices import NoticeKind
from domain.turns import Who
from tests.workflows.billing import billing
from tests.workflows.payers import euros, payment
from tests.workflows.system import System


async def test_an_invoice_is_issued_mailed_and_paid_in_time(system: System) -> None:
    at = await billing(system)
    issued = await at.issue("1000.00")
    view = await at.look()
    assert view.state is InvoiceState.OPEN
    assert view.due_on == issued.due_on == view.issued_on + timedelta(days=30)
    assert view.waiting_on.who is Who.CUSTOMER
    assert view.reference.startswith("RF")

    paid = await at.send(payment("1000.00"))
    assert paid.state is InvoiceState.PAID
    ended = await at.end_of()
    assert ended is not None
    assert ended.settled
    view = await at.look()
    assert view.open == euros("0.00")
    assert {step.outcome for step in view.reminders} == {"cancelled"}
    assert await at.notices() == {NoticeKind.INVOICE_ISSUED: 1, NoticeKind.PAYMENT_RECEIVED: 1}


async def test_an_unpaid_invoice_is_reminded_becomes_overdue_and_puts_the_account_on_hold(
    system: System,
) -> None:
    at = await billing(system)
    await at.issue()
    due = (await at.look()).due_on
    view = await at.pass_until(due - timedelta(days=1))
    assert [step.outcome for step in view.reminders][:2] == ["sent", "sent"]
    view = await at.pass_until(due)
    assert view.state is InvoiceState.OPEN
    view = await at.pass_until(due + timedelta(days=1))
    assert view.state is InvoiceState.OVERDUE
    view = await at.pass_until(due + timedelta(days=15))
    assert not view.on_hold
    view = await at.pass_until(due + timedelta(days=16))
    assert view.on_hold
    assert [step.outcome for step in view.reminders] == [*["sent"] * 5, "planned"]
    await at.send(payment("1000.00"))
    await at.end_of()
    assert not (await at.look()).on_hold
    assert await at.notices() == {
        NoticeKind.INVOICE_ISSUED: 1,
        NoticeKind.INVOICE_DUE_SOON: 2,
        NoticeKind.INVOICE_OVERDUE: 1,
        NoticeKind.INVOICE_OVERDUE_AGAIN: 2,
        NoticeKind.CREDIT_HOLD_PLACED: 1,
        NoticeKind.TEAM_CREDIT_HOLD_PLACED: 1,
        NoticeKind.PAYMENT_RECEIVED: 1,
        NoticeKind.CREDIT_HOLD_LIFTED: 1,
        NoticeKind.TEAM_CREDIT_HOLD_LIFTED: 1,
    }
