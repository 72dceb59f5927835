"""What a ledger that was set back has lost is done again: in its order, at its time, once."""

from datetime import timedelta

from application.clocks.do_again import LostStep, do_again
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.messages import InvoiceMessage
from tests.ledger.billing import OVERDUE, Billing, a_payment, an_invoice
from tests.ledger.samples import NOON, euros

DAY = timedelta(days=1)


def lost(number: str, command: InvoiceMessage, days: int) -> LostStep:
    operation = type(command).__name__
    key = f"invoice/{number}/{operation}-{days}"
    return LostStep(number, operation, command, key, NOON + days * DAY)


STEPS = (
    lost("INV-1", a_payment("100.00", "BANK-2"), days=2),
    lost("INV-2", a_payment("150.00", "BANK-1"), days=1),
    lost("INV-1", an_invoice("INV-1"), days=0),
    lost("INV-2", an_invoice("INV-2"), days=0),
)


async def test_money_settles_as_it_did_in_the_order_of_then_and_once(billing: Billing) -> None:
    for _ in range(2):
        assert await do_again(billing.ledger, STEPS, {}) == {}
        view = await billing.view("INV-1")
        assert {each.bank_reference: each.settled for each in view.payments} == {
            "BANK-1": euros("50.00"),
            "BANK-2": euros("50.00"),
        }
        assert [each.at for each in view.timeline] == [NOON + days * DAY for days in range(3)]


async def test_its_timer_fires_as_it_had_fired(billing: Billing) -> None:
    await billing.issue("INV-1")
    await billing.issue("INV-2")
    assert await do_again(billing.ledger, (), {"INV-1": OVERDUE, "INV-2": None}) == {}
    assert (await billing.view("INV-1")).state is InvoiceState.OVERDUE
    assert (await billing.view("INV-2")).state is InvoiceState.OPEN


async def test_what_is_refused_now_is_said_of_its_invoice_and_the_others_go_on(
    billing: Billing,
) -> None:
    await billing.issue("INV-1")
    unknown = lost("INV-0", a_payment("10.00", "BANK-0"), days=0)
    paid = lost("INV-1", a_payment("30.00", "BANK-1"), days=1)
    refused = await do_again(billing.ledger, [unknown, paid], {"INV-1": OVERDUE, "INV-9": OVERDUE})
    assert refused == {"INV-0": ["invoice_unknown"], "INV-9": ["invoice_unknown"]}
    view = await billing.view("INV-1")
    assert (view.open, view.state) == (euros("70.00"), InvoiceState.OVERDUE)


async def test_what_time_did_before_a_step_is_done_before_it(billing: Billing) -> None:
    await billing.issue("INV-1")
    late = (OVERDUE - NOON).days + 1
    assert await do_again(billing.ledger, [lost("INV-1", a_payment(), days=late)], {}) == {}
    written = [each.trigger for each in (await billing.view("INV-1")).timeline]
    assert written.index("fall_due") < written.index("pay")
