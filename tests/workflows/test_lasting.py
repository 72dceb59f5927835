"""What is to run for as long as there are others to be told, and the engine's own schedules, come
back where they are lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.client import ScheduleHandle
from temporalio.service import RPCError

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.stored_hooks import StoredHooks
from application.ports.clocks import WorkflowState
from domain.clocks import ClockFinding, Remedy, Trouble
from domain.webhooks.endpoint import Endpoint, webhook_id
from domain.webhooks.signing import secret_of
from domain.webhooks.states import Trouble as HookTrouble
from engine.clocks import EngineClocks
from engine.lasting import begin_again
from engine.provider_calls import provider_calls_id
from engine.schedules import CHECKS, INBOX, OWN
from engine.webhooks import start_delivery
from tests.workflows.clocks import checked
from tests.workflows.system import System


@pytest.fixture
async def ledger(idle_system: System) -> AsyncIterator[Database]:
    async with opened_ledger(idle_system.settings.ledger_url) as database:
        yield database


async def an_endpoint(ledger: Database) -> Endpoint:
    endpoint = Endpoint(
        id="we_lasting",
        url="https://example.invalid/hook",
        secret=secret_of(b"lasting_" * 4),
        made_at=datetime.now(UTC),
        made_by="olga",
    )
    await StoredHooks(ledger).add(endpoint)
    return endpoint


async def test_deliveries_and_what_tells_the_billing_system_are_told_and_started_again(
    idle_system: System, ledger: Database
) -> None:
    queue = idle_system.settings.task_queue
    endpoint = await an_endpoint(ledger)
    delivery = webhook_id(endpoint.id)
    await start_delivery(idle_system.temporal, queue, endpoint.id)
    await StoredCalls(ledger).keep_provider("http", frozenset(), datetime.now(UTC))
    telling = ClockFinding(
        about=provider_calls_id(queue), trouble=Trouble.NOT_RUNNING, remedy=Remedy.STARTED
    )
    assert (await checked(idle_system)).findings == (telling,)
    await idle_system.temporal.get_workflow_handle(delivery).terminate("by an operator")

    found = (await checked(idle_system, mend=True)).findings
    dead = telling.model_copy(update={"about": delivery})
    assert found == tuple(each.model_copy(update={"mended": True}) for each in (dead, telling))
    assert (await checked(idle_system)).findings == ()
    engine = EngineClocks(idle_system.temporal, ledger, idle_system.settings)
    assert await engine.state(provider_calls_id(queue)) is WorkflowState.RUNNING

    await StoredHooks(ledger).disable(endpoint.id, HookTrouble.BY_HAND, datetime.now(UTC))
    await StoredCalls(ledger).keep_ledger()
    for each in (delivery, provider_calls_id(queue)):
        await idle_system.temporal.get_workflow_handle(each).terminate("nobody is told any more")
    assert (await checked(idle_system)).findings == ()


async def test_a_worker_gives_an_engine_back_what_it_lost_and_leaves_the_rest_alone(
    idle_system: System, ledger: Database
) -> None:
    temporal, settings = idle_system.temporal, idle_system.settings
    endpoint = await an_endpoint(ledger)

    def handle(name: str) -> ScheduleHandle:
        return temporal.get_schedule_handle(name)

    await begin_again(ledger, temporal, settings, None)
    checks = handle(CHECKS.id(settings.task_queue))
    try:
        (interval,) = (await checks.describe()).schedule.spec.intervals
        assert interval.every == settings.clocks_checked_every
        await temporal.get_workflow_handle(webhook_id(endpoint.id)).describe()
        with pytest.raises(RPCError):
            await handle(INBOX.id(settings.task_queue)).describe()

        await checks.pause(note="by an operator")
        changed = settings.model_copy(update={"clocks_checked_every_minutes": 7})
        await begin_again(ledger, temporal, changed, None)
        there = (await checks.describe()).schedule
        assert (there.state.paused, there.spec.intervals) == (True, [interval])
        await checks.delete()
        await begin_again(ledger, temporal, settings, None)
        assert not (await checks.describe()).schedule.state.paused
    finally:
        await temporal.get_workflow_handle(webhook_id(endpoint.id)).terminate("the test is over")
        for each in OWN:
            if each is not INBOX:
                try:
                    await handle(each.id(settings.task_queue)).delete()
                except RPCError:
                    assert each.off_because is not None
