"""The answer to a refusal, a page or JSON; also before any route is reached.

Which status a refusal has is decided in `errors`.
"""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.types import Scope

from domain.errors import DomainError, document_of

API = "/api/"


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
        return JSONResponse(document_of(refusal), status, headers=headers)
    return refusal_page(request, status, code or f"http_{status}", refusal.reason, headers)
