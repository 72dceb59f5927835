import asyncio
import os
import sys
import urllib.request

import pytest

from engine.connection import connect
from engine.errors import EngineUnusable, PortTaken
from engine.local.embedded import EmbeddedEngine
from engine.local.ports import LOOPBACK, free_port, listen
from engine.observing.telemetry import build_runtime
from settings import Settings


async def test_metrics_of_what_was_done_can_be_collected(engine: EmbeddedEngine) -> None:
    address = f"localhost:{free_port()}"
    settings = Settings(metrics_address=address)
    client = await connect(settings, address=engine.address, runtime=build_runtime(settings))
    await client.count_workflows("")

    def collect() -> str:
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
            return str(answer.read(), "utf-8")

    assert 'operation="CountWorkflowExecutions"' in await asyncio.to_thread(collect)


def test_a_taken_metrics_address_is_refused_with_the_setting_to_change() -> None:
    port = free_port()
    settings = Settings(metrics_address=f"{LOOPBACK}:{port}")
    with (
        listen(LOOPBACK, port, choose_with="nothing"),
        pytest.raises(PortTaken, match="PAYBYINVOICE_METRICS_ADDRESS"),
    ):
        build_runtime(settings)


def test_a_metrics_address_that_is_none_is_refused() -> None:
    with pytest.raises(EngineUnusable):
        build_runtime(Settings(metrics_address="nowhere"))


@pytest.mark.parametrize(("given", "threads"), [({}, 1), ({"TOKIO_WORKER_THREADS": "3"}, 3)])
async def test_the_core_has_one_thread_unless_the_operator_says_otherwise(
    given: dict[str, str], threads: int
) -> None:
    counting = (
        "from pathlib import Path\n"
        "from engine.observing.telemetry import build_runtime\n"
        "from settings import Settings\n"
        "runtime = build_runtime(Settings())\n"
        "print(len(list(Path('/proc/self/task').iterdir())) - 1)\n"
    )
    # Without what a core of this very process may have left there.
    inherited = {name: said for name, said in os.environ.items() if name != "TOKIO_WORKER_THREADS"}
    counted = await asyncio.create_subprocess_exec(
        sys.executable, "-c", counting, env={**inherited, **given}, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await counted.communicate()
    assert int(said) == threads
