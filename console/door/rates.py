"""Rate limits for each caller, counted in this process before anything is read or done."""

import re
from http import HTTPStatus

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from console.access.acting import who_acts
from console.buckets import MINUTE, Bucket
from console.door.headers import STATIC
from console.door.refusals import refused
from domain.access import Actor
from domain.errors import TooManyRequests
from wording.catalogue import staff_words


def caller_of(actor: Actor) -> str:
    """One person or one key, over all of their sessions."""
    return f"{actor.account or ''}/{actor.sign_in}"


_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_CHANGED = re.compile(
    r"(?:/api/v[0-9]+|/my)?/(?:(?P<request>requests/[^/]+)|(?P<invoice>invoices/.+)/[^/]+)(?:/|$)"
)
"""The paths of what is done to one request or invoice, whose number may have slashes."""
_CHANGES_NOTHING = "/check"
"""How a path ends that looks at a form while it is typed."""


class Rates:
    """Answers 429 to a caller that asks too often, or changes one request or invoice too often.
    People and keys are counted by themselves, others by their IP address."""

    def __init__(self, app: ASGIApp, per_minute: int, changes_per_minute: int) -> None:
        self._app = app
        self._asked = Bucket(per_minute, MINUTE)
        self._changed = Bucket(changes_per_minute, MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        caller = await _caller(Request(scope))
        said, wait = "door.too_often", self._asked.take(caller)
        if not wait and (changed := _what_changes(scope)):
            said, wait = "door.changed_too_often", self._changed.take(f"{caller} {changed}")
        if wait:
            refusal = TooManyRequests(staff_words()(said, seconds=wait), wait)
            status, headers = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)}
            answer = refused(scope, status, refusal, headers, code=refusal.code)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _what_changes(scope: Scope) -> str | None:
    """The request or invoice that is changed by this; None where nothing or something else is."""
    if scope["method"] in _SAFE_METHODS or scope["path"].endswith(_CHANGES_NOTHING):
        return None
    found = _CHANGED.match(scope["path"])
    return found and (found["request"] or found["invoice"])


async def _caller(request: Request) -> str:
    try:
        actor = await who_acts(request)
    except Exception:  # during an outage of the ledger, say: the route will answer with that
        actor = None
    if actor is not None:
        return caller_of(actor)
    return f"from {request.client.host if request.client else ''}"
