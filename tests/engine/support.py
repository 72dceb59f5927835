"""What the tests of the engine share."""

import asyncio
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import TypedDict

from engine.local.ports import LOOPBACK


class Ports(TypedDict):
    """Where an embedded engine listens."""

    port: int
    ui_port: int


def listened_on(port: int) -> bool:
    """Whether anything accepts a connection there."""
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


async def until(condition: Callable[[], bool], what: str, *, seconds: float = 20) -> None:
    """Wait for something to become true; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain until {what}"
        await asyncio.sleep(0.02)


async def http_status(url: str) -> int:
    def ask() -> int:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    return await asyncio.to_thread(ask)
