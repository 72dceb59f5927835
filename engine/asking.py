"""Questions to a workflow, asked again where the answer was lost, and whether it got a message.

The SDK drops a query that reaches a worker just while it lets go of a run that has ended ("leftover
buffered tasks when evicting run"), and the engine would wait for it as long as the caller does. A
question changes nothing, so it may be asked as often as one likes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.update.v1 import UpdateRef
from temporalio.api.workflowservice.v1 import PollWorkflowExecutionUpdateRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from engine.refusals import ANSWER_WITHIN, was_not_processed

Answer = TypeVar("Answer")

_FIRST = (timedelta(seconds=1.5), timedelta(seconds=4.5))
_SENT_AGAIN_AFTER = (timedelta(seconds=0.2), timedelta(seconds=1), timedelta(seconds=2))
_SAYS_WITHIN = timedelta(seconds=2)
_LATE = frozenset({RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED})


async def answer_to(
    workflow: WorkflowHandle[Any, Any],
    query: Callable[[Any], Answer],
    unless: QueryRejectCondition | None = None,
    within: timedelta = ANSWER_WITHIN,
) -> Answer:
    """The answer to a query, within so long over all tries.

    Args:
        unless: on which workflows it is not asked.

    Raises:
        RPCError: none came in time, or the engine refused.
    """
    left = within
    for first in _FIRST:
        if first >= left:
            break
        try:
            return await _once(workflow, query, unless, first)
        except RPCError as error:
            if error.status not in _LATE:
                raise
        left -= first
    return await _once(workflow, query, unless, left)


async def sent(send: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer to an update, which is sent again, under the same id, where it came back as it was
    sent: the worker that had it was lost, as when a release takes over from another, or its task
    was overtaken.

    Raises:
        WorkflowUpdateFailedError: it was refused, or came back each time.
        RPCError: the engine refused it, or its task failed each time.
    """
    for pause in _SENT_AGAIN_AFTER:
        try:
            return await send()
        except (WorkflowUpdateFailedError, RPCError) as failed:
            if not was_not_processed(failed):
                raise
        await asyncio.sleep(pause.total_seconds())
    return await send()


async def sent_with_start(
    client: Client,
    update: Any,
    message: Any,
    start: Callable[[], WithStartWorkflowOperation[Any, Any]],
    update_id: str,
    within: timedelta = ANSWER_WITHIN,
) -> Any:
    """The same for an update that starts its workflow where none runs.

    Args:
        start: Makes what starts it, anew for each time: the SDK takes one only once.
    """
    return await sent(
        lambda: client.execute_update_with_start_workflow(
            update,
            message,
            start_workflow_operation=start(),
            id=update_id,
            rpc_timeout=within,
        )
    )


async def was_taken(client: Client, workflow_id: str, update_id: str, sent: datetime) -> bool:
    """Whether the engine has an update of this id that was sent then; also where that cannot be
    told: it does not answer, or another run has begun meanwhile, which knows only its own."""
    execution = WorkflowExecution(workflow_id=workflow_id)
    question = PollWorkflowExecutionUpdateRequest(
        namespace=client.namespace,
        update_ref=UpdateRef(workflow_execution=execution, update_id=update_id),
    )
    try:
        await client.workflow_service.poll_workflow_execution_update(question, timeout=_SAYS_WITHIN)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            return True
    else:
        return True
    try:
        run = await client.get_workflow_handle(workflow_id).describe(rpc_timeout=_SAYS_WITHIN)
    except RPCError:
        return True
    return run.start_time > sent


async def _once(
    workflow: WorkflowHandle[Any, Any],
    query: Callable[[Any], Answer],
    unless: QueryRejectCondition | None,
    within: timedelta,
) -> Answer:
    return await workflow.query(query, reject_condition=unless, rpc_timeout=within)
