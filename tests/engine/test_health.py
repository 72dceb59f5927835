import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from domain.errors import ServiceUnreachable
from engine.errors import EngineUnusable, PortTaken
from engine.local.ports import LOOPBACK, free_port, listen
from engine.observing.health import health_endpoint


async def _well() -> None:
    return


async def _unreachable() -> None:
    raise ServiceUnreachable("The engine does not answer.")


async def _broken() -> None:
    raise ConnectionError("password=hunter2")


async def _ask(address: str, path: str = "/health") -> tuple[int, dict[str, Any]]:
    def ask() -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(f"http://{address}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    return await asyncio.to_thread(ask)


async def test_a_worker_that_is_well_says_so() -> None:
    address = f"{LOOPBACK}:{free_port()}"
    async with health_endpoint(address, {"database": _well, "engine": _well}):
        assert await _ask(address) == (
            200,
            {"status": "ok", "checks": {"database": "ok", "engine": "ok"}},
        )


async def test_a_worker_that_is_not_well_says_what_fails_and_no_secrets() -> None:
    address = f"{LOOPBACK}:{free_port()}"
    checks = {"worker": _well, "engine": _unreachable, "database": _broken}
    async with health_endpoint(address, checks):
        assert await _ask(address) == (
            503,
            {
                "status": "failing",
                "checks": {
                    "worker": "ok",
                    "engine": "The engine does not answer.",
                    "database": "ConnectionError",
                },
            },
        )


async def test_a_worker_whose_database_is_away_lives_and_is_not_ready() -> None:
    address = f"{LOOPBACK}:{free_port()}"
    async with health_endpoint(address, {"database": _broken, "engine": _well}):
        assert await _ask(address, "/live") == (200, {"status": "ok"})
        status, said = await _ask(address, "/ready")
        assert (status, said) == await _ask(address, "/health")
    assert (status, said["checks"]) == (503, {"database": "ConnectionError", "engine": "ok"})


async def test_a_worker_that_is_well_is_ready() -> None:
    address = f"{LOOPBACK}:{free_port()}"
    async with health_endpoint(address, {"database": _well}):
        assert (await _ask(address, "/ready"))[0] == 200


async def test_a_check_that_hangs_fails() -> None:
    address = f"{LOOPBACK}:{free_port()}"

    async def hang() -> None:
        await asyncio.Event().wait()

    async with health_endpoint(address, {"database": hang}):
        status, body = await _ask(address)
    assert status == 503
    assert body["checks"] == {"database": "no answer in 2 s"}


async def test_a_taken_health_address_is_refused_with_the_setting_to_change() -> None:
    port = free_port()
    with (
        listen(LOOPBACK, port, choose_with="nothing"),
        pytest.raises(PortTaken, match="PAYBYINVOICE_HEALTH_ADDRESS"),
    ):
        async with health_endpoint(f"{LOOPBACK}:{port}", {}):
            pytest.fail("the address was taken")


@pytest.mark.parametrize("address", ["8080", "localhost:", "localhost:http", "localhost:99999"])
async def test_an_address_without_host_or_port_is_refused(address: str) -> None:
    with pytest.raises(EngineUnusable, match="host:port"):
        async with health_endpoint(address, {}):
            pytest.fail("that was no address")
