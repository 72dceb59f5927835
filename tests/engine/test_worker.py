import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from temporalio.client import Client

from engine import search_attributes
from engine.connection import connect
from engine.local.embedded import embedded_engine
from engine.local.engine_record import running_engine
from engine.local.ports import free_port
from settings import Settings
from tests import forks
from tests.engine.support import Ports, http_status, until
from tests.engine.waiting import TASK_QUEUE, Waiting


@asynccontextmanager
async def _worker(home: Path, *options: str, **environment: str) -> AsyncIterator[forks.Forked]:
    process = await forks.start(
        "tests.engine.waiting_worker",
        {**os.environ, "PAYBYINVOICE_HOME": str(home), **environment},
        options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _announced(process: forks.Forked) -> None:
    assert process.stdout is not None
    assert await process.stdout.readline() == b"The worker is running; Ctrl-C ends it.\n"


def _dev(ports: Ports) -> tuple[str, ...]:
    return ("--dev", "--port", str(ports["port"]), "--ui-port", str(ports["ui_port"]))


async def _waiting(client: Client) -> None:
    handle = await client.start_workflow(Waiting.run, 30, id="one", task_queue=TASK_QUEUE)
    assert await handle.execute_update(Waiting.call) == "heard"
    assert await handle.result() == "called"


async def test_dev_runs_everything_says_where_it_is_and_ends_at_ctrl_c(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with _worker(home, *_dev(ports)) as process:
        await _announced(process)
        engine = running_engine(settings.engine_file)
        assert engine is not None
        client = await connect(settings)
        await search_attributes.require(client)
        await _waiting(client)

        process.send_signal(signal.SIGINT)
        said, complained = await process.communicate()

    assert process.returncode == 0
    assert b"Traceback" not in complained
    assert engine.address in said.decode()
    assert engine.ui in said.decode()
    assert str(home / "outbox") in said.decode()
    assert not engine.process.is_alive()


async def test_dev_goes_on_when_its_engine_is_killed(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with _worker(home, *_dev(ports)) as process:
        await _announced(process)
        client = await connect(settings)
        first = running_engine(settings.engine_file)
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        await until(
            lambda: (now := running_engine(settings.engine_file)) is not None and now != first,
            "the engine is back",
        )
        await _waiting(client)


async def test_a_killed_worker_leaves_nothing_in_the_way_of_the_next(
    home: Path, settings: Settings, ports: Ports
) -> None:
    """It takes seconds: a worker with an engine of its own starts twice."""
    async with _worker(home, *_dev(ports)) as process:
        await _announced(process)
        process.kill()
        await process.wait()
    async with _worker(home, *_dev(ports)) as process:
        await _announced(process)
        await _waiting(await connect(settings))


async def test_a_second_dev_worker_is_refused_in_one_line(home: Path, ports: Ports) -> None:
    async with _worker(home, *_dev(ports)) as first:
        await _announced(first)
        async with _worker(home, *_dev(ports)) as second:
            said, complained = await second.communicate()
    assert (second.returncode, said) == (1, b"")
    assert complained.decode().count("\n") == 1
    assert f"process {first.pid}" in complained.decode()


async def test_without_an_engine_the_exit_status_is_3(home: Path) -> None:
    async with _worker(home, TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}") as process:
        _, complained = await process.communicate()
    assert process.returncode == 3
    assert complained.startswith(b"The engine does not answer at 127.0.0.1:")


@pytest.mark.usefixtures("databases_of_others")
async def test_an_engine_without_the_search_attributes_is_refused_with_the_command(
    home: Path, ports: Ports
) -> None:
    async with embedded_engine(home, **ports), _worker(home) as process:
        _, complained = await process.communicate()
    assert process.returncode == 1
    assert b"temporal operator search-attribute create" in complained


async def test_a_setting_that_makes_no_sense_is_named(home: Path) -> None:
    async with _worker(home, PAYBYINVOICE_LOG_FORMAT="xml") as process:
        _, complained = await process.communicate()
    assert process.returncode == 2
    assert complained.startswith(b"PAYBYINVOICE_LOG_FORMAT: ")


async def test_a_worker_for_an_engine_elsewhere_works_and_reports_its_health(
    home: Path, settings: Settings, ports: Ports, tmp_path: Path
) -> None:
    health = f"127.0.0.1:{free_port()}"
    async with embedded_engine(home, **ports) as engine:
        client = await connect(settings)
        await search_attributes.register(client)
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        async with _worker(
            elsewhere, TEMPORAL_ADDRESS=engine.address, PAYBYINVOICE_HEALTH_ADDRESS=health
        ) as process:
            await _announced(process)
            await _waiting(client)
            assert await http_status(f"http://{health}/health") == 200
            (elsewhere / "ill").touch()
            assert await http_status(f"http://{health}/health") == 503
            process.terminate()
            assert await process.wait() == 0
