"""Nothing costs more than it should before it is known who asks, and nobody asks for too much."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.sse import EventSourceResponse, ServerSentEvent

from clients.access import AccessClient
from console.access import Action, Actor, action_of, allowed
from console.buckets import Bucket
from console.door import stream_limits
from domain.access import Role
from tests.console.access.browser import (
    OURS,
    Browser,
    Clock,
    add,
    an_app,
    browsing,
    settings_for,
)
from tests.console.access.serving import serving


@pytest.fixture
async def key(access: AccessClient) -> str:
    _, key = await access.create_key("import", [Role.BILLING], None, by="root")
    return key


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Body:
    """A body that knows how much of it was asked for."""

    def __init__(self, size: int = 200_000) -> None:
        self.size, self.read = size, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(0, self.size, 1000):
            self.read += 1000
            yield b"x" * 1000


class _Counting:
    """Counts the bytes that an application has asked for."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.read = 0

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        async def counted():  # type: ignore[no-untyped-def]
            message = await receive()
            self.read += len(message.get("body", b""))
            return message

        await self._app(scope, counted, send)


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/api/do/import_accounts", "/do/approve"])
@pytest.mark.parametrize("who", ["nobody", "a wrong key", "another role"])
async def test_not_a_byte_of_a_body_is_read_for_callers_who_may_not_send_it(
    who: str, path: str, kind: str, app: FastAPI, access: AccessClient
) -> None:
    @app.post("/api/reads")
    async def reads(
        body: dict[str, str], actor: Annotated[Actor, Depends(allowed(Action.IMPORT_ACCOUNTS))]
    ) -> None: ...

    _, customers = await access.create_key("theirs", [Role.CUSTOMER], OURS, by="root")
    headers = {
        "nobody": {},
        "a wrong key": _bearer("pbi_0_wrong"),
        "another role": _bearer(customers),
    }[who]
    counting = _Counting(app)
    transport = httpx.ASGITransport(app=counting, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        for where in (path, "/api/reads"):
            answer = await client.post(
                where, content=Body().__aiter__(), headers={**headers, "Content-Type": kind}
            )
            assert answer.status_code in (303, 401, 403), answer.text
    assert counting.read == 0


async def test_a_body_is_read_for_callers_who_may_send_it(app: FastAPI, key: str) -> None:
    @app.post("/api/reads")
    async def reads(
        body: dict[str, str], actor: Annotated[Actor, Depends(allowed(Action.IMPORT_ACCOUNTS))]
    ) -> str:
        return body["said"]

    async with browsing(app) as browser:
        answer = await browser.client.post(
            "/api/reads", json={"said": "this"}, headers=_bearer(key)
        )
    assert answer.json() == "this"


def test_one_function_answers_for_one_action_alone(app: FastAPI) -> None:
    """It is found by its function what a route asks, before a body is read."""
    asked: dict[object, set[object]] = {}
    for route in iter_route_contexts(app.routes):
        asked.setdefault(getattr(route, "endpoint", None), set()).add(action_of(route))
    assert all(len(actions) == 1 for each, actions in asked.items() if each is not None)


async def test_each_caller_is_limited_alone_and_answered_when_to_ask_again(
    access: AccessClient, key: str
) -> None:
    app = an_app(access, settings_for(requests_per_minute=5))
    _, others = await access.create_key("another", [Role.BILLING], None, by="root")
    async with browsing(app) as browser:
        asked = [await browser.get("/", **_bearer(key)) for _ in range(6)]
        assert [each.status_code for each in asked] == [200] * 5 + [429]
        assert int(asked[-1].headers["retry-after"]) >= 1
        assert (await browser.get("/", **_bearer(others))).status_code == 200
        programs = await browser.client.post("/api/do/approve", headers=_bearer(key))
        assert programs.json()["refused"]["code"] == "too_many_requests"


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("/api/v1/requests/sub-1/form", "/api/v1/requests/sub-2/form"),
        ("/requests/sub-1/withdraw", "/api/v1/requests/sub-2/withdraw"),
        ("/my/requests/sub-1/form", "/my/requests/sub-2/form"),
        ("/api/v1/invoices/2026/1/payments", "/api/v1/invoices/2026/2/payments"),
    ],
)
async def test_one_request_or_invoice_is_changed_so_often_by_one_caller(
    access: AccessClient, key: str, one: str, another: str
) -> None:
    app = an_app(access, settings_for(changes_per_minute=3))
    _, others = await access.create_key("another", [Role.BILLING], None, by="root")
    async with browsing(app) as browser:

        async def changes(path: str, by: str = key) -> httpx.Response:
            return await browser.client.post(path, headers=_bearer(by))

        sent = [await changes(one) for _ in range(4)]
        assert [each.status_code == 429 for each in sent] == [False, False, False, True]
        assert int(sent[-1].headers["retry-after"]) >= 1
        for free in (await changes(another), await changes(one, others)):
            assert free.status_code != 429
        assert (await browser.get(one, **_bearer(key))).status_code != 429
        for _ in range(5):
            assert (await changes("/my/requests/sub-1/form/check")).status_code != 429


