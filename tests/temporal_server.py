"""The real Temporal server that tests run on, with time that stands still until it is moved."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from engine.local.command import server_binary
from tests.unpacking import READS_PACKED
from workflows import attributes

_OPTIONS = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    # Without these a skip takes a second, and skipping stops silently after 200 of them.
    "history.timerProcessorMaxTimeShift": '"1ms"',
    "history.timerProcessorMaxPollRPS": "10000",
    "frontend.WorkflowTimeSkippingMaxSkipPerSession": "5000",
    # By default a workflow is reported once its task has failed five times.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
    # By default it polls for new work rarely once a burst is over.
    "history.transferProcessorMaxPollRPS": "100",
    "history.visibilityProcessorMaxPollRPS": "100",
}


def configured(values: Mapping[str, str]) -> list[str]:
    """What a server is started with for these values of its configuration."""
    return [
        part
        for name, value in values.items()
        for part in ("--dynamic-config-value", f"{name}={value}")
    ]


@asynccontextmanager
async def temporal_server() -> AsyncIterator[Client]:
    """A client of a server of its own, in memory. What is started waits in real time;
    `RequestClient.fast_forward` moves a workflow's clock by days in milliseconds.

    Skipping is experimental, and wrong for child workflows. It goes along when a workflow continues
    as new, but then the engine lists when the new run began with the skip counted twice.
    """
    async with await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=server_binary(),
        dev_server_extra_args=configured(_OPTIONS),
        dev_server_log_level="error",
        search_attributes=list(attributes.ALL),
        data_converter=READS_PACKED,
    ) as environment:
        with environment.with_time_skipping_disabled():
            yield environment.client
