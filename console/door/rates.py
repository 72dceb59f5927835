"""Rate limits for each caller, counted in this process before anything is read or done."""

from http import HTTPStatus

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from console.access.acting import who_acts
from console.buckets import MINUTE, Bucket
from console.door.headers import STATIC
from console.door.refusals import refused
from domain.access import Actor
from domain.errors import TooManyRequests


def caller_of(actor: Actor) -> str:
    """One person or one key, over all of their sessions."""
    return f"{actor.account or ''}/{actor.sign_in}"


class Rates:
    """Answers 429 to a caller that asks too often. People and keys are counted by themselves,
    others by their IP address."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._asked = Bucket(per_minute, MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        if wait := self._asked.take(await _caller(Request(scope))):
            refusal = TooManyRequests("You ask too often. Wait a while, then go on.", wait)
            status, headers = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)}
            answer = refused(scope, status, refusal, headers, code=refusal.code)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def _caller(request: Request) -> str:
    try:
        actor = await who_acts(request)
    except Exception:  # during an outage of the ledger, say: the route will answer with that
        actor = None
    if actor is not None:
        return caller_of(actor)
    return f"from {request.client.host if request.client else ''}"
