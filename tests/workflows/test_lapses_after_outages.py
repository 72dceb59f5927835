"""A deadline that fell into an outage, on a real engine: the request's own workflow spares it."""

from datetime import timedelta

import pytest

from domain.requests import deadlines_reached, messages
from domain.requests.lifecycle import State
from tests.workflows.customers import ANNA, a_customer
from tests.workflows.system import System


async def test_a_draft_that_was_abandoned_in_an_outage_stands_for_another_day(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    # Time that is skipped is never late: here each moment is.
    monkeypatch.setattr(deadlines_reached, "AN_OUTAGE", timedelta(seconds=-1))
    spared = await system.pass_days(customer, 30.5)
    assert spared.state is State.DRAFT
    assert spared.waiting_on.until is not None

    submitted = await system.send(customer, messages.Submit(by=ANNA))
    assert submitted.state is State.APPROVED
