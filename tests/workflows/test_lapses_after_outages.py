"""A deadline that fell into an outage, on a real engine: the request's own workflow spares it,
whoever asks first afterwards."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.ledger.database import opened_ledger
from adapters.ledger.requests.lives import StoredLives
from domain.requests import messages
from domain.requests.deadlines import Alarm
from domain.requests.happenings import Happening
from domain.requests.life import RequestLife
from domain.requests.lifecycle import State
from engine.asking import was_taken
from engine.starting import resume_request
from tests.waiting import eventually
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.system import System, at_work, opened_system, settings_for
from workflows.request import PayByInvoiceRequest


async def a_draft_that_ran_out_an_hour_ago(system: System) -> Customer:
    """Nobody works, and nobody did as its time ran out: it was opened, and goes on now, as long
    before as its time is."""
    customer = a_customer()
    await system.welcome(customer)
    async with at_work(system):
        await system.open(customer)
    await system.handle(customer).terminate("It goes on as one of a month ago.")
    async with opened_ledger(system.settings.ledger_url) as database:
        life = await StoredLives(database).newest(customer.request)
    assert life is not None
    assert await resume_request(system.temporal, system.settings.task_queue, of_before(life))
    return customer


def of_before(life: RequestLife) -> RequestLife:
    ends = next(each.at for each in life.deadlines.running if each.alarm is Alarm.DRAFT_ABANDONED)
    passed = ends - datetime.now(UTC) + timedelta(hours=1)
    running = tuple(
        each.model_copy(update={"at": each.at - passed}) for each in life.deadlines.running
    )
    changes = {"deadlines": life.deadlines.model_copy(update={"running": running})}
    return life.model_copy(update={**changes, "opened_at": life.opened_at - passed})


async def happened(system: System, customer: Customer) -> list[Happening]:
    return [each.kind for each in (await system.snapshot(customer)).timeline]


@pytest.mark.parametrize("first", ["customer", "timer"])
async def test_a_draft_that_ran_out_while_nobody_worked_is_sent_in_all_the_same(
    temporal: Client, tmp_path: Path, first: str
) -> None:
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        customer = await a_draft_that_ran_out_an_hour_ago(system)
        submit = messages.Submit(by=ANNA)
        if first == "customer":
            asked = asyncio.create_task(
                system.handle(customer).execute_update(
                    PayByInvoiceRequest.submit, submit, id="sent-in"
                )
            )

            async def is_there() -> bool:
                return await was_taken(temporal, customer.request, "sent-in", datetime.now(UTC))

            await eventually("the engine has what the customer asked", is_there)
        async with at_work(system):
            if first == "customer":
                await asked
            else:
                spared = await system.snapshot(customer)
                assert spared.state is State.DRAFT
                in_a_day = datetime.now(UTC) + timedelta(days=1)
                assert spared.waiting_on.until is not None
                assert abs(spared.waiting_on.until - in_a_day) < timedelta(minutes=5)
                assert Happening.DEADLINE_EXTENDED in await happened(system, customer)
                await system.send(customer, submit)
            sent_in = await system.snapshot(customer)
            assert sent_in.state is State.APPROVED
            assert Happening.LAPSED not in await happened(system, customer)
