"""What is done to the clock of a request or an invoice: days pass in a moment, with all that rings
on the way; or its workflow is terminated, and a check of the clocks starts it again."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from engine.refusals import answering
from tests.chaos.actors import Actor
from tests.chaos.doors import Clients, Step
from tests.chaos.journal import Wrong
from tests.workflows.payers import PAULA

_MENDED_WITHIN = 300
"""Seconds."""


async def pass_until(actor: Actor, workflow_id: str, moment: datetime) -> None:
    """Asked again, only what is left of the time passes. A workflow that ended meanwhile has no
    time."""

    async def passes(at: Clients, _key: str) -> None:
        handle = at.temporal.get_workflow_handle(workflow_id)
        async with answering(workflow_id):
            described = await handle.describe()
            if described.status is not WorkflowExecutionStatus.RUNNING:
                return
            left = moment - await TimeSkipper(at.temporal).get_current_time(handle)
        if left > timedelta(0):
            await at.requests.fast_forward(workflow_id, left)

    await actor.does(Step("let days pass", send=passes, keyed=False))


async def lost_and_found(actor: Actor, workflow_id: str) -> None:
    """Terminated by an operator, and started where it stood by the check of the clocks."""
    handle = actor.doors.clients.temporal.get_workflow_handle(workflow_id)

    async def status() -> WorkflowExecutionStatus | None:
        with suppress(RPCError):
            described = await handle.describe()
            # What was answered while the ledger was away, its workflow alone knows for now.
            told = not described.raw_description.pending_activities
            return described.status if told else None
        return None

    while (found := await status()) in (None, WorkflowExecutionStatus.RUNNING):
        if found is not None:
            with suppress(RPCError):
                await handle.terminate("by an operator")
                actor.journal.killed("workflow")
        await asyncio.sleep(0.2)
    began = actor.journal.seconds
    words = ("clocks", "check", "--mend", "--by", PAULA)
    while await status() is not WorkflowExecutionStatus.RUNNING:
        if actor.journal.seconds - began > _MENDED_WITHIN:
            raise Wrong(f"{workflow_id} was terminated, and no check started it again")
        await actor.does(
            Step("check clocks", words, send=lambda at, key: at.clocks.check(PAULA, key, mend=True))
        )
