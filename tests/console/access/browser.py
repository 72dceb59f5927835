"""The console's access on its own: the real application with a few routes, and a browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from clients.access import AccessClient
from console import entrance
from console.access import Action, Actor, allowed, csrf_token, reaching, signed_in
from console.door import middleware
from console.door.errors import answer_refusals
from console.pages.filters import register
from console.templating import environment
from domain.access import Role
from domain.errors import RequestNotFound
from settings import Settings

PASSWORD = "correct horse battery"
HERE = "http://127.0.0.1:8080"
OURS, THEIRS = "account-1", "account-2"

REQUESTS = {"mine": OURS, "foreign": THEIRS}
"""Requests of the application under test, and whose they are."""


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def settings_for(**given: object) -> Settings:
    return Settings.model_validate({"console_address": "127.0.0.1:8080", **given})


def an_app(access: AccessClient, settings: Settings) -> FastAPI:
    """With a route for each action, and what else the tests ask of routes."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = SimpleNamespace(access=access, settings=settings)
    answer_refusals(app)
    register(environment())
    middleware.install(app, settings)
    entrance.install(app, settings)
    for action in Action:
        _add_route_for(app, action)

    @app.get("/")
    async def front(actor: Annotated[Actor, Depends(signed_in)]) -> Response:
        return PlainTextResponse(actor.sign_in)

    @app.get("/my")
    async def my(actor: Annotated[Actor, Depends(signed_in)]) -> Response:
        return PlainTextResponse(f"{actor.sign_in} of {actor.account}")

    @app.get("/form")
    async def form(request: Request, actor: Annotated[Actor, Depends(signed_in)]) -> Response:
        return HTMLResponse(f'<input name="csrf" value="{csrf_token(request)}">')

    @app.post("/change")
    async def change(
        actor: Annotated[Actor, Depends(signed_in)], said: Annotated[str, Form()] = ""
    ) -> Response:
        return PlainTextResponse(f"{actor.sign_in} said {said}")

    @app.get("/requests/{name}")
    async def request_of(
        name: str, actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))]
    ) -> Response:
        with reaching(actor, Action.VIEW_REQUEST) as owned_by:
            if name not in REQUESTS:
                raise RequestNotFound("There is no request of this name.")
            owned_by(REQUESTS[name])
        return PlainTextResponse(name)

    @app.get("/forgotten")
    async def forgotten(
        actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))],
    ) -> Response:
        with reaching(actor, Action.VIEW_REQUEST):
            pass
        return PlainTextResponse("seen")

    @app.get("/broken")
    async def broken() -> Response:
        raise RuntimeError("secret inside")

    @app.post("/body")
    @app.post("/documents")
    @app.post("/api/body")
    async def body(request: Request) -> Response:
        return JSONResponse(len(await request.body()))

    @app.get("/static/style.css")
    async def style() -> Response:
        return Response("", media_type="text/css", headers={"Cache-Control": "max-age=60"})

    return app


def _add_route_for(app: FastAPI, action: Action) -> None:
    @app.post(f"/do/{action}")
    @app.post(f"/api/do/{action}")
    async def do(actor: Annotated[Actor, Depends(allowed(action))]) -> Response:
        return PlainTextResponse(action)


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, and says where it is."""

    client: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={"Sec-Fetch-Site": "none", **headers})

    async def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """As a form of ours does it."""
        return await self.client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})

    async def csrf(self) -> str:
        """What forms of ours prove themselves with in this session."""
        page = await self.get("/form")
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
        assert found is not None, page.text
        return found[1]

    async def change(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """As a form of ours does it, in a session."""
        return await self.post(path, csrf=await self.csrf(), **fields)

    async def sign_in(self, name: str, password: str = PASSWORD, **extra: str) -> httpx.Response:
        return await self.post("/sign-in", sign_in=name, password=password, **extra)


@asynccontextmanager
async def browsing(
    app: FastAPI, url: str = HERE, client_address: str = "192.0.2.1"
) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(
        app=app, client=(client_address, 50000), raise_app_exceptions=False
    )
    async with httpx.AsyncClient(transport=transport, base_url=url) as client:
        yield Browser(client)


async def add(access: AccessClient, name: str, *roles: Role, account: str | None = None) -> None:
    await access.add_person(name, PASSWORD, roles, account, by="root")
