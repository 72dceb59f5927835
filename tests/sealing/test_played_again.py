"""What somebody who can write into the engine plays again: of one request in another it is refused,
and in the same request the rules of the business decide on it as on any other message."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import UpdateWorkflowExecutionLifecycleStage as Stage
from temporalio.api.update.v1 import Input, Meta, Outcome, Request, WaitPolicy
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import NotPossibleNow, SealBroken
from domain.requests.lifecycle import State
from engine.connection import connect
from tests.sealing.conftest import MASTER
from tests.workflows.customers import Customer, a_customer
from tests.workflows.steps import submitted
from tests.workflows.system import System, at_work, opened_system, settings_for


def messages_in(history: WorkflowHistory) -> list[Input]:
    """Those that were accepted, as the engine keeps them."""
    return [
        event.workflow_execution_update_accepted_event_attributes.accepted_request.input
        for event in history.events
        if event.HasField("workflow_execution_update_accepted_event_attributes")
    ]


async def played(system: System, customer: Customer, message: Input) -> Outcome | None:
    """What is answered; nothing where no answer comes."""
    asked = UpdateWorkflowExecutionRequest(
        namespace=system.temporal.namespace,
        workflow_execution=WorkflowExecution(workflow_id=customer.request),
        wait_policy=WaitPolicy(
            lifecycle_stage=Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED
        ),
        request=Request(meta=Meta(update_id=str(uuid4()), identity="somebody"), input=message),
    )
    try:
        answer = await system.temporal.workflow_service.update_workflow_execution(
            asked, timeout=timedelta(seconds=2)
        )
    except RPCError as late:
        assert late.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
        return None
    return answer.outcome


def failures(history: WorkflowHistory) -> set[str]:
    """Types of what failed as the engine gave the worker its work."""
    return {
        event.workflow_task_failed_event_attributes.failure.application_failure_info.type
        for event in history.events
        if event.HasField("workflow_task_failed_event_attributes")
    }


async def test_a_message_is_refused_by_another_request_and_judged_by_its_own(
    temporal: Client, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, master_key=MASTER)
    client = await connect(settings, address=temporal.service_client.config.target_host)
    async with opened_system(client, settings) as system, at_work(system):
        customer, other = a_customer(), a_customer()
        await submitted(system, customer)
        await system.welcome(other)
        await system.open(other)
        *_, submit = messages_in(await system.history(customer))

        again = await played(system, customer, submit)
        assert again is not None
        assert again.failure.application_failure_info.type == NotPossibleNow.__name__
        assert (await system.snapshot(customer)).state is State.APPROVED

        taken = messages_in(await system.history(other))
        assert await played(system, other, submit) is None
        history = await system.history(other)
        assert failures(history) == {SealBroken.__name__}
        assert messages_in(history) == taken
        await system.handle(other).terminate()
