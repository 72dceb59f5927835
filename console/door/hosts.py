"""Refuses requests for another host than the console's own: what a link or a redirect begins with
may come from there."""

from http import HTTPStatus
from socket import gethostname
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from console.door.refusals import refused
from domain.errors import DomainError
from settings import Settings, is_loopback
from wording.catalogue import staff_words


class HostRefused(DomainError):
    """A request for a host that is none of ours."""

    code = "host_refused"


class OwnHostsOnly:
    """Takes requests for the host in the public address, for those in `console_hosts`, and for this
    machine: its name, its loopback, and the address that the request arrived at.

    Args:
        for_any: paths that answer whatever host is asked for, since supervisors ask by addresses
            of their own.
    """

    def __init__(self, app: ASGIApp, settings: Settings, for_any: frozenset[str]) -> None:
        self._app = app
        self._for_any = for_any
        public = urlsplit(settings.console_url).hostname or ""
        self._ours = {public, gethostname().lower(), *settings.console_hosts_named}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._for_any or self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        refusal = HostRefused(staff_words()("door.not_our_address"))
        # The rest of a body would be read as the next request.
        closing = {"Connection": "close"}
        answer = refused(scope, HTTPStatus.MISDIRECTED_REQUEST, refusal, closing)
        await answer(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        named = Headers(scope=scope).getlist("host")
        host = _host_in(named[0]) if len(named) == 1 else None
        if host is None:
            return False
        arrived_at, _ = scope.get("server") or ("", None)
        return host in self._ours or host == arrived_at or is_loopback(host)


def _host_in(header: str) -> str | None:
    """The host without its port, in small letters; nothing where it makes no sense."""
    try:
        parts = urlsplit(f"//{header}")
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    return parts.hostname if parts.netloc == header and "@" not in header else None
