"""Addresses and ports of this machine."""

import errno
import random
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from engine.errors import EngineUnusable, PortTaken

LOOPBACK = "127.0.0.1"

_LAST_PORT = 65535
_BELOW_THOSE_OF_CONNECTIONS = range(20_000, 32_000)
_TRIES = 20


def split_address(address: str) -> tuple[str, int]:
    """`host:port` as a pair; an `EngineUnusable` refusal when it is not one."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise EngineUnusable(f"'{address}' is not an address of the form host:port.")
    return host.strip("[]"), int(port)


class Wanted(NamedTuple):
    """A port of this machine to listen on."""

    port: int
    by: str
    choose_with: str


def refuse_impossible(wanted: Sequence[Wanted]) -> None:
    """Raises if a port is impossible or wanted twice, before anything is started.

    Raises:
        EngineUnusable: a port is beyond the last one.
        PortTaken: two want the same one.
    """
    first: dict[int, Wanted] = {}
    for each in wanted:
        if each.port > _LAST_PORT:
            raise EngineUnusable(
                f"{each.by} would be at port {each.port}, and the last one is {_LAST_PORT};"
                f" choose another one with {each.choose_with}."
            )
        other = first.setdefault(each.port, each)
        if other is not each:
            raise PortTaken(
                f"{other.by} and {each.by} would both be at port {each.port}; choose another one"
                f" with {other.choose_with} or {each.choose_with}.",
                port=each.port,
            )


def free_port() -> int:
    """A port that is free, outside of the range from which the system gives ports to
    connections."""
    for port in random.sample(_BELOW_THOSE_OF_CONNECTIONS, _TRIES):
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


def listen(host: str, port: int, *, choose_with: str) -> socket.socket:
    """A socket that listens there; `PortTaken`, naming what `choose_with` changes, if that
    fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {port} on {host} is already taken; choose another one with {choose_with}.",
                port=port,
            ) from error
        raise EngineUnusable(
            f"Cannot listen on {host}:{port} ({error.strerror or error}); "
            f"choose another address with {choose_with}."
        ) from error
    # Connections inherit it. Without it, the end of an answer waits 40 ms until the client confirms
    # the beginning; asyncio sets it only on sockets that it made itself.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def require_free(host: str, port: int, *, choose_with: str) -> None:
    """Raises `PortTaken` unless the port is free."""
    listen(host, port, choose_with=choose_with).close()
