"""Signing in with a name and a password, and signing out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from clients.access import SecondFactorNeeded, StartedSession
from console.access.acting import signed_in, who_acts
from console.access.cookies import SESSION, drop_cookie, session_token, set_cookie
from console.access.local_paths import local_path
from console.entrance.browsers import DEVICE, DEVICE_LASTS, browser_of
from console.entrance.parameters import (
    Access,
    OurSettings,
    access_of,
    client_address,
    limits_of,
    settings_of,
)
from console.templating import render
from domain.access import Role
from domain.errors import DomainError, NotSignedIn, TooManyAttempts

SECOND_STEP = "second-step"
SECOND_STEP_LASTS = timedelta(minutes=5)

router = APIRouter()


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str | None = None) -> Response:
    if (actor := await who_acts(request)) is not None:
        where = local_path(next)
        front = "/my" if actor.is_customer else "/"
        return RedirectResponse(front if where == "/" else where, HTTPStatus.SEE_OTHER)
    return page(request, next)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    access: Access,
    settings: OurSettings,
    name: Annotated[str, Form(alias="sign_in")] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    if not settings.local_sign_in:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        session = await access.sign_in(
            name,
            password,
            client=client_address(request),
            limits=limits_of(settings),
            browser=browser_of(request),
            demanded_of=settings.second_factor_roles,
        )
    except SecondFactorNeeded as needed:
        response: Response = RedirectResponse(
            f"/sign-in/second?{urlencode({'next': local_path(next)})}", HTTPStatus.SEE_OTHER
        )
        set_cookie(response, settings, SECOND_STEP, needed.step, SECOND_STEP_LASTS)
        return response
    except NotSignedIn as refusal:
        return page(request, next, status=HTTPStatus.UNAUTHORIZED, refusal=refusal)
    except TooManyAttempts as refusal:
        return page(
            request,
            next,
            status=HTTPStatus.TOO_MANY_REQUESTS,
            refusal=refusal,
            headers={"Retry-After": str(refusal.details["retry_after"])},
        )
    return await come_in(request, session, next)


@router.post("/sign-out")
async def sign_out(request: Request, access: Access, settings: OurSettings) -> Response:
    token = session_token(request, settings)
    if await who_acts(request) is not None and token is not None:
        await signed_in(request)
        await access.sign_out(token)
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    drop_cookie(response, settings, SESSION)
    return response


async def come_in(request: Request, session: StartedSession, next: str | None) -> Response:
    """Starts a session, ends the one before it, and redirects to where the person wanted to go."""
    settings = settings_of(request)
    if (before := session_token(request, settings)) is not None:
        await access_of(request).sign_out(before)
    where = local_path(next)
    if where == "/" and Role.CUSTOMER in session.roles:
        where = "/my"
    if session.unproven:
        where = "/me"
    response = RedirectResponse(where, HTTPStatus.SEE_OTHER)
    set_cookie(response, settings, SESSION, session.token, limits_of(settings).lasts)
    if session.known_device is not None:
        set_cookie(response, settings, DEVICE, session.known_device, DEVICE_LASTS)
    return response


def page(
    request: Request,
    next: str | None,
    *,
    status: int = HTTPStatus.OK,
    refusal: DomainError | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """The sign-in page, with what was wrong the last time."""
    settings = settings_of(request)
    back = local_path(next)
    return render(
        request,
        "access/sign_in.html",
        status=status,
        headers=headers,
        refusal=refusal,
        next=back,
        with_password=settings.local_sign_in,
        provider=f"/sign-in/oidc?{urlencode({'next': back})}" if settings.oidc_issuer else None,
    )
