"""Credit is told of a limit's review once, by the schedule, whatever dies in between."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from temporalio.client import Client

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions
from application.limits.change import change_limit
from application.limits.look_up import limit_of_account
from domain.limits.messages import ChangeLimit
from domain.limits.policy import LimitsPolicy
from engine.schedules import LIMITS_LOOKED_AT_EVERY, REVIEWS
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, a_scope, an_account, an_order
from tests.ledger.switching import Switching
from tests.waiting import eventually
from tests.workflows.crashing import crashing_worker
from tests.workflows.system import System, at_work, opened_system, settings_for
from workflows.limits import WatchLimits

KIND = "team_credit_limit_review_due"


async def _to_be_reviewed(database: Database) -> None:
    """An account whose limit was to be reviewed yesterday."""
    then = datetime.now(UTC) - timedelta(days=3)
    await Accounts(database).import_accounts([an_account(a_scope("sub-1"))], then)
    await Switching(database).switch(an_order("first"), lambda account: ())
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    asked = ChangeLimit(by="carla", review_on=yesterday, reason="a new customer")
    ledger = LedgerTransactions(database)
    await change_limit(ledger, CONTOSO, asked, "k", then, LimitsPolicy(), Decimal(10**6))


async def _told(database: Database) -> list[str]:
    asked = select(outbox.c.notice).where(outbox.c.request == f"account/{CONTOSO}")
    async with database.reading() as connection:
        notices = (await connection.execute(asked)).scalars().all()
    return [each["kind"] for each in notices if each["kind"] == KIND]


async def test_the_schedule_tells_of_it_once(
    temporal: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_for(tmp_path_factory.mktemp("home"))
    async with (
        opened_system(temporal, settings) as system,
        at_work(system),
        opened_ledger(settings.ledger_url) as database,
    ):
        await _to_be_reviewed(database)
        queue = settings.task_queue
        for _ in range(2):
            await REVIEWS.register(temporal, queue, LIMITS_LOOKED_AT_EVERY)
        schedule = temporal.get_schedule_handle(REVIEWS.id(queue))
        try:
            spec = (await schedule.describe()).schedule.spec
            assert spec.intervals[0].every == LIMITS_LOOKED_AT_EVERY
            await schedule.trigger()

            async def told() -> bool:
                return bool(await _told(database))

            await eventually("credit is told", told)
        finally:
            await schedule.delete()
        again = await temporal.execute_workflow(
            WatchLimits.run, id=REVIEWS.id(queue), task_queue=queue
        )
        assert again.told == 0
        assert await _told(database) == [KIND]


async def test_a_worker_that_dies_while_it_tells_loses_and_doubles_nothing(
    temporal: Client, tmp_path: Path
) -> None:
    """It takes some seconds: the worker that is killed is a process of its own, and the engine
    waits for it before another one goes on."""

    async def life(when: str, made: bool) -> None:
        settings = settings_for(tmp_path / when)
        async with (
            opened_system(temporal, settings) as system,
            opened_ledger(settings.ledger_url) as database,
        ):
            await _to_be_reviewed(database)
            asked = await _asked_while_it_dies(system, f"{when} commit of tell_of_reviews")
            assert await _told(database) == [KIND] * made, when
            async with at_work(system):
                await temporal.get_workflow_handle(asked).result()
            assert await _told(database) == [KIND], when
            shown = await limit_of_account(LedgerTransactions(database), CONTOSO, datetime.now(UTC))
            assert [each.kind for each in shown.history] == [None, "review_set", "review_due"]

    await asyncio.gather(life("before", made=False), life("after", made=True))


async def _asked_while_it_dies(system: System, die_at: str) -> str:
    queue = system.settings.task_queue
    async with crashing_worker(system, die_at) as worker:
        handle = await system.temporal.start_workflow(
            WatchLimits.run, id=REVIEWS.id(queue), task_queue=queue
        )
        assert await worker.wait() == -signal.SIGKILL
    return handle.id
