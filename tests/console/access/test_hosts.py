"""For which hosts the console answers, and that nobody makes it lead to another."""

import httpx
import pytest
from fastapi import FastAPI

from clients.access import AccessClient
from console import health
from tests.console.access.browser import an_app, browsing, settings_for
from tests.console.access.serving import Line, serving

REACHED = "https://billing.provider.example"


@pytest.fixture
def reached(access: AccessClient) -> FastAPI:
    """A console behind a proxy."""
    named = "console.internal, [fd00::7]"
    settings = settings_for(public_url=REACHED, console_hosts=named)
    app = an_app(access, settings)
    health.install(app, settings)
    return app


async def _asked(app: FastAPI, host: str, path: str = "/sign-in") -> httpx.Response:
    async with browsing(app, REACHED) as browser:
        return await browser.client.get(path, headers={"Host": host})


@pytest.mark.parametrize(
    "host",
    [
        "billing.provider.example",
        "Billing.Provider.Example:443",
        "console.internal:8080",
        "[fd00::7]:8080",
        "localhost:18081",
        "127.0.0.1",
        "[::1]:8080",
    ],
)
async def test_it_answers_for_its_public_address_what_is_named_and_this_machine(
    reached: FastAPI, host: str
) -> None:
    assert (await _asked(reached, host)).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "billing.provider.example.evil.example",
        "billing.provider.example@evil.example",
        "billing.provider.example:evil",
        "billing.provider.example/evil",
        "192.0.2.9",
        "[fd00::8",
        "",
    ],
)
async def test_it_answers_for_no_other(reached: FastAPI, host: str) -> None:
    answer = await _asked(reached, host)
    assert answer.status_code == 421
    assert "evil" not in answer.text and "location" not in answer.headers
    assert answer.headers["x-frame-options"] == "DENY"


async def test_supervisors_ask_by_any_address(reached: FastAPI) -> None:
    assert (await _asked(reached, "10.1.2.3:8080", health.LIVE)).status_code == 200


async def test_a_redirect_to_another_spelling_of_an_address_leads_nowhere_else(
    reached: FastAPI,
) -> None:
    ours = await _asked(reached, "billing.provider.example", "/sign-in/")
    assert ours.headers["location"].startswith(REACHED)
    theirs = await _asked(reached, "evil.example", "/sign-in/")
    assert theirs.status_code == 421


async def test_the_address_that_a_request_arrives_at_is_this_machines(access: AccessClient) -> None:
    app = an_app(access, settings_for(public_url=REACHED))
    async with serving(app) as port, Line.to(port) as line:
        await line.say("GET /sign-in HTTP/1.1", f"Host: 127.0.0.1:{port}")
        await line.hears("200 OK")


async def test_two_hosts_are_none(access: AccessClient) -> None:
    app = an_app(access, settings_for())
    async with serving(app) as port, Line.to(port) as line:
        await line.say("GET /sign-in HTTP/1.1", "Host: 127.0.0.1", "Host: evil.example")
        await line.hears("400 Bad Request")
