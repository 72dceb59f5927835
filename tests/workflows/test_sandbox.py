"""What a workflow may not do, it cannot do, where the sandbox is on."""

import ast
import asyncio
import inspect
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from engine.sandbox import workflow_runner
from engine.workers import WORKFLOWS
from settings import Settings
from tests.waiting import eventually
from tests.workflows import other_workflows, other_workflows_record
from tests.workflows.system import settings_for

RULE_BREAKERS = [other_workflows.Gambler, other_workflows.Watcher, other_workflows.Reader]


@asynccontextmanager
async def _worker(temporal: Client, sandboxed: bool) -> AsyncIterator[str]:
    queue = f"guests-{uuid4()}"
    async with Worker(
        temporal,
        task_queue=queue,
        workflows=[*RULE_BREAKERS, other_workflows.Harmless, other_workflows.Sleeper],
        workflow_runner=workflow_runner(sandboxed),
    ):
        yield queue


@pytest.fixture
async def queue(temporal: Client) -> AsyncIterator[str]:
    async with _worker(temporal, sandboxed=True) as queue:
        yield queue


async def _run(temporal: Client, workflow: type, queue: str) -> object:
    return await temporal.execute_workflow(workflow.__name__, id=str(uuid4()), task_queue=queue)


@pytest.mark.parametrize("workflow", RULE_BREAKERS)
async def test_every_run_is_refused_what_no_workflow_may_do(
    temporal: Client, queue: str, workflow: type
) -> None:
    for _ in range(2):
        with pytest.raises(WorkflowFailureError) as failed:
            await _run(temporal, workflow, queue)
        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.type == "RestrictedWorkflowAccessError"


@pytest.mark.parametrize(("sandboxed", "executed"), [(True, 5), (False, 0)])
async def test_a_workflows_file_is_executed_for_each_run_in_the_sandbox_alone(
    temporal: Client, sandboxed: bool, executed: int
) -> None:
    async with _worker(temporal, sandboxed) as queue:
        before = len(other_workflows_record.LOADED)
        runs = [_run(temporal, other_workflows.Harmless, queue) for _ in range(5)]
        assert await asyncio.gather(*runs) == [sandboxed] * 5
        assert len(other_workflows_record.LOADED) == before + executed


def test_tests_and_replays_have_the_sandbox_and_a_worker_only_where_its_settings_say(
    tmp_path: Path,
) -> None:
    assert settings_for(tmp_path).sandbox
    assert isinstance(workflow_runner(), SandboxedWorkflowRunner)
    assert not Settings().sandbox
    assert isinstance(workflow_runner(Settings().sandbox), UnsandboxedWorkflowRunner)


async def test_a_run_that_never_comes_back_is_stopped_and_keeps_nobody_waiting(
    temporal: Client, queue: str, caplog: pytest.LogCaptureFixture
) -> None:
    other_workflows_record.ASLEEP.clear()

    async def is_stuck() -> bool:
        return bool(other_workflows_record.ASLEEP)

    stuck = asyncio.create_task(_run(temporal, other_workflows.Sleeper, queue))
    await eventually("it is stuck", is_stuck)
    assert await _run(temporal, other_workflows.Harmless, queue)
    assert await asyncio.wait_for(stuck, 30) == "awake"
    assert "Potential deadlock detected" in caplog.text


def test_no_workflow_has_variables_that_its_runs_would_share() -> None:
    for workflow in WORKFLOWS:
        source = ast.parse(inspect.getsource(sys.modules[workflow.__module__]))
        assigned = [
            ast.unparse(each)
            for place in ast.walk(source)
            if isinstance(place, ast.Module | ast.ClassDef)
            for each in place.body
            if isinstance(each, ast.Assign | ast.AnnAssign | ast.AugAssign)
        ]
        assert assigned == []
