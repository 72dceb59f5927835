"""Processes are killed outright at the worst moments: nothing is lost and nothing is done twice.

Each takes long: workers that are killed are processes of their own, which have to start first.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.errors import ServiceUnreachable
from domain.notices import LetterState, NoticeKind
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot
from domain.turns import WORKER
from engine import search_attributes
from engine.connection import connect
from engine.local.embedded import EmbeddedEngine
from engine.local.ports import free_port
from tests.waiting import eventually
from tests.workflows.crashing import crashing_worker
from tests.workflows.customers import ANNA, CARL, LARGE, Customer, a_customer
from tests.workflows.engines import engine_on_disk
from tests.workflows.steps import RETURN_APPLICATION, SWITCH, in_review, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for
from workflows.request import PayByInvoiceRequest

SWITCH_POINTS = (
    "before switch_payment_method",
    "before commit of switch_payment_method",
    "after commit of switch_payment_method",
)


async def _until_answered(
    system: System, customer: Customer, command: Message, key: str
) -> Snapshot:
    """Asks again under the same key for as long as nobody answers, as the refusal advises."""

    async def answer() -> Snapshot | None:
        with suppress(ServiceUnreachable):
            return await system.send(customer, command, key)
        return None

    answered = await eventually(f"{type(command).__name__} is answered", answer, seconds=60)
    assert answered is not None
    return answered


async def _switched_over_a_dead_worker(system: System, die_at: str) -> tuple[Customer, Snapshot]:
    customer = a_customer()
    async with crashing_worker(system, die_at) as worker:
        await submitted(system, customer)
        asked = asyncio.create_task(_until_answered(system, customer, SWITCH, "one-click"))
        assert await worker.wait() == -signal.SIGKILL
    await _assert_notified_and_listed_if_switched(system, customer, made=die_at == SWITCH_POINTS[2])
    async with at_work(system):
        assert (await asked).state is State.SWITCHED
        ended = await system.end_of(customer)
        await system.delivered(customer)
    return customer, ended


async def _assert_notified_and_listed_if_switched(
    system: System, customer: Customer, *, made: bool
) -> None:
    assert len(await system.switches(customer)) == made
    told = await system.notices(customer)
    assert [told[NoticeKind.SWITCHED], told[NoticeKind.TEAM_SWITCHED]] == [made, made]
    line = await system.queues.line(customer.request)
    assert line is not None
    assert line.state is (State.SWITCHED if made else State.APPROVED)


async def test_a_worker_killed_at_any_step_of_the_switch_leaves_exactly_one_switch(
    temporal: Client, tmp_path: Path
) -> None:
    async def life(point: str) -> None:
        settings = settings_for(tmp_path / point.replace(" ", "-"))
        async with opened_system(temporal, settings) as system:
            customer, ended = await _switched_over_a_dead_worker(system, point)
            assert len(await system.switches(customer)) == 1, point
            kinds = [NoticeKind.APPROVED, NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED]
            await system.was_notified(customer, kinds)
            assert await system.delivered(customer) == {kind.value: 1 for kind in kinds}
            triggers = [entry.trigger for entry in ended.timeline]
            assert triggers == ["open", "submit", "approve", "switch"]
            await system.assert_healthy()

    await asyncio.gather(*(life(point) for point in SWITCH_POINTS))


async def test_a_worker_killed_in_the_review_loses_no_escalation_and_no_decision(
    temporal: Client, tmp_path: Path
) -> None:
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        customer = a_customer(credit=LARGE)
        async with crashing_worker(system, "after telling credit_review_overdue") as worker:
            await in_review(system, customer)
            days = asyncio.create_task(system.pass_days(customer, 8))
            assert await worker.wait() == -signal.SIGKILL
        async with crashing_worker(system, "before telling approved") as worker:
            assert (await days).credit.review_overdue
            approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
            asked = asyncio.create_task(_until_answered(system, customer, approve, "one-click"))
            assert await worker.wait() == -signal.SIGKILL
        async with at_work(system):
            assert (await asked).state is State.APPROVED
            kinds = [
                NoticeKind.CREDIT_APPLICATION_REQUESTED,
                NoticeKind.CREDIT_REVIEW_STARTED,
                NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
                NoticeKind.TEAM_CREDIT_REVIEW_DUE,
                NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE,
                NoticeKind.CREDIT_REVIEW_OVERDUE,
                NoticeKind.APPROVED,
            ]
            await system.was_notified(customer, kinds)
            assert await system.delivered(customer) == {kind.value: 1 for kind in kinds}
            await system.assert_healthy()


async def test_a_report_that_comes_in_before_a_killed_step_is_done_again_queues_no_letter_twice(
    temporal: Client, tmp_path: Path
) -> None:
    overdue = [NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE, NoticeKind.CREDIT_REVIEW_OVERDUE]
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        customer = a_customer(credit=LARGE)
        async with crashing_worker(system, "after telling credit_review_overdue") as worker:
            await in_review(system, customer)
            days = asyncio.create_task(system.pass_days(customer, 8))
            assert await worker.wait() == -signal.SIGKILL
        kind = NoticeKind.CREDIT_REVIEW_STARTED
        report = messages.LetterNotDelivered(
            by=WORKER, key=f"{customer.request}/2-{kind}", kind=kind, state=LetterState.REFUSED
        )
        await system.handle(customer).signal(PayByInvoiceRequest.letter_not_delivered, report)
        async with at_work(system):
            assert (await days).credit.review_overdue
            told = await system.notices(customer)
            assert [told[each] for each in overdue] == [1, 1]
            assert told[NoticeKind.TEAM_LETTER_NOT_DELIVERED] == 1
            await system.assert_healthy()


@pytest.fixture
async def own_engine(tmp_path: Path) -> AsyncIterator[EmbeddedEngine]:
    """An engine of this test alone, started again whenever it dies, its database kept."""
    async with engine_on_disk(tmp_path, free_port()) as engine:
        yield engine


async def test_an_engine_killed_at_every_step_loses_no_step_and_makes_one_switch(
    own_engine: EmbeddedEngine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path)
    temporal = await connect(settings, address=own_engine.address)
    await search_attributes.register(temporal)
    async with opened_system(temporal, settings) as system, at_work(system):
        customer = a_customer(credit=LARGE)
        await system.welcome(customer)
        await system.open(customer)
        approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
        for number, command in enumerate(
            (messages.Submit(by=ANNA), RETURN_APPLICATION, approve, SWITCH)
        ):
            asked = asyncio.create_task(
                _until_answered(system, customer, command, key=f"click-{number}")
            )
            await asyncio.sleep(0.01 * number)
            os.kill(own_engine.pid, signal.SIGKILL)
            answered = await asked
        assert answered.state is State.SWITCHED
        assert [entry.trigger for entry in answered.timeline] == [
            *("open", "submit", "require_credit_check", "return credit application"),
            *("decide approve", "approve", "switch"),
        ]
        assert len(await system.switches(customer)) == 1
        assert set((await system.notices(customer)).values()) == {1}


async def _switched_over_a_power_cut(home: Path, die_at: str) -> None:
    port = free_port()
    settings = settings_for(home)
    customer = a_customer()
    async with engine_on_disk(home, port) as engine:
        temporal = await connect(settings, address=engine.address)
        await search_attributes.register(temporal)
        async with (
            opened_system(temporal, settings) as system,
            crashing_worker(system, die_at) as worker,
        ):
            await submitted(system, customer)
            asked = asyncio.create_task(system.send(customer, SWITCH))
            assert await worker.wait() == -signal.SIGKILL
            os.kill(engine.pid, signal.SIGKILL)
            asked.cancel()

    async with engine_on_disk(home, port) as engine:
        temporal = await connect(settings, address=engine.address)
        async with opened_system(temporal, settings) as system, at_work(system):
            ended = await asyncio.wait_for(system.end_of(customer), 60)
            assert ended.state is State.SWITCHED
            assert len(await system.switches(customer)) == 1


async def test_a_switch_cut_short_by_a_power_cut_is_finished_without_anybody_asking_again(
    tmp_path: Path,
) -> None:
    await asyncio.gather(
        _switched_over_a_power_cut(tmp_path / "before", SWITCH_POINTS[1]),
        _switched_over_a_power_cut(tmp_path / "after", SWITCH_POINTS[2]),
    )
