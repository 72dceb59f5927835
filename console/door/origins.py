"""Refuses changes that a page of another site makes a browser send (CSRF)."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from console.door.refusals import refused
from console.door.temporals_page import from_temporals_page
from domain.errors import NotAllowed
from wording.catalogue import staff_words

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnPagesOnly:
    def __init__(self, app: ASGIApp, our_url: str) -> None:
        self._app = app
        self._our_origin = our_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        changes = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        asked_in = from_temporals_page(scope)
        if changes and not (asked_in or self._is_ours(Headers(scope=scope))):
            refusal = NotAllowed(staff_words()("door.other_site"))
            await refused(scope, HTTPStatus.FORBIDDEN, refusal)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        """Judged by headers that browsers set and no page can change. Programs send none of them,
        and bring no cookies without being asked."""
        if (site := headers.get("sec-fetch-site")) is not None:
            return site in ("same-origin", "none")
        if (origin := headers.get("origin")) is not None:
            # Compared as text: parsing something that is no URL would raise.
            host = origin.partition("://")[2]
            return origin == self._our_origin or (host != "" and host == headers.get("host"))
        return True
