"""Streams of events: a limit for each caller, and an end when their session or key ends.

A stream stays open for hours. So every two seconds, one query asks for all open streams whether
their session or key is still valid.
"""

import asyncio
from collections import Counter
from http import HTTPStatus

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clients.access import AccessClient
from console.access.acting import actor_of
from console.door.event_streams import EndableAnswer, is_stream
from console.door.rates import caller_of
from console.door.refusals import refused
from domain.errors import DomainError, TooManyRequests
from wording.catalogue import staff_words

ASKED_AGAIN_SECONDS = 2.0
_RETRY_SECONDS = 30
_AT_ONCE = 800
"""For all callers together: the server takes a thousand connections, and pages need some of
them."""

_log = structlog.stdlib.get_logger(__name__)


class ListeningStream(EndableAnswer):
    """An answer that is a stream of events, and the caller that listens to it."""

    def __init__(self, receive: Receive, send: Send) -> None:
        super().__init__(receive, send)
        self.refusal: TooManyRequests | None = None
        self.caller = self.token = self.key = ""

    async def send(self, message: Message) -> None:
        if self.refusal is not None or (self.is_to_end and self.is_complete):
            return
        if self.is_to_end and message["type"] == "http.response.body":
            # Nothing more is sent once the session or key has ended.
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await super().send(message)


class Listeners:
    def __init__(self, app: ASGIApp, per_caller: int) -> None:
        self._app = app
        self._per_caller = per_caller
        self._open: set[ListeningStream] = set()
        self._of: Counter[str] = Counter()
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stream = ListeningStream(receive, send)
        is_open = False

        async def send_and_notice(message: Message) -> None:
            nonlocal is_open
            if message["type"] == "http.response.start" and is_stream(message):
                self._admit(stream, Request(scope))
                is_open = stream.refusal is None
            await stream.send(message)

        try:
            await self._app(scope, stream.receive, send_and_notice)
        finally:
            if is_open:
                self._open.discard(stream)
                self._of[stream.caller] -= 1
                self._of += Counter()
        await stream.complete()
        if stream.refusal is not None:
            wait = str(stream.refusal.details["retry_after"])
            status = HTTPStatus.TOO_MANY_REQUESTS
            headers = {"Retry-After": wait}
            answer = refused(scope, status, stream.refusal, headers, code=stream.refusal.code)
            await answer(scope, receive, send)

    def _admit(self, stream: ListeningStream, request: Request) -> None:
        actor, state = actor_of(request), request.state
        stream.caller = caller_of(actor) if actor is not None else ""
        stream.token = getattr(state, "token", "")
        stream.key = getattr(state, "key", "")
        if self._of[stream.caller] >= self._per_caller or len(self._open) >= _AT_ONCE:
            said = staff_words()("door.too_many_streams")
            stream.refusal = TooManyRequests(said, _RETRY_SECONDS)
            stream.end()
            return
        self._open.add(stream)
        self._of[stream.caller] += 1
        if self._asking is None or self._asking.done():
            access: AccessClient = request.app.state.services.access
            self._asking = asyncio.create_task(self._ask_again(access))

    async def _ask_again(self, access: AccessClient) -> None:
        """Ends the streams whose session or key has ended, for as long as any stream is open."""
        while self._open:
            await asyncio.sleep(ASKED_AGAIN_SECONDS)
            listening = list(self._open)
            tokens = {each.token for each in listening if each.token}
            keys = {each.key for each in listening if each.key}
            try:
                valid = await access.still_valid(tokens, keys)
            except DomainError as failed:
                # The ledger is away: whether sessions are valid is not known, and nothing new can
                # be sent.
                _log.warning("whether streams may stay open is not known", code=failed.code)
                continue
            for each in listening:
                if not valid & {each.token, each.key}:
                    each.end()
