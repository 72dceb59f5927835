"""One attempt to deliver an event over HTTP.

The host's name is looked up at each attempt, and the connection goes to the very address that was
looked at: a name that leads elsewhere a moment later leads nowhere else here.
"""

import asyncio
import socket
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import aiohttp
import httpx

from domain.webhooks.states import Trouble

WITHIN_SECONDS = 15.0
"""For one attempt, from the look-up to the answer."""
MOST_READ = 16 * 1024
"""Bytes of an answer's body."""
READ_WITHIN_SECONDS = 1.0
KEPT_SECONDS = 2.0
"""For the next event, when nothing is sent: less than a server waits before it closes one."""

_PORTS = {"http": 80, "https": 443}


class HttpSender:
    """For one endpoint: connections are kept by address, and another host may have the same.

    Args:
    private: Whether addresses that are not public may be sent to.
    """

    def __init__(self, private: bool) -> None:
        self._private = private
        # aiohttp, as httpx takes four times as long for a request. It asks no proxy of the
        # environment, which would look names up by itself.
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                keepalive_timeout=KEPT_SECONDS, ssl=httpx.create_ssl_context()
            ),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None]:
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                return await self._sent(url, headers, body)
        except TimeoutError:
            return None, Trouble.TOO_SLOW
        except aiohttp.ClientSSLError:
            return None, Trouble.INSECURE
        except aiohttp.ClientError:
            return None, Trouble.NO_ANSWER

    async def _sent(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None]:
        asked = urlsplit(url)
        host, port = asked.hostname or "", asked.port or _PORTS[asked.scheme]
        found = await _addresses(host, port)
        if not found:
            return None, Trouble.UNKNOWN_HOST
        if not self._private and not all(map(_is_public, found)):
            return None, Trouble.PRIVATE_ADDRESS
        address = f"[{found[0]}]" if ":" in found[0] else found[0]
        async with self._http.post(
            asked._replace(netloc=f"{address}:{port}").geturl(),
            data=body,
            headers={**headers, "content-type": "application/json", "host": asked.netloc},
            allow_redirects=False,
            server_hostname=host,
        ) as answer:
            await _read(answer.content)
        if answer.status == HTTPStatus.GONE:
            return answer.status, Trouble.GONE
        return answer.status, None if 200 <= answer.status < 300 else Trouble.REFUSED


async def _read(body: aiohttp.StreamReader) -> None:
    """Only the status counts, whatever the body is. A short one that is there is read to its end,
    so that the connection is good for the next event; any other is left, with the connection."""
    read = 0
    try:
        async with asyncio.timeout(READ_WITHIN_SECONDS):
            async for part in body.iter_any():
                read += len(part)
                if read > MOST_READ:
                    return
    except (TimeoutError, aiohttp.ClientError):
        return


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _is_public(address: str) -> bool:
    """Whether it is an address of the internet: none of this machine, of a network of one's own,
    shared, documented, multicast, or one of these within an IPv6 address."""
    found = ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None and not inner.is_global:
        return False
    return found.is_global and not found.is_multicast
