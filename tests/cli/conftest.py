import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.local.engine_record import running_engine
from engine.local.ports import free_port
from tests import forks
from tests.cli.shell import EXAMPLES, Shell, clean_environment
from tests.ledgers import empty_ledger

_START_SECONDS = 60


@pytest.fixture(scope="package")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Commands against an engine for rehearsals with a worker, both as they are in real use, and
    the example accounts in the ledger. Each test takes another account."""
    with at_work(tmp_path_factory.mktemp("cli"), "--rehearsal") as shell:
        imported = shell.asked("account", "import", EXAMPLES / "accounts.yaml")
        assert {each["outcome"] for each in imported["accounts"]} == {"created"}
        yield shell


@contextmanager
def at_work(home: Path, how: str, **environment: str) -> Iterator[Shell]:
    """Commands against an engine and a worker of this home folder."""
    shell = Shell(clean_environment(home, **environment))
    ports = "--port", str(free_port()), "--ui-port", str(free_port())
    with Path(os.devnull).open("rb") as nothing, (home / "worker.log").open("wb") as log:
        worker = forks.Running("worker.py", [how, *ports], shell.environment, (nothing, log, log))
    try:
        _wait_for(home, worker)
        yield shell
    finally:
        worker.terminate()
        try:
            worker.wait(30)
        except TimeoutError:
            worker.kill()
            worker.wait()


def _wait_for(home: Path, worker: forks.Running) -> None:
    deadline = time.monotonic() + _START_SECONDS
    log = home / "worker.log"
    while "The worker is running" not in log.read_text() or not running_engine(
        home / "engine.json"
    ):
        assert worker.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@pytest.fixture
async def lonely(tmp_path: Path) -> Shell:
    """Commands with a home folder of their own, nothing in its ledger, and no engine anywhere."""
    await empty_ledger(tmp_path / "ledger.db")
    nowhere = f"127.0.0.1:{free_port()}"
    return Shell(clean_environment(tmp_path, TEMPORAL_ADDRESS=nowhere))