async def test_strangers_are_limited_by_where_they_come_from_whatever_they_call_themselves(
    access: AccessClient,
) -> None:
    app = an_app(access, settings_for(requests_per_minute=5))
    async with browsing(app, client_address="192.0.2.1") as guessing:
        asked = [await guessing.get("/", **_bearer(f"pbi_{at}_guess")) for at in range(6)]
        assert asked[-1].status_code == 429
    async with browsing(app, client_address="192.0.2.2") as elsewhere:
        assert (await elsewhere.get("/sign-in")).status_code == 200


def test_a_bucket_fills_up_again_and_no_further() -> None:
    now = 0.0
    bucket = Bucket(2, 60.0, lambda: now)
    assert [bucket.take("anna") for _ in range(3)] == [0, 0, 30]
    now = 30.0
    assert [bucket.take("anna") for _ in range(2)] == [0, 30]
    now = 3600.0
    assert [bucket.take("anna") for _ in range(3)] == [0, 0, 30]
    assert bucket.take("ben") == 0


@pytest.fixture
async def streaming(access: AccessClient) -> FastAPI:
    app = an_app(access, settings_for(streams_per_caller=2))

    @app.get("/listen", response_class=EventSourceResponse)
    async def listen(
        actor: Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))],
    ) -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(comment="listening")
        await asyncio.Event().wait()

    return app


async def _listening(parts: AsyncExitStack, port: int, headers: dict[str, str]) -> httpx.Response:
    client = await parts.enter_async_context(
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30)
    )
    return await parts.enter_async_context(client.stream("GET", "/listen", headers=headers))


async def test_so_many_pages_of_one_caller_listen_and_no_more(
    streaming: FastAPI, access: AccessClient, key: str
) -> None:
    _, others = await access.create_key("another", [Role.BILLING], None, by="root")
    async with serving(streaming) as port, AsyncExitStack() as parts:
        async with AsyncExitStack() as closing:
            for status in (200, 200, 429):
                answer = await _listening(closing, port, _bearer(key))
                assert answer.status_code == status
            assert int(answer.headers["retry-after"]) > 0
            assert (await _listening(parts, port, _bearer(others))).status_code == 200
        async with asyncio.timeout(10):
            while (await _listening(parts, port, _bearer(key))).status_code != 200:
                pass


@pytest.mark.parametrize("how", ["revoked key", "signed out", "disabled", "other roles", "expired"])
async def test_a_stream_ends_with_the_session_of_its_listener(
    how: str,
    streaming: FastAPI,
    access: AccessClient,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert stream_limits.ASKED_AGAIN_SECONDS < 3
    monkeypatch.setattr(stream_limits, "ASKED_AGAIN_SECONDS", 0.05)
    await add(access, "alice", Role.CREDIT)
    made, key = await access.create_key("import", [Role.BILLING], None, by="root")
    async with browsing(streaming) as browser:
        await browser.sign_in("alice")
        session = browser.client.cookies["session"]
    headers = _bearer(key) if how == "revoked key" else {"Cookie": f"session={session}"}
    async with serving(streaming) as port, AsyncExitStack() as parts:
        stream = await _listening(parts, port, headers)
        lines = stream.aiter_lines()
        assert await anext(lines) == ": listening"
        if how == "revoked key":
            await access.revoke_key(made.id)
        elif how == "signed out":
            await access.sign_out(session)
        elif how == "disabled":
            await access.disable("alice")
        elif how == "other roles":
            await access.set_roles("alice", [Role.LEGAL], None)
        else:
            clock.passes(hours=13)
        async with asyncio.timeout(10):
            async for _ in lines:
                pass


async def test_a_page_that_polls_keeps_no_session_alive(
    access: AccessClient, clock: Clock, browser: Browser
) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")
    live = {"HX-Request": "true", "HX-Request-Type": "partial", "Sec-Fetch-Dest": "empty"}
    for _ in range(7):
        clock.passes(minutes=10)
        last = await browser.get("/", **live)
    assert last.status_code == 401 or last.headers.get("hx-redirect")
    assert (await browser.get("/")).status_code == 303


@pytest.mark.parametrize("live", ["/change?live"])
async def test_a_form_that_a_page_sends_by_itself_does_not_either(
    live: str, access: AccessClient, clock: Clock, browser: Browser
) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")
    csrf = await browser.csrf()
    for _ in range(7):
        clock.passes(minutes=10)
        last = await browser.post(live, csrf=csrf)
    assert last.status_code == 303


async def test_somebody_who_clicks_stays(
    access: AccessClient, clock: Clock, browser: Browser
) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")
    csrf = await browser.csrf()
    for _ in range(9):
        clock.passes(minutes=30)
        assert (await browser.get("/")).status_code == 200
        clock.passes(minutes=30)
        assert (await browser.post("/change", csrf=csrf, said="this")).status_code == 200
