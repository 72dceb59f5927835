"""Refusals that are given before any route is reached, or that HTTP has more to say about."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from console.access.acting import to_sign_in
from domain.errors import (
    AccessNotAcceptable,
    AccessUnknown,
    DomainError,
    NotSignedIn,
    TooManyAttempts,
)

API = "/api/"


def install(app: FastAPI) -> None:
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(NotSignedIn, _not_signed_in)  # type: ignore[arg-type]
    app.add_exception_handler(AccessUnknown, _unknown)  # type: ignore[arg-type]
    app.add_exception_handler(AccessNotAcceptable, _not_acceptable)  # type: ignore[arg-type]
    app.add_exception_handler(TooManyAttempts, _too_many)  # type: ignore[arg-type]


def refused(
    scope: Scope, status: HTTPStatus, refusal: DomainError, headers: dict[str, str] | None = None
) -> Response:
    """A page for people, or JSON for programs."""
    # Pages are written by what asks us who looks at them.
    from console.templating import render

    request = Request(scope)
    if request.url.path.startswith(API):
        return JSONResponse({"refused": refusal.as_json()}, status, headers=headers)
    return render(
        request,
        "error.html",
        status=status,
        headers=headers,
        title=status.phrase,
        said=refusal.reason,
    )


async def _gone(request: Request, _error: Exception) -> Response:
    """Whoever sent this broke off: no fault of ours, and nobody reads the answer."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _not_signed_in(request: Request, refusal: NotSignedIn) -> Response:
    if request.url.path.startswith(API):
        how = {"WWW-Authenticate": "Bearer"}
        return refused(request.scope, HTTPStatus.UNAUTHORIZED, refusal, how)
    return to_sign_in(request)


async def _unknown(request: Request, refusal: AccessUnknown) -> Response:
    return refused(request.scope, HTTPStatus.NOT_FOUND, refusal)


async def _not_acceptable(request: Request, refusal: AccessNotAcceptable) -> Response:
    return refused(request.scope, HTTPStatus.UNPROCESSABLE_ENTITY, refusal)


async def _too_many(request: Request, refusal: TooManyAttempts) -> Response:
    wait = {"Retry-After": str(refusal.details["retry_after"])}
    return refused(request.scope, HTTPStatus.TOO_MANY_REQUESTS, refusal, wait)
