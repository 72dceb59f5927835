"""Workers and engines are killed between listing a step and keeping it: what is listed is what the
request then is.

Each takes long: workers that are killed are processes of their own, which have to start first.
"""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.errors import NotPossibleNow
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.listing import RequestLine
from engine import search_attributes
from engine.connection import connect
from engine.local.ports import free_port
from tests.waiting import eventually
from tests.workflows.crashing import crashing_worker
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.engines import engine_on_disk
from tests.workflows.system import System, at_work, opened_system, settings_for

SUBMIT = messages.Submit(by=ANNA)


async def _line(system: System, customer: Customer) -> RequestLine | None:
    return await system.queues.line(customer.request)


async def _state(system: System, customer: Customer) -> State | None:
    line = await _line(system, customer)
    return line.state if line else None


async def test_a_worker_killed_while_it_lists_a_step_is_replaced_by_one_that_takes_it_again(
    temporal: Client, tmp_path: Path
) -> None:
    async def life(point: str, listed: State) -> None:
        async with opened_system(temporal, settings_for(tmp_path / point)) as system:
            customer = a_customer()
            await system.welcome(customer)
            async with crashing_worker(system, f"{point} listing approved") as worker:
                await system.open(customer)
                asked = asyncio.create_task(system.send(customer, SUBMIT, key="one-click"))
                assert await worker.wait() == -signal.SIGKILL
            assert await _state(system, customer) is listed
            async with at_work(system):
                answered = await asked
                line = await _line(system, customer)
                assert line is not None
                assert (line.state, line.waiting_on) == (State.APPROVED, answered.waiting_on)
                assert line.revision in (2, 3)  # a worker that starts may list it once more
                assert (await system.queues.rebuild(temporal)).mended == 0
                await system.assert_healthy()

    await asyncio.gather(life("before", State.DRAFT), life("after", State.APPROVED))


async def test_a_step_that_a_power_cut_kept_out_of_the_history_is_taken_from_the_ledger(
    tmp_path: Path,
) -> None:
    settings, port, customer = settings_for(tmp_path), free_port(), a_customer()
    async with engine_on_disk(tmp_path, port) as engine:
        temporal = await connect(settings, address=engine.address)
        await search_attributes.register(temporal)
        async with (
            opened_system(temporal, settings) as system,
            crashing_worker(system, "after listing approved") as worker,
        ):
            await system.welcome(customer)
            await system.open(customer)
            asked = asyncio.create_task(system.send(customer, SUBMIT))
            assert await worker.wait() == -signal.SIGKILL
            os.kill(engine.pid, signal.SIGKILL)
            asked.cancel()

    async with engine_on_disk(tmp_path, port) as engine:
        temporal = await connect(settings, address=engine.address)
        async with opened_system(temporal, settings) as system:
            lost = await _line(system, customer)
            assert lost is not None
            assert lost.state is State.APPROVED
            async with at_work(system):
                await eventually(
                    "the request is what is listed", lambda: _is_approved(system, customer)
                )
                assert await _state(system, customer) is State.APPROVED
                again = asyncio.create_task(system.send(customer, SUBMIT))
                with pytest.raises(NotPossibleNow):
                    await again


async def _is_approved(system: System, customer: Customer) -> bool:
    return (await system.snapshot(customer)).state is State.APPROVED
