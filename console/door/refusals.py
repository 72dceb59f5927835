"""The answer to a refusal, a page or JSON; also before any route is reached.

Which status a refusal has is decided in `errors`.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from console.door.problems import PROBLEM, problem_details, wants_problem
from domain.errors import DomainError, document_of
from engine.observing import request_ids

API = ("/api/", "/providers/")
"""What paths for programs begin with."""


def refused(
    scope: Scope,
    status: HTTPStatus,
    refusal: DomainError,
    headers: dict[str, str] | None = None,
    *,
    code: str | None = None,
) -> Response:
    """A page for people, or JSON for programs.

    Args:
        code: by which customers' words for it are found; the status where none is given, which
            says enough before a route is reached.
    """
    # Imported late: the templates of pages import this package.
    from console.door.refusal_page import refusal_page

    request = Request(scope)
    if request.url.path.startswith(API):
        return for_programs(scope, document_of(refusal), status, headers)
    return refusal_page(request, status, code or f"http_{status}", refusal.reason, headers)


def for_programs(
    scope: Scope,
    said: Mapping[str, Any],
    status: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error as JSON, with the id under which the logs know it; as problem details where they
    were asked for."""
    body = {**said, "request_id": request_ids.current()}
    if not wants_problem(Headers(scope=scope).getlist("accept")):
        return JSONResponse(body, status, headers=headers)
    details = {**problem_details(said, status), **body}
    return JSONResponse(details, status, headers=headers, media_type=PROBLEM)
