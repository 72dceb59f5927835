"""Limits of a request's body: its size, and how slowly it may arrive."""

import asyncio
import re
import time
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clients.bank.client import MAX_STATEMENT_BYTES
from console.door.refusals import refused
from domain.errors import DomainError
from wording.catalogue import staff_words

ORDINARY_BYTES = 256 * 1024
_FORM_OVERHEAD_BYTES = 64 * 1024

STALL_SECONDS = 15.0
WHOLE_SECONDS = 300.0

_BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})

UPLOADS = re.compile(r"/(documents|imports?|advice|sample|add-document|return-application)/?$")
"""Endings of paths that take files."""
STATEMENTS = "/api/v1/bank/imports"
"""Takes files of a bank, of up to `MAX_STATEMENT_BYTES` together."""


class BodyRefused(DomainError):
    """A body that is too large, that stalled, or whose length makes no sense."""

    code = "body_refused"


class BodyLimits:
    """Refuses a body by its declared length, or as soon as more than the limit has arrived."""

    def __init__(
        self,
        app: ASGIApp,
        upload_bytes: int,
        *,
        stall_seconds: float = STALL_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._app = app
        self._upload_bytes = upload_bytes + _FORM_OVERHEAD_BYTES
        self._stall_seconds = stall_seconds
        self._whole_seconds = whole_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _announces_body(scope):
            await self._app(scope, receive, send)
            return
        at_most = self._at_most(scope["path"])
        body = _Body(receive, send, at_most, self._stall_seconds, self._whole_seconds)
        body.declared(Headers(scope=scope).getlist("content-length"))
        if body.refused_as is None:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if body.refused_as is None:
                    raise
        if body.refused_as is not None and not body.is_answered:
            # The rest of the body would be read as the next request.
            closing = {"Connection": "close"}
            answer = refused(scope, body.refused_as, BodyRefused(body.because), closing)
            await answer(scope, receive, send)

    def _at_most(self, path: str) -> int:
        if path.rstrip("/") == STATEMENTS:
            return MAX_STATEMENT_BYTES + _FORM_OVERHEAD_BYTES
        return self._upload_bytes if UPLOADS.search(path) else ORDINARY_BYTES


def _announces_body(scope: Scope) -> bool:
    """Without one of these headers, a request of HTTP/1.1 has no body."""
    return any(name in _BODY_HEADERS for name, _ in scope["headers"])


class _Body:
    """The body of a request as it arrives. Once it is refused, the application is told that the
    client has disconnected, and its answer is dropped."""

    def __init__(
        self,
        receive: Receive,
        send: Send,
        at_most: int,
        stall_seconds: float,
        whole_seconds: float,
    ) -> None:
        self._receive = receive
        self._send = send
        self._at_most = at_most
        self._stall_seconds = stall_seconds
        self._until = time.monotonic() + whole_seconds
        self._came = 0
        self._is_whole = False
        self.is_answered = False
        self.refused_as: HTTPStatus | None = None
        self.because = ""

    def declared(self, lengths: list[str]) -> None:
        """Checks the length that the headers declare."""
        if len(set(lengths)) > 1 or not all(each.isascii() and each.isdigit() for each in lengths):
            self._refuse(HTTPStatus.BAD_REQUEST, staff_words()("door.length_makes_no_sense"))
        elif lengths and (len(lengths[0]) > 18 or int(lengths[0]) > self._at_most):
            self._refuse_size()

    async def receive(self) -> Message:
        if self.refused_as is not None:
            return {"type": "http.disconnect"}
        if self._is_whole:
            return await self._receive()
        left = self._until - time.monotonic()
        try:
            async with asyncio.timeout(min(self._stall_seconds, left)):
                message = await self._receive()
        except TimeoutError:
            said = staff_words()("door.too_slow")
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, said)
            return {"type": "http.disconnect"}
        if message["type"] != "http.request":
            return message
        self._came += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._came > self._at_most:
            self._refuse_size()
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self.refused_as is not None and not self.is_answered:
            return
        self.is_answered = True
        await self._send(message)

    def _refuse_size(self) -> None:
        said = staff_words()("door.too_large", most=self._at_most // 1024)
        self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)

    def _refuse(self, status: HTTPStatus, because: str) -> None:
        self.refused_as, self.because = status, because
