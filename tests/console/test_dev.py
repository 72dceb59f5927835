"""Engine, worker and console in one process, as `make run` starts them.

Each takes seconds: all three start, and end again."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from engine.local.ports import LOOPBACK, free_port
from tests.cli.shell import ROOT, clean_environment
from tests.waiting import eventually

_START_SECONDS = 60


@asynccontextmanager
async def _running(
    home: Path, *options: str, until: str = "  mail: "
) -> AsyncIterator[tuple[str, list[str]]]:
    """The console's address, and what the process said when it was ready."""
    home.mkdir(exist_ok=True)
    port, ports = free_port(), ("--port", str(free_port()), "--ui-port", str(free_port()))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "worker.py", "--dev", "--console", "--console-port", str(port)),
        *(*ports, *options),
        env=clean_environment(home),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(_START_SECONDS):
            while not said or not said[-1].startswith(until):
                said.append((await process.stdout.readline()).decode())
                assert process.returncode is None
        yield f"http://{LOOPBACK}:{port}", said
        process.send_signal(signal.SIGTERM)
        rest, _ = await process.communicate()
        said += rest.decode().splitlines(keepends=True)
        assert process.returncode == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _signed_in(address: str, password: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address) as client:
        form = {"sign_in": "admin", "password": password}
        assert (await client.post("/sign-in", data=form)).status_code == 303
        yield client


def _password(said: list[str]) -> str | None:
    found = re.search(r"as 'admin', password \(shown once\): (\S+)", "".join(said))
    return found and found[1]


async def test_the_first_start_shows_once_how_to_sign_in(tmp_path: Path) -> None:
    home = tmp_path / "var"
    async with _running(home) as (address, said):
        assert f"  console: {address}\n" in said
    password = _password(said)
    assert password is not None
    async with _running(home) as (address, said), _signed_in(address, password) as client:
        assert (await client.get("/queues")).status_code == 200
    assert "password" not in "".join(said)


async def test_there_is_sample_data_where_that_is_asked_for(tmp_path: Path) -> None:
    async with _running(tmp_path / "var", "--sample", until="Sign in") as (address, said):
        password = _password(said)
        assert password is not None
        async with _signed_in(address, password) as client:

            async def requests_are_listed() -> bool:
                page = (await client.get("/api/v1/requests")).json()
                return bool(page["total"])

            await eventually("requests are listed", requests_are_listed)


@pytest.mark.parametrize(
    "options",
    [("--console",), ("--dev", "--console-port", "8080"), ("--dev", "--sample")],
)
def test_options_that_do_not_go_together_are_wrong_usage(options: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "worker.py", *options], cwd=ROOT, capture_output=True, timeout=30
    )
    assert done.returncode == 2
    assert b"--console" in done.stderr
