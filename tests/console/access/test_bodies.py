"""Bodies that are too large, that never end or stop coming, and clients that are slow."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from console.door.body_limits import ORDINARY_BYTES, BodyLimits
from console.door.bugs import BugsAnswered
from tests.console.access.browser import Browser
from tests.console.access.serving import Line, serving

UPLOAD = 10 * 1024 * 1024


async def _endless(pieces: int) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        yield b"x" * 65536


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/body", ORDINARY_BYTES, 200),
        ("/body", ORDINARY_BYTES + 1, 413),
        ("/documents", UPLOAD, 200),
        ("/documents", UPLOAD + 65 * 1024, 413),
        ("/api/body", ORDINARY_BYTES + 1, 413),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_may_be_so_large_and_no_larger(
    declared: bool, path: str, size: int, status: int, browser: Browser
) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, size, 65536):
            yield b"x" * min(65536, size - start)

    content = b"x" * size if declared else in_pieces()
    answer = await browser.client.post(path, content=content)
    assert answer.status_code == status
    if status == 413 and path.startswith("/api/"):
        assert answer.json()["refused"]["code"] == "body_refused"


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "0x10", "\u00b2", "9" * 30, "1, 2", ""])
async def test_a_length_that_makes_no_sense_is_refused(length: str, browser: Browser) -> None:
    headers = {b"Content-Length": length.encode("latin-1")}
    answer = await browser.client.post("/body", headers=headers)
    assert answer.status_code == (413 if length == "9" * 30 else 400)


async def test_one_that_says_it_is_too_large_is_refused_unread(app: FastAPI) -> None:
    async with serving(app) as port, Line.to(port) as line:
        await line.say("POST /body HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 99999999")
        said = await line.to_the_end()
    assert said.startswith("HTTP/1.1 413 ")
    assert "connection: close" in said.lower()


async def test_one_that_never_ends_is_cut_off(app: FastAPI) -> None:
    async with serving(app) as port, Line.to(port) as line:
        await line.say("POST /body HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked")
        try:
            for _ in range(100):
                await line.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        except ConnectionError:
            pass
        async with httpx.AsyncClient() as other:
            assert (await other.get(f"http://127.0.0.1:{port}/sign-in")).status_code == 200


@pytest.mark.parametrize("path", ["/body", "/sign-in"])
async def test_one_that_stops_coming_is_given_up(path: str, app: FastAPI) -> None:
    limited = _with_limits(app, stall_seconds=0.3)
    async with serving(limited) as port, Line.to(port) as line:
        kind = "Content-Type: application/x-www-form-urlencoded"
        await line.say(f"POST {path} HTTP/1.1", "Host: 127.0.0.1", kind, "Content-Length: 100")
        await line.send(b"sign_in=a")
        said = await line.to_the_end()
    assert said.startswith("HTTP/1.1 408 ")
    assert "connection: close" in said.lower()


async def test_one_that_drips_is_given_up(app: FastAPI) -> None:
    limited = _with_limits(app, stall_seconds=5, whole_seconds=0.5)
    async with serving(limited) as port, Line.to(port) as line:
        await line.say("POST /body HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 1000")
        answer = asyncio.create_task(line.to_the_end())
        while not answer.done():
            await line.send(b"x")
            await asyncio.sleep(0.05)
        assert (await answer).startswith("HTTP/1.1 408 ")


async def test_one_that_breaks_off_does_no_harm_and_is_no_fault_of_ours(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(app) as port:
        for _ in range(20):
            async with Line.to(port) as line:
                await line.say(
                    "POST /documents HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 100000"
                )
                await line.send(b"x" * 1000)
        async with httpx.AsyncClient() as other:
            assert (await other.get(f"http://127.0.0.1:{port}/sign-in")).status_code == 200
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_silent_connection_is_closed_and_keeps_nobody_waiting(app: FastAPI) -> None:
    async with (
        serving(app) as port,
        Line.to(port) as silent,
        Line.to(port) as halting,
        Line.to(port) as repeating,
    ):
        await halting.say("GET /sign-in HTTP/1.1", "Host: 127.0.0.1", end="\r\nX-")
        await repeating.say("GET /sign-in HTTP/1.1", "Host: 127.0.0.1")
        await repeating.hears("</html>")
        await repeating.say("GET /sign-in HTTP/1.1", end="\r\nX-")
        began = time.monotonic()
        async with httpx.AsyncClient() as other:
            assert (await other.get(f"http://127.0.0.1:{port}/sign-in")).status_code == 200
        assert await silent.to_the_end() == ""
        assert await halting.to_the_end() == ""
        assert await repeating.to_the_end() == ""
        assert time.monotonic() - began < 4  # uvicorn's own timeout between requests is 5 s


async def test_a_request_that_takes_long_to_answer_is_not_hung_up_on() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.6)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    async with serving(slow, header_seconds=0.2) as port, httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).text == "done"


async def test_requests_that_were_sent_together_are_answered_one_after_the_other() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.3)
        headers = [(b"content-length", b"4")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"done"})
        # The next one begins while this one is being cleared up.
        await asyncio.sleep(0.3)

    async with serving(slow, header_seconds=0.2) as port, Line.to(port) as line:
        await line.say(
            *["GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"] * 2, "GET / HTTP/1.1", "Host: 127.0.0.1"
        )
        for _ in range(3):
            await line.hears("done")


async def test_an_answer_that_fails_half_way_is_not_taken_for_whole(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = FastAPI()

    @app.get("/broken")
    async def broken() -> StreamingResponse:
        async def half() -> AsyncIterator[str]:
            yield "half"
            raise RuntimeError("what went wrong")

        return StreamingResponse(half())

    async with serving(BugsAnswered(app)) as port, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"http://127.0.0.1:{port}/broken")
    assert "what went wrong" in caplog.text


def _with_limits(app: FastAPI, stall_seconds: float, whole_seconds: float = 60) -> ASGIApp:
    return BodyLimits(app, UPLOAD, stall_seconds=stall_seconds, whole_seconds=whole_seconds)
