"""A workflow whose steps say what they belong to."""

import asyncio
from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from engine.observing import request_ids


@activity.defn
async def belongs_to() -> str | None:
    activity.logger.info("a step")
    return request_ids.current()


@workflow.defn
class Asked:
    """As ours are: `run` and a task beside it do what messages ask for, and then time does."""

    def __init__(self) -> None:
        self._todo = 0
        self._done: list[str | None] = []
        self._beside: list[str | None] = []
        self._alarm_after: timedelta | None = None

    @workflow.run
    async def run(self) -> list[str | None]:
        beside = asyncio.create_task(self._keep_beside())
        while self._alarm_after is None:
            await workflow.wait_condition(lambda: self._todo > 0 or self._alarm_after is not None)
            while self._todo:
                self._done.append(await self._step())
                self._todo -= 1
        await workflow.wait_condition(workflow.all_handlers_finished)
        await workflow.sleep(self._alarm_after)
        after = await self._step(), await self._regular_step()
        beside.cancel()
        return list(after)

    @workflow.update
    async def ask(self) -> dict[str, str | None]:
        """What a step of the handler, one of `run`, and one beside them belong to."""
        own, before = await self._step(), len(self._done)
        self._todo += 1
        await workflow.wait_condition(
            lambda: len(self._done) > before and len(self._beside) == len(self._done)
        )
        regular = await self._regular_step()
        return {"own": own, "run": self._done[-1], "beside": self._beside[-1], "regular": regular}

    @workflow.update
    async def leave_to_time(self, after: timedelta) -> None:
        self._alarm_after = after

    @workflow.query
    def looked(self) -> str | None:
        return request_ids.current()

    async def _keep_beside(self) -> None:
        while True:
            await workflow.wait_condition(lambda: len(self._beside) < len(self._done))
            self._beside.append(await self._step())

    async def _step(self) -> str | None:
        limit = timedelta(seconds=10)
        return await workflow.execute_local_activity(belongs_to, start_to_close_timeout=limit)

    async def _regular_step(self) -> str | None:
        limit = timedelta(seconds=10)
        return await workflow.execute_activity(belongs_to, start_to_close_timeout=limit)
