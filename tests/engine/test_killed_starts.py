"""Whoever starts an engine and is killed meanwhile leaves none behind, and none that the next start
does not end before its own: two engines never work on one database."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from engine.local.embedded import embedded_engine
from tests import forks
from tests.engine.killed_starts import POINTS
from tests.engine.support import Ports, until


@pytest.mark.parametrize("point", POINTS)
async def test_nothing_is_left_of_a_start_that_was_killed(
    home: Path, ports: Ports, point: str
) -> None:
    starting = await started(home, ports, point)
    assert await asyncio.wait_for(starting.wait(), 30) == -9
    await until(lambda: not engines_of(home), "no engine is left")


@pytest.mark.parametrize("point", ["after the server", "after the watcher"])
async def test_the_next_start_on_the_same_ports_has_the_database_to_itself(
    home: Path, ports: Ports, point: str
) -> None:
    starting = await started(home, ports, point)
    await asyncio.wait_for(starting.wait(), 30)
    async with embedded_engine(home, **ports) as engine:
        assert engines_of(home) == [engine.pid]


async def started(home: Path, ports: Ports, point: str) -> forks.Forked:
    where = str(home), str(ports["port"]), str(ports["ui_port"])
    return await forks.start("tests.engine.killed_starts", os.environ, [*where, point])


def engines_of(home: Path) -> list[int]:
    """Process ids of the servers that work on this home's database."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True
    )
    lines = (line.split(maxsplit=1) for line in listed.stdout.splitlines())
    database = str(home.resolve() / "temporal.db")
    return [int(pid) for pid, args in lines if database in args and "/bin/sh" not in args]
