"""One attempt to deliver an event, to servers of every kind."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from adapters.webhooks.sender import MOST_READ, HttpSender
from domain.webhooks.states import Trouble
from engine.local.ports import LOOPBACK

TAKEN = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
CLOSED = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"


class Server:
    """Answers whatever is posted with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.port = 0
        self.connections = 0
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                self.heads.append(head)
                length = head.partition("content-length: ")[2].partition("\r\n")[0]
                await reader.readexactly(int(length))
                writer.write(self.answer)
                await writer.drain()
                if self.answer == CLOSED:
                    return
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever hung up
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: bytes, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    made = Server(answer)
    listening = await asyncio.start_server(made.serve, LOOPBACK, 0, ssl=tls)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        listening.close()


@pytest.fixture
async def sender() -> AsyncIterator[HttpSender]:
    async with HttpSender(private=True) as made:
        yield made


async def _sent(sender: HttpSender, url: str) -> tuple[int | None, Trouble | None]:
    return await sender.send(url, {"webhook-id": "evt_1"}, b"{}")


async def test_one_connection_takes_one_event_after_another(sender: HttpSender) -> None:
    async with serving(TAKEN) as server:
        for _ in range(3):
            assert await _sent(sender, f"http://{LOOPBACK}:{server.port}/a?b=c") == (200, None)
    assert server.connections == 1
    assert all(each.startswith("post /a?b=c http/1.1\r\n") for each in server.heads)


@pytest.mark.parametrize(
    "answer",
    [CLOSED, b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n" + b"x" * (4 * MOST_READ)],
    ids=["is closed", "answers at length"],
)
async def test_a_connection_that_is_not_good_for_another_event_is_not_used_again(
    sender: HttpSender, answer: bytes
) -> None:
    async with serving(answer) as server:
        for _ in range(3):
            assert await _sent(sender, f"http://{LOOPBACK}:{server.port}/") == (200, None)
    assert server.connections == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: x\r\n" * 50_000 + b"\r\n",
    ],
    ids=["not HTTP", "a long header", "many headers"],
)
async def test_what_is_no_answer_of_a_web_server_is_none(sender: HttpSender, answer: bytes) -> None:
    async with serving(answer) as server:
        assert await _sent(sender, f"http://{LOOPBACK}:{server.port}/") == (
            None,
            Trouble.NO_ANSWER,
        )


@pytest.mark.parametrize(
    ("address", "known", "came"),
    [
        (lambda port: f"https://localhost:{port}/", True, (200, None)),
        (lambda port: f"https://LOCALHOST:{port}/", True, (200, None)),
        (lambda port: f"https://{LOOPBACK}:{port}/", True, (None, Trouble.INSECURE)),
        (lambda port: f"https://localhost:{port}/", False, (None, Trouble.INSECURE)),
    ],
    ids=["by its name", "in capitals", "by another name", "of an unknown authority"],
)
async def test_a_certificate_has_to_be_of_the_name_that_is_in_the_address(
    address: Callable[[int], str],
    known: bool,
    came: tuple[int | None, Trouble | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The connection goes to the address that was looked up, and asks for the name."""
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    (authority if known else trustme.CA()).cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with serving(TAKEN, tls) as server, HttpSender(private=True) as sender:
        assert await _sent(sender, address(server.port)) == came
