"""Workflows that do what ours must not, for tests of the sandbox."""

import random
from datetime import UTC, datetime
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    # By its whole name: only then is it the test's own record, and not a copy in the sandbox.
    from tests.workflows.other_workflows_record import ASLEEP, LOADED

LOADED.append(__name__)


@workflow.defn(failure_exception_types=[Exception])
class Gambler:
    """Acts by what is another number each time that its history is read."""

    @workflow.run
    async def run(self) -> float:
        return random.random()


@workflow.defn(failure_exception_types=[Exception])
class Watcher:
    """Reads the real clock."""

    @workflow.run
    async def run(self) -> datetime:
        return datetime.now(UTC)


@workflow.defn(failure_exception_types=[Exception])
class Reader:
    """Opens a file."""

    @workflow.run
    async def run(self) -> str:
        with open("/etc/hostname") as file:  # noqa: PTH123 - what the sandbox refuses
            return file.read()


@workflow.defn(name="PayByInvoiceRequest")
class Impostor:
    """Goes by the name of our own, and takes other steps."""

    @workflow.run
    async def run(self, opening: dict[str, Any]) -> None:
        await workflow.sleep(1)

    @workflow.query
    def snapshot(self) -> dict[str, Any]:
        return {}


@workflow.defn
class Harmless:
    """Does nothing wrong."""

    @workflow.run
    async def run(self) -> bool:
        return workflow.unsafe.in_sandbox()


@workflow.defn
class Sleeper:
    """Never comes back, the first time that it is run."""

    @workflow.run
    async def run(self) -> str:
        if not ASLEEP:
            ASLEEP.append(__name__)
            while True:
                pass
        return "awake"
