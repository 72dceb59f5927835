"""The answer to a bug: the id of the request, under which it is logged in full."""

from http import HTTPStatus

import structlog
from fastapi import Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.door.refusal_page import refusal_page
from console.door.refusals import API, for_programs
from engine.observing import request_ids
from wording.catalogue import staff_words

_log = structlog.stdlib.get_logger(__name__)


class BugsAnswered:
    """Answers what nothing else has answered. Where the answer has begun, the error goes on to the
    server, which closes the connection, so that nobody takes the answer for whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_and_notice(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_notice)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await _answer(Request(scope), error)(scope, receive, send)


def _answer(request: Request, error: Exception) -> Response:
    number = request_ids.current()
    _log.error("an answer failed", exc_info=error)
    said = staff_words()("door.bug", number=number)
    status, code = HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error"
    if request.url.path.startswith(API):
        body = {"refused": {"code": code, "reason": said, "details": {}}}
        return for_programs(request.scope, body, status)
    return refusal_page(request, status, code, said, number=number)
