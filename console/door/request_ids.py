"""Gives each request an id, in the log lines that it causes and in a header of its answer."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.observing import request_ids, tracing


class RequestIds:
    """Middleware outside of everything else, so that the answer to a bug has the header, too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = request_ids.begin(Headers(scope=scope).get(request_ids.HEADER))
        tracing.mark()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[request_ids.HEADER] = request_ids.current() or ""
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            request_ids.end(begun)
