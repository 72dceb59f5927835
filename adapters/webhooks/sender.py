"""One attempt to deliver an event over HTTP.

The host's name is looked up at each attempt, and the connection goes to the very address that was
looked at: a name that leads elsewhere a moment later leads nowhere else here.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from domain.webhooks.states import Trouble

WITHIN_SECONDS = 15.0
"""For one attempt, from the look-up to the answer."""
MOST_READ = 16 * 1024
"""Bytes of an answer's body."""
READ_WITHIN_SECONDS = 1.0
KEPT_SECONDS = 2.0
"""For the next event, when nothing is sent: less than a server waits before it closes one."""


class HttpSender:
    """For one endpoint: connections are kept by address, and another host may have the same.

    Args:
    private: Whether addresses that are not public may be sent to.
    """

    def __init__(self, private: bool) -> None:
        self._private = private
        # No proxy of the environment: it would look names up by itself.
        self._http = httpx.AsyncClient(
            timeout=WITHIN_SECONDS,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=100, keepalive_expiry=KEPT_SECONDS),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None]:
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                return await self._sent(url, headers, body)
        except (TimeoutError, httpx.TimeoutException):
            return None, Trouble.TOO_SLOW
        except httpx.HTTPError as error:
            insecure = isinstance(error.__cause__ or error.__context__, ssl.SSLError) or (
                "CERTIFICATE" in str(error).upper()
            )
            return None, Trouble.INSECURE if insecure else Trouble.NO_ANSWER

    async def _sent(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None]:
        try:
            asked = httpx.URL(url)
            host = asked.host
        except (httpx.InvalidURL, UnicodeError):
            # Such as a label that only looks like an international one: no look-up finds it.
            return None, Trouble.UNKNOWN_HOST
        found = await _addresses(host, asked.port or _port(url))
        if not found:
            return None, Trouble.UNKNOWN_HOST
        if not self._private and not all(map(_is_public, found)):
            return None, Trouble.PRIVATE_ADDRESS
        request = self._http.build_request(
            "POST",
            asked.copy_with(host=found[0]),
            content=body,
            headers={**headers, "content-type": "application/json", "host": asked.netloc.decode()},
            extensions={"sni_hostname": host},
        )
        answer = await self._http.send(request, stream=True)
        await _close(answer)
        if answer.status_code == httpx.codes.GONE:
            return answer.status_code, Trouble.GONE
        return answer.status_code, None if answer.is_success else Trouble.REFUSED


async def _close(answer: httpx.Response) -> None:
    """Only the status counts, whatever the body is. A short one that is there is read to its end,
    so that the connection is good for the next event; any other is left, with the connection."""
    read = 0
    try:
        async with asyncio.timeout(READ_WITHIN_SECONDS):
            async for part in answer.aiter_raw():
                read += len(part)
                if read > MOST_READ:
                    return
    except (TimeoutError, httpx.HTTPError):
        return
    finally:
        await answer.aclose()


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _port(url: str) -> int:
    return 443 if urlsplit(url).scheme == "https" else 80


def _is_public(address: str) -> bool:
    """Whether it is an address of the internet: none of this machine, of a network of one's own,
    shared, documented, multicast, or one of these within an IPv6 address."""
    found = ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None and not inner.is_global:
        return False
    return found.is_global and not found.is_multicast
