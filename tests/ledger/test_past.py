"""Sample data has a real past: each step as of its own moment, and nobody is mailed about it."""

from datetime import timedelta

import pytest

from adapters.ledger.letters.outbox import LedgerOutbox
from clients.invoices.past import past
from domain.errors import AmountNotAcceptable, InvoiceUnknown
from domain.invoices.lifecycle import InvoiceState
from domain.turns import Who
from engine.wiring.open_ledger import OpenLedger
from tests.ledger.billing import HELD, OVERDUE, Billing, a_payment, an_invoice
from tests.ledger.letters import Letters
from tests.ledger.samples import LEASE, NOON

LATER = HELD + timedelta(days=30)


async def test_time_does_everything_on_its_own_day(billing: Billing, outbox: LedgerOutbox) -> None:
    async with past(OpenLedger(billing.database)) as then:
        await then.issue(an_invoice(), NOON)
        await then.pass_until(LATER)
    view = await billing.view(now=LATER)
    assert (view.state, view.on_hold) == (InvoiceState.OVERDUE, True)
    sent = [(step.days, step.at and step.at.date()) for step in view.reminders]
    assert sent == [(step.days, step.on) for step in view.reminders]
    assert {step.outcome for step in view.reminders} == {"sent"}
    assert next(each.at for each in view.timeline if each.trigger == "fall_due") == OVERDUE
    assert await outbox.claim(LATER, LEASE) == []
    assert await Letters(billing.database).followed() == []


async def test_deeds_come_after_what_time_had_done_by_then(billing: Billing) -> None:
    paid_at = OVERDUE + timedelta(days=3)
    async with past(OpenLedger(billing.database)) as then:
        await then.issue(an_invoice(), NOON)
        await then.act("INV-1", a_payment("40.00"), paid_at)
        await then.pass_until(LATER)
    view = await billing.view(now=LATER)
    told = [each.trigger for each in view.timeline]
    assert told.index("fall_due") < told.index("pay") < len(told) - 1
    assert [each.at for each in view.timeline] == sorted(each.at for each in view.timeline)


async def test_a_letter_that_is_refused_stops_the_ladder(billing: Billing) -> None:
    async with past(OpenLedger(billing.database), never_arrive=["/reminder-3/"]) as then:
        await then.issue(an_invoice(), NOON)
        await then.pass_until(LATER)
    view = await billing.view(now=LATER)
    assert [step.letter for step in view.reminders][:3] == ["left", "left", "refused"]
    assert (view.waiting_on.who, view.on_hold) == (Who.BILLING, False)
    (stuck,) = await Letters(billing.database).stuck()
    assert "reminder-3" in stuck.key


async def test_a_past_that_fails_leaves_nothing_behind(billing: Billing) -> None:
    with pytest.raises(AmountNotAcceptable):
        async with past(OpenLedger(billing.database)) as then:
            await then.issue(an_invoice(), NOON)
            await then.act("INV-1", a_payment("0.00"), OVERDUE)
    with pytest.raises(InvoiceUnknown):
        await billing.view()
