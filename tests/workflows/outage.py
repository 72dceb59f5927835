"""What an outage looks like from Temporal, and one that needs nothing but a folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tests.waiting import eventually
from tests.workflows.billing import Billing
from tests.workflows.customers import Customer
from tests.workflows.system import System


async def waits_for(system: System, subject: Customer | Billing, activity: str) -> None:
    """Waits until Temporal shows this step as failing and to be tried again."""

    handle = system.temporal.get_workflow_handle(subject.workflow_id)

    async def failing() -> bool:
        description = await handle.describe()
        return any(
            step.activity_type.name == activity and step.attempt > 1 and step.last_failure.message
            for step in description.raw_description.pending_activities
        )

    await eventually(f"{activity} waits for the outage to end", failing)


@contextmanager
def storage_away(system: System) -> Iterator[None]:
    """The folder of the documents is gone for as long as the context lasts."""
    folder = system.settings.home / "documents"
    away = folder.rename(folder.with_name("away"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        away.rename(folder)


@contextmanager
def ledger_held(system: System) -> Iterator[None]:
    """Somebody else writes to the ledger for as long as the context lasts."""
    other = sqlite3.connect(system.settings.home / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
