"""A request whose workflow is gone goes on where it stood, from what the ledger has of it."""

from decimal import Decimal

import pytest

from adapters.ledger.database import opened_ledger
from adapters.ledger.requests.lives import StoredLives
from domain.errors import RequestAlreadyOpen
from domain.requests import messages
from domain.requests.happenings import Happening
from domain.requests.life import RequestLife
from domain.requests.lifecycle import State
from tests.workflows.customers import CARL, LARGE, Customer, a_customer
from tests.workflows.steps import SWITCH, in_review, submitted
from tests.workflows.system import System


async def life_in_the_ledger(system: System, customer: Customer) -> RequestLife:
    async with opened_ledger(system.settings.ledger_url) as database:
        life = await StoredLives(database).newest(customer.request)
    assert life is not None
    return life


async def test_a_request_that_was_lost_goes_on_where_it_stood(system: System) -> None:
    customer = a_customer(credit=LARGE)
    before = await in_review(system, customer)
    lost = await system.history(customer)
    await system.handle(customer).terminate("lost")
    assert await system.requests.resume(await life_in_the_ledger(system, customer))
    after = await system.snapshot(customer)
    assert after == before
    await system.pass_days(customer, 8)
    approval = messages.ApproveCredit(by=CARL, limit=Decimal(20000))
    await system.send(customer, approval)
    await system.send(customer, SWITCH)
    ended = await system.end_of(customer)
    assert [entry.trigger for entry in ended.timeline][: len(before.timeline)] == [
        entry.trigger for entry in before.timeline
    ]
    assert Happening.REVIEW_OVERDUE in {entry.kind for entry in ended.timeline}
    assert len(await system.switches(customer)) == 1
    line = await system.queues.line(customer.request)
    assert line is not None and line.state is State.SWITCHED
    assert line.run == lost.run_id


async def test_the_ledger_has_the_end_of_a_request(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    await system.send(customer, SWITCH)
    ended = await system.end_of(customer)
    life = await life_in_the_ledger(system, customer)
    assert (life.state, life.switched) == (State.SWITCHED, ended.switched)
    assert life.entries == len(ended.timeline)
    async with opened_ledger(system.settings.ledger_url) as database:
        kept = await StoredLives(database).timeline(life.run, life.entries)
    assert kept == ended.timeline


async def test_one_that_runs_is_left_alone(system: System) -> None:
    customer = a_customer()
    await submitted(system, customer)
    assert not await system.requests.resume(await life_in_the_ledger(system, customer))


async def test_who_opened_it_still_finds_it(system: System) -> None:
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer, key="first")
    await system.handle(customer).terminate("lost")
    await system.requests.resume(await life_in_the_ledger(system, customer))
    assert (await system.open(customer, key="first")).state is State.DRAFT
    with pytest.raises(RequestAlreadyOpen):
        await system.open(customer, key="second")
