"""Lets Temporal's own page, and no other, ask from a browser for what is sealed (CORS)."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from settings import Settings

CODEC = "/codec/decode"
_LET_IN = "from_temporals_page"


def from_temporals_page(scope: Scope) -> bool:
    """Whether a browser says that Temporal's page sent it."""
    return bool(scope.get(_LET_IN))


class TemporalsPage:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        ui = urlsplit(settings.temporal_ui or "")
        self._origin = f"{ui.scheme}://{ui.netloc}" if ui.netloc else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not (scope["type"] == "http" and scope["path"] == CODEC and self._is_it(scope)):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = self._origin or ""
                headers["Access-Control-Allow-Credentials"] = "true"
                headers["Access-Control-Allow-Methods"] = "POST"
                headers["Access-Control-Allow-Headers"] = "authorization, content-type, x-namespace"
                headers["Vary"] = "Origin"
            await send(message)

        if scope["method"] == "OPTIONS":
            await send_with_headers({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        scope[_LET_IN] = True
        await self._app(scope, receive, send_with_headers)

    def _is_it(self, scope: Scope) -> bool:
        return self._origin is not None and Headers(scope=scope).get("origin") == self._origin
