"""The script that prepares an engine, on a real one."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.local.command import server_binary
from engine.local.ports import LOOPBACK, free_port

SCRIPT = "docker/temporal/register.sh"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment in which the script reaches a new engine, which may still be starting."""
    port = free_port()
    server = subprocess.Popen(
        [
            *(server_binary(), "server", "start-dev", "--headless", "--ip", LOOPBACK),
            *("--port", str(port), "--db-filename", str(tmp_path / "temporal.db")),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield {
            "PATH": f"{Path(server_binary()).parent}:{os.defpath}",
            "HOME": str(tmp_path),
            "TEMPORAL_ADDRESS": f"{LOOPBACK}:{port}",
            "TEMPORAL_NAMESPACE": "default",
            "RETENTION": "365d",
        }
    finally:
        server.terminate()
        server.wait(timeout=30)


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("namespace", ["default", "billing"])
def test_an_engine_is_prepared_once_and_again(engine: dict[str, str], namespace: str) -> None:
    environment = engine | {"TEMPORAL_NAMESPACE": namespace}

    for _ in range(2):
        assert f"ready: namespace {namespace}" in run(environment, "sh", SCRIPT)

    described = run(environment, "temporal", "operator", "namespace", "describe")
    assert "8760h" in described
