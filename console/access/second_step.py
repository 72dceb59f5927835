"""The second factor, after the right password: a code of an app, or one to fall back on."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from console.access.browsers import browser_of
from console.access.cookies import drop_cookie, read_cookie
from console.access.house import Access, OurSettings, client_address, limits_of
from console.access.local_paths import local_path
from console.access.sign_in import SECOND_STEP, come_in
from console.templating import render
from domain.errors import DomainError, NotSignedIn, TooManyAttempts

router = APIRouter(prefix="/sign-in/second")


@router.get("")
async def second_page(request: Request, settings: OurSettings, next: str | None = None) -> Response:
    if read_cookie(request, settings, SECOND_STEP) is None:
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    return _page(request, next)


@router.post("")
async def prove(
    request: Request,
    access: Access,
    settings: OurSettings,
    code: Annotated[str, Form(max_length=100)] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    step = read_cookie(request, settings, SECOND_STEP) or ""
    try:
        session = await access.prove_by_code(
            step,
            code,
            client=client_address(request),
            limits=limits_of(settings),
            browser=browser_of(request),
        )
    except NotSignedIn as refusal:
        return _page(request, next, HTTPStatus.UNAUTHORIZED, refusal)
    except TooManyAttempts as refusal:
        wait = {"Retry-After": str(refusal.details["retry_after"])}
        return _page(request, next, HTTPStatus.TOO_MANY_REQUESTS, refusal, wait)
    response = await come_in(request, session, next)
    drop_cookie(response, settings, SECOND_STEP)
    return response


def _page(
    request: Request,
    next: str | None,
    status: HTTPStatus = HTTPStatus.OK,
    refusal: DomainError | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    return render(
        request,
        "access/second_step.html",
        status=status,
        headers=headers,
        refusal=refusal,
        next=local_path(next),
    )
