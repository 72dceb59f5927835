"""Questions to a workflow, asked again where the answer was lost.

The SDK drops a query that reaches a worker just while it lets go of a run that has ended ("leftover
buffered tasks when evicting run"), and the engine would wait for it as long as the caller does. A
question changes nothing, so it may be asked as often as one likes.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio.client import WorkflowHandle
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from engine.refusals import ANSWER_WITHIN

Answer = TypeVar("Answer")

_FIRST = (timedelta(seconds=1.5), timedelta(seconds=4.5))
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


async def _once(
    workflow: WorkflowHandle[Any, Any],
    query: Callable[[Any], Answer],
    unless: QueryRejectCondition | None,
    within: timedelta,
) -> Answer:
    return await workflow.query(query, reject_condition=unless, rpc_timeout=within)
