"""What customers send besides the form: legal documents, and the credit application."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from console.access import Action, Actor, allowed
from console.api.acting import reach_request, send
from console.api.bodies import ReturnedApplication
from console.api.documented_refusals import CHANGING
from console.api.parameters import DocumentId, Key, Scope
from console.api.reading import ApiRoute
from console.api.statements import command_of
from console.door.rates import caller_of
from console.door.refusals import for_programs
from console.downloads import content_of, found_document
from console.services import OurServices, Services
from console.uploads import store
from domain.errors import DocumentRefused
from domain.forms.documents import DocumentKind, StoredDocument
from domain.requests.messages import AddDocument
from domain.requests.snapshot import Snapshot
from domain.turns import Part
from wording.catalogue import staff_words

router = APIRouter(
    prefix="/api/v1/requests/{scope}", route_class=ApiRoute, tags=["documents"], responses=CHANGING
)

_A_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in (
                "application/octet-stream",
                "application/pdf",
                "image/png",
                "image/jpeg",
                "image/tiff",
            )
        },
    }
}


class TooLarge(DocumentRefused):
    """The file is larger than any that is taken."""


class Uploaded(Part):
    """A file that a credit application can name."""

    id: str
    size: int
    """Bytes."""
    media_type: str


@router.put(
    "/documents",
    operation_id="add_document",
    summary="Send a legal document",
    openapi_extra=_A_FILE,
)
async def add_document(
    scope: Scope,
    kind: Annotated[DocumentKind, Query(description="What it is.")],
    request: Request,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.ADD_DOCUMENT))],
    key: Key = None,
) -> Snapshot:
    """The body is the file: a PDF, PNG, JPEG or TIFF, recognised by its content. What was
    uploaded before is kept."""
    await _require_request(services, actor, Action.ADD_DOCUMENT, scope)
    stored = await _stored(services, actor, scope, request)
    command = AddDocument(by=actor.sign_in, kind=kind, stored=stored)
    return await send(services, actor, Action.ADD_DOCUMENT, scope, command, key)


@router.get(
    "/documents/{document}",
    operation_id="download_document",
    summary="A document as it was sent",
    response_class=Response,
    responses={
        200: {
            "content": {
                each: {} for each in ("application/pdf", "image/png", "image/jpeg", "image/tiff")
            }
        }
    },
)
async def download(
    scope: Scope,
    document: DocumentId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_DOCUMENT))],
) -> Response:
    """A legal document, or the financial statements of a credit application: `received` of the
    request names them."""
    stored, name = await found_document(services, actor, scope, document)
    return await content_of(services, scope, stored, f'attachment; filename="{name}"')


@router.put(
    "/credit-application/documents",
    operation_id="upload_statements",
    summary="Upload financial statements",
    openapi_extra=_A_FILE,
)
async def upload_statements(
    scope: Scope,
    request: Request,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.RETURN_APPLICATION))],
) -> Uploaded:
    """Answers the `id` by which the credit application names them. The same file again has the
    same one."""
    await _require_request(services, actor, Action.RETURN_APPLICATION, scope)
    stored = await _stored(services, actor, scope, request)
    name = stored.location.rpartition("/")[2]
    return Uploaded(id=name, size=stored.size, media_type=stored.media_type)


@router.post(
    "/credit-application",
    operation_id="return_credit_application",
    summary="Return the credit application",
)
async def return_application(
    scope: Scope,
    body: ReturnedApplication,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.RETURN_APPLICATION))],
    key: Key = None,
) -> Snapshot:
    """Or answer what the analyst asked."""
    await reach_request(services, actor, Action.RETURN_APPLICATION, scope)
    command = await command_of(services, actor, scope, body)
    return await send(services, actor, Action.RETURN_APPLICATION, scope, command, key)


async def too_large(request: Request, refusal: TooLarge) -> Response:
    """The answer that HTTP has for it."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return for_programs(request.scope, {"refused": refusal.as_json()}, status)


async def _require_request(services: Services, actor: Actor, action: Action, scope: str) -> None:
    """Nothing is kept for a request that there is not."""
    await reach_request(services, actor, action, scope)
    if not actor.is_customer:
        await services.requests.snapshot(scope)


async def _stored(services: Services, actor: Actor, scope: str, request: Request) -> StoredDocument:
    """Keeps what comes for this request.

    Raises:
        TooLarge: more has come than is taken.
        DocumentRefused: it is not an acceptable file by its content.
    """
    try:
        return await store(services, caller_of(actor), scope, request.stream())
    except DocumentRefused as refused:
        if refused.details.get("code") != "too_large":
            raise
        at_most = services.settings.documents_max_bytes
        said = staff_words()("api.file_too_large", most=f"{at_most:,}")
        raise TooLarge(said, code="too_large", max_bytes=at_most) from refused
