"""Checks of clocks, as these tests make them."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from adapters.ledger.database import opened_ledger
from adapters.ledger.requests.tables import (
    request_lives,
    request_stays,
    request_timeline,
    requests,
)
from application.clocks.run import run_check
from application.ports.clocks import Engine
from domain.clocks import ClockReport
from engine.clocks import EngineClocks
from engine.wiring.checks import check_of
from engine.wiring.ledgers import ledger_of
from tests.waiting import eventually
from tests.workflows.system import System


async def checked(system: System, **how: Any) -> ClockReport:
    """Ledger and engine held against each other, at once: nothing that was just written is given
    time to settle.

    Args:
        how: The fields of `Check`; `engine` is a kind of `EngineClocks`, where it is another.
    """
    kind = how.pop("engine", EngineClocks)
    async with ledger_of(system.settings) as ledger:
        how = {"settles": timedelta(0), **how}
        check = check_of(ledger.database, system.temporal, system.settings, **how)
        asks = kind(system.temporal, ledger.database, system.settings)
        return await run_check(replace(check, engine=asks))


async def comes_to_rest(system: System) -> None:
    """A thorough check finds nothing, once what was just started has recorded itself. A worker's
    own check leaves what is a moment old alone; these look at once."""

    async def rests() -> bool:
        return (await checked(system, thorough=True)).findings == ()

    await eventually("a thorough check finds nothing", rests)


class CountingEngine:
    """The engine as a check has it, and how often each thing was asked of it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.asked = Counter[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self._engine, name)


async def asked_by_check(system: System, **how: Any) -> Counter[str]:
    """What a check of what agrees asks of the engine."""
    async with ledger_of(system.settings) as ledger:
        how = {"settles": timedelta(0), **how}
        check = check_of(ledger.database, system.temporal, system.settings, **how)
        counting = CountingEngine(check.engine)
        assert not (await run_check(replace(check, engine=cast(Engine, counting)))).findings
        return counting.asked


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
