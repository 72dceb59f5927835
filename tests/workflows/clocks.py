"""Checks of clocks, as these tests make them."""

from datetime import timedelta
from typing import Any

from adapters.ledger.database import opened_ledger
from adapters.ledger.requests.tables import (
    request_lives,
    request_stays,
    request_timeline,
    requests,
)
from application.clocks.run import run_check
from domain.clocks import ClockReport
from engine.checks import check_of
from engine.documents import document_store
from engine.ledgers import ledger_of
from tests.workflows.system import System


async def checked(system: System, **how: Any) -> ClockReport:
    """Ledger and engine held against each other, at once: nothing that was just written is given
    time to settle."""
    store = await document_store(system.settings)
    async with ledger_of(system.settings) as database:
        how = {"settles": timedelta(0), **how}
        check = check_of(database, system.temporal, store, system.settings, **how)
        return await run_check(check)


async def forget_lives(system: System) -> None:
    """As if the ledger had kept no request's state."""
    async with (
        opened_ledger(system.settings.ledger_url) as database,
        database.writing() as connection,
    ):
        await connection.execute(request_timeline.delete())
        await connection.execute(request_lives.delete())


async def forget_listings(system: System) -> None:
    """As if no request had ever been listed."""
    await forget_lives(system)
    async with (
        opened_ledger(system.settings.ledger_url) as database,
        database.writing() as connection,
    ):
        await connection.execute(request_stays.delete())
        await connection.execute(requests.delete())
