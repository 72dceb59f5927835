"""The second factor after the password: a code of an app, a security key, or a recovery code."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from clients.access import StartedSession, site_at
from console.access.cookies import drop_cookie, read_cookie
from console.access.local_paths import local_path
from console.entrance.browsers import browser_of
from console.entrance.own_keys import KeyAnswer
from console.entrance.parameters import (
    Access,
    OurSettings,
    access_of,
    client_address,
    limits_of,
    settings_of,
    site_of,
)
from console.entrance.sign_in import SECOND_STEP, come_in
from console.templating import render
from domain.errors import AccessNotAcceptable, DomainError, NotSignedIn, TooManyAttempts

router = APIRouter(prefix="/sign-in/second")


Proving = Callable[[str], Awaitable[StartedSession]]


@router.get("")
async def second_page(request: Request, settings: OurSettings, next: str | None = None) -> Response:
    if read_cookie(request, settings, SECOND_STEP) is None:
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    return await _page(request, next)


@router.post("")
async def prove(
    request: Request,
    access: Access,
    settings: OurSettings,
    code: Annotated[str, Form(max_length=100)] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    def by_code(step: str) -> Awaitable[StartedSession]:
        return access.prove_by_code(
            step,
            code,
            client=client_address(request),
            limits=limits_of(settings),
            browser=browser_of(request),
        )

    return await _proved(request, by_code, next)


@router.post("/key/options")
async def key_options(request: Request, access: Access, settings: OurSettings) -> Response:
    step = read_cookie(request, settings, SECOND_STEP) or ""
    try:
        asked = await access.ask_for_key(step, site_of(settings))
    except (NotSignedIn, AccessNotAcceptable) as refusal:
        return JSONResponse({"error": {"code": refusal.code}}, HTTPStatus.UNAUTHORIZED)
    return Response(asked, media_type="application/json")


@router.post("/key")
async def prove_by_key(
    request: Request,
    access: Access,
    settings: OurSettings,
    credential: KeyAnswer = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    site = site_of(settings)

    def by_key(step: str) -> Awaitable[StartedSession]:
        return access.prove_by_key(
            step,
            credential,
            site,
            client=client_address(request),
            limits=limits_of(settings),
            browser=browser_of(request),
        )

    return await _proved(request, by_key, next)


async def _proved(request: Request, proving: Proving, next: str) -> Response:
    settings = settings_of(request)
    try:
        session = await proving(read_cookie(request, settings, SECOND_STEP) or "")
    except NotSignedIn as refusal:
        return await _page(request, next, HTTPStatus.UNAUTHORIZED, refusal)
    except TooManyAttempts as refusal:
        wait = {"Retry-After": str(refusal.details["retry_after"])}
        return await _page(request, next, HTTPStatus.TOO_MANY_REQUESTS, refusal, wait)
    response = await come_in(request, session, next)
    drop_cookie(response, settings, SECOND_STEP)
    return response


async def _page(
    request: Request,
    next: str | None,
    status: HTTPStatus = HTTPStatus.OK,
    refusal: DomainError | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    settings = settings_of(request)
    step = read_cookie(request, settings, SECOND_STEP) or ""
    with_keys = site_at(settings.console_url) is not None
    return render(
        request,
        "access/second_step.html",
        status=status,
        headers=headers,
        refusal=refusal,
        next=local_path(next),
        with_key=with_keys and await access_of(request).has_keys(step),
    )
