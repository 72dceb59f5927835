"""A refusal as an answer, from wherever it is given: before any route is reached, too."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.types import Scope

from domain.errors import DomainError, document_of

API = "/api/"


def refused(
    scope: Scope, status: HTTPStatus, refusal: DomainError, headers: dict[str, str] | None = None
) -> Response:
    """A page for people, or JSON for programs."""
    # Pages are written by what asks us who looks at them.
    from console.templating import render

    request = Request(scope)
    if request.url.path.startswith(API):
        return JSONResponse(document_of(refusal), status, headers=headers)
    return render(
        request,
        "error.html",
        status=status,
        headers=headers,
        title=status.phrase,
        said=refusal.reason,
    )
