"""Signals to the workflows of other invoices to refresh: thousands of them, each once.

A step on one invoice has changed these in the ledger. What a workflow does then is in
`workflows.invoice`: it reads its invoice's standing, and sets its timer by that.
"""

import asyncio
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress

from temporalio import activity
from temporalio.api.common.v1 import Payloads, WorkflowExecution, WorkflowType
from temporalio.api.enums.v1 import WorkflowIdConflictPolicy, WorkflowIdReusePolicy
from temporalio.api.sdk.v1 import UserMetadata
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    SignalWithStartWorkflowExecutionRequest,
    SignalWorkflowExecutionRequest,
)
from temporalio.client import WorkflowQueryFailedError
from temporalio.converter import WorkflowSerializationContext
from temporalio.service import RPCError, RPCStatusCode

from domain.invoices.invoice import invoice_id
from domain.invoices.messages import OpenTerms
from domain.turns import WORKER
from domain.values.shown import Shown

TERMS = "InvoiceTerms"
"""The name of an invoice's workflow in the engine."""

REFRESH = "look_again"
"""The signal to refresh: another invoice's step changed this one in the ledger."""

REFRESH_TOUCHED = "wake_touched"
"""The signal that all invoices changed by a step on the account have to refresh, with the step's
key."""

STANDING = "standing"
"""Its query."""

SIGNALLED_AT_ONCE = 20
"""Workflows that are signalled at the same time."""


async def signal_refresh(
    numbers: Sequence[str], settled: Container[str], messages_each_run: int
) -> None:
    """Signals these invoices' workflows to refresh; called by an activity. Another attempt
    continues where the one before stopped, and signals nobody twice.

    After every batch, one workflow of it is queried, which it answers after it has refreshed. So no
    more than a batch waits for a worker, and other work waits for no more than a batch.

    Args:
        settled: Numbers of those of which nothing is open. If such a workflow has ended, it stays
            ended; any other is started again.
        messages_each_run: What one that is started again begins with.
    """
    done = activity.info().heartbeat_details
    for start in range(int(done[0]) if done else 0, len(numbers), SIGNALLED_AT_ONCE):
        activity.heartbeat(start)
        some = numbers[start : start + SIGNALLED_AT_ONCE]
        await asyncio.gather(
            *(_signal(number, number not in settled, messages_each_run) for number in some)
        )
        await refreshed(some[-1])


async def _signal(number: str, begin: bool, messages_each_run: int) -> None:
    """Calls the engine's own API: the client's methods would give each attempt another request id.
    Two signals under the same id are one."""
    info, client = activity.info(), activity.client()
    request_id = f"{info.workflow_run_id}/{info.activity_id}/{number}"
    if not begin:
        with _unless_it_has_ended():
            await client.workflow_service.signal_workflow_execution(
                SignalWorkflowExecutionRequest(
                    namespace=client.namespace,
                    workflow_execution=WorkflowExecution(workflow_id=invoice_id(number)),
                    signal_name=REFRESH,
                    request_id=request_id,
                    identity=client.identity,
                ),
                retry=True,
            )
        return
    about = WorkflowSerializationContext(client.namespace, invoice_id(number))
    convert = client.data_converter.with_context(about).encode
    opening = OpenTerms(by=WORKER, number=number, messages_per_run=messages_each_run)
    argument, summary = await convert([opening, summary_of(number)])
    await client.workflow_service.signal_with_start_workflow_execution(
        SignalWithStartWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_id=invoice_id(number),
            workflow_type=WorkflowType(name=TERMS),
            task_queue=TaskQueue(name=info.task_queue),
            input=Payloads(payloads=[argument]),
            signal_name=REFRESH,
            request_id=request_id,
            identity=client.identity,
            workflow_id_reuse_policy=WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
            workflow_id_conflict_policy=(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
            ),
            user_metadata=UserMetadata(summary=summary),
        ),
        retry=True,
    )


@contextmanager
def _unless_it_has_ended() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def refreshed(number: str) -> None:
    """Returns once this one has refreshed. Nothing depends on it: without an answer the work
    continues."""
    with suppress(RPCError, WorkflowQueryFailedError):
        await activity.client().get_workflow_handle(invoice_id(number)).query(STANDING)


def summary_of(number: str) -> Shown:
    """The summary that operators see with the workflow's id."""
    return Shown(f"Invoice {number}")
