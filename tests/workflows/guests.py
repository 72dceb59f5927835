"""Workflows that do what ours must not, for tests of the sandbox."""

import random

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from tests.workflows import guest_book

guest_book.LOADED.append(__name__)


@workflow.defn(failure_exception_types=[Exception])
class Gambler:
    """Acts by what is another number each time that its history is read."""

    @workflow.run
    async def run(self) -> float:
        return random.random()


@workflow.defn(failure_exception_types=[Exception])
class Reader:
    """Opens a file."""

    @workflow.run
    async def run(self) -> str:
        with open("/etc/hostname") as file:  # noqa: PTH123 - what the sandbox refuses
            return file.read()


@workflow.defn
class Guest:
    """Does nothing wrong."""

    @workflow.run
    async def run(self) -> bool:
        return workflow.unsafe.in_sandbox()


@workflow.defn
class Sleeper:
    """Never comes back, the first time that it is run."""

    @workflow.run
    async def run(self) -> str:
        if workflow.info().attempt and not guest_book.WOKEN:
            guest_book.WOKEN.append(__name__)
            while True:
                pass
        return "awake"
