"""Authenticates before the body of a request is read.

Routes authenticate themselves (`allowed`), but frameworks read the body first. So the first read of
a body, on any route, runs the check that the route declares.
"""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.access.acting import SIGNED_IN, action_of, who_acts
from domain.access import require
from domain.errors import NotSignedIn
from wording.catalogue import staff_words


class KnownFirst:
    def __init__(self, app: ASGIApp, routes: FastAPI) -> None:
        self._app = app
        self._routes = routes
        self._asked: dict[Any, str | None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = False

        async def receive_once_known() -> Message:
            nonlocal known
            if not known:
                known = True
                await self._require(scope)
            return await receive()

        await self._app(scope, receive_once_known, send)

    async def _require(self, scope: Scope) -> None:
        """Raises NotSignedIn or NotAllowed, as the route itself would."""
        action = self._actions().get(scope.get("endpoint"))
        if action is None:
            return
        actor = await who_acts(Request(scope))
        if actor is None:
            raise NotSignedIn(staff_words()("door.sign_in_first"))
        if action != SIGNED_IN:
            require(actor, action)

    def _actions(self) -> dict[Any, Any]:
        if self._asked is None:
            self._asked = {
                endpoint: action_of(route)
                for route in iter_route_contexts(self._routes.routes)
                if (endpoint := getattr(route, "endpoint", None)) is not None
            }
        return self._asked
