"""Refusals as answers of HTTP: the same code and sentence for browsers and for programs."""

from http import HTTPStatus
from itertools import islice

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from console.access import actor_of, to_sign_in
from console.access.acting import NothingDecided, who_acts
from console.door.refusal_page import refusal_page
from console.door.refusals import API, for_programs, refused
from console.door.refused_actions import RefusedActions
from console.safe_requests import refusal_for_customer
from console.templating import language_of
from domain.errors import (
    AccessNotAcceptable,
    AccessUnknown,
    AccountErased,
    AccountUnknown,
    BankEntryUnknown,
    BankFileUnknown,
    CallUnknown,
    DocumentUnknown,
    DomainError,
    DriftUnknown,
    ErasureUnknown,
    EventNotAcceptable,
    EventUnknown,
    FormInvalid,
    HintUnknown,
    HookUnknown,
    InvalidFile,
    InvoiceUnknown,
    MessageTooLarge,
    NotAllowed,
    NotSignedIn,
    RequestNotFound,
    ScopeUnknown,
    ServiceUnreachable,
    StorageFull,
    TooManyAttempts,
    TooManyRequests,
    VersionMismatch,
)
from domain.field_problems import problem_of
from domain.values.full_disks import is_full
from wording.catalogue import staff_words
from wording.refusals import problem_said

_STATUS: dict[type[DomainError], HTTPStatus] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    AccessUnknown: HTTPStatus.NOT_FOUND,
    AccessNotAcceptable: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    AccountErased: HTTPStatus.GONE,
    AccountUnknown: HTTPStatus.NOT_FOUND,
    EventNotAcceptable: HTTPStatus.BAD_REQUEST,
    ErasureUnknown: HTTPStatus.NOT_FOUND,
    EventUnknown: HTTPStatus.NOT_FOUND,
    HookUnknown: HTTPStatus.NOT_FOUND,
    CallUnknown: HTTPStatus.NOT_FOUND,
    BankEntryUnknown: HTTPStatus.NOT_FOUND,
    BankFileUnknown: HTTPStatus.NOT_FOUND,
    DriftUnknown: HTTPStatus.NOT_FOUND,
    HintUnknown: HTTPStatus.NOT_FOUND,
    DocumentUnknown: HTTPStatus.NOT_FOUND,
    ScopeUnknown: HTTPStatus.NOT_FOUND,
    RequestNotFound: HTTPStatus.NOT_FOUND,
    InvoiceUnknown: HTTPStatus.NOT_FOUND,
    FormInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidFile: HTTPStatus.UNPROCESSABLE_ENTITY,
    VersionMismatch: HTTPStatus.PRECONDITION_FAILED,
    MessageTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    ServiceUnreachable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_PROBLEMS_REPORTED = 20

_log = structlog.stdlib.get_logger(__name__)


def status_of(refusal: DomainError) -> HTTPStatus:
    """The status for a refusal; a refusal by the business is a conflict."""
    for kind in type(refusal).__mro__:
        if kind in _STATUS:
            return _STATUS[kind]
    return HTTPStatus.CONFLICT


def answer_refusals(app: FastAPI) -> None:
    """Installs a handler for every kind of error."""
    app.state.refused_actions = RefusedActions()
    app.add_exception_handler(DomainError, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _not_valid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(NothingDecided, _nothing_decided)
    app.add_exception_handler(OSError, _no_room)  # type: ignore[arg-type]


async def _refused(request: Request, refusal: DomainError) -> Response:
    if isinstance(refusal, NotSignedIn) and not request.url.path.startswith(API):
        return to_sign_in(request)
    if isinstance(refusal, NotAllowed):
        written: RefusedActions = request.app.state.refused_actions
        await written.write(request, refusal)
    headers = _headers(refusal)
    if (language := _language_of_customer(request)) is not None:
        refusal = refusal_for_customer(refusal, language)
        headers = {"Content-Language": language, **(headers or {})}
    return refused(request.scope, status_of(refusal), refusal, headers, code=refusal.code)


def _language_of_customer(request: Request) -> str | None:
    """Theirs, where a customer asks; None for everybody else."""
    actor = actor_of(request)
    return language_of(request) if actor is not None and actor.is_customer else None


def _headers(refusal: DomainError) -> dict[str, str] | None:
    """Headers that belong to the status."""
    if isinstance(refusal, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(refusal, VersionMismatch) and refusal.details["version"]:
        return {"ETag": f'"{refusal.details["version"]}"'}
    if "retry_after" in refusal.details:
        return {"Retry-After": str(refusal.details["retry_after"])}
    return None


async def _gone(request: Request, _error: Exception) -> Response:
    """The client disconnected: that is no error of ours, and nobody reads the answer."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _nothing_decided(request: Request, error: Exception) -> Response:
    return Response(status_code=204)


async def _no_room(request: Request, error: OSError) -> Response:
    """A file that somebody sends is written to the folder for temporary files at first."""
    if not is_full(error):
        raise error
    _log.error("there is no room for temporary files", exc_info=error)
    return await _refused(
        request,
        StorageFull(
            staff_words()("door.disk_full"),
            service="temporary_files",
        ),
    )


async def _not_valid(request: Request, invalid: RequestValidationError) -> Response:
    problems = [
        problem_of({**each, "loc": [part for part in each["loc"] if part != "body"] or ["body"]})
        for each in islice(invalid.errors(), _PROBLEMS_REPORTED)
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if request.url.path.startswith(API):
        if (language := _language_of_customer(request)) not in (None, "en"):
            problems = [{**each, "problem": problem_said(each, language)} for each in problems]
        return for_programs(request.scope, {"invalid": problems}, status)
    said = " ".join(f"{each['field']}: {each['problem']}" for each in problems)
    return refusal_page(request, status, f"http_{status}", said)


async def _http(request: Request, error: HTTPException) -> Response:
    if isinstance(error.__cause__, DomainError):
        # The body was refused while the route was reading it.
        return await _refused(request, error.__cause__)
    if isinstance(error.__cause__, OSError) and is_full(error.__cause__):
        return await _no_room(request, error.__cause__)
    said = (
        staff_words()("door.no_such_page")
        if error.status_code == HTTPStatus.NOT_FOUND
        else error.detail
    )
    code = f"http_{error.status_code}"
    if request.url.path.startswith(API):
        body = {"refused": {"code": code, "reason": said, "details": {}}}
        return for_programs(request.scope, body, error.status_code, error.headers)
    await _look_up(request)
    return refusal_page(request, HTTPStatus(error.status_code), code, said, error.headers)


async def _look_up(request: Request) -> None:
    """Looks up the actor for an address without a route: the page's language depends on it."""
    try:
        await who_acts(request)
    except Exception:  # Without the ledger the address still has no route.
        _log.warning("a page that is not there was asked for by nobody known", exc_info=True)
