"""Documents of customers as downloads: a browser must not run or show them as a page."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response, StreamingResponse

from console.access import Action, Actor, allowed, reaching
from console.pages.request_page import PICTURES
from console.services import OurServices, Services
from domain.errors import DocumentUnknown
from domain.forms.documents import StoredDocument
from domain.requests.snapshot import Snapshot

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_DOCUMENT))]

_ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
}
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

router = APIRouter(prefix="/requests/{scope}/documents/{document}")


@router.get("")
async def download(scope: str, document: str, services: OurServices, actor: _Viewer) -> Response:
    stored, name = await _found(services, actor, scope, document)
    return await _content(services, scope, stored, f'attachment; filename="{name}"')


@router.get("/picture")
async def picture(scope: str, document: str, services: OurServices, actor: _Viewer) -> Response:
    """A file that is a picture by its content, for an `img` on a page of ours."""
    stored, _ = await _found(services, actor, scope, document)
    if stored.media_type not in PICTURES:
        raise DocumentUnknown(f"{document} is not a picture that can be looked at here.")
    return await _content(services, scope, stored, "inline")


async def _found(
    services: Services, actor: Actor, scope: str, document: str
) -> tuple[StoredDocument, str]:
    with reaching(actor, Action.VIEW_DOCUMENT) as owned_by:
        snapshot = await services.requests.snapshot(scope)
        owned_by(snapshot.account)
        stored, what = _among(snapshot, document)
    name = f"{snapshot.scope}-{document}-{what}"
    return stored, f"{re.sub(r'[^A-Za-z0-9._-]', '-', name)}.{_ENDINGS[stored.media_type]}"


def _among(snapshot: Snapshot, document: str) -> tuple[StoredDocument, str]:
    for each in snapshot.documents.received:
        if each.id == document:
            return each.stored, each.kind
    received = snapshot.credit.application
    if received and received.id == document and received.financial_statements:
        return received.financial_statements, "financial_statements"
    raise DocumentUnknown(f"This request has no document {document}.")


async def _content(
    services: Services, scope: str, stored: StoredDocument, disposition: str
) -> Response:
    content = await services.requests.read_document(scope, stored)
    return StreamingResponse(
        content,
        media_type=stored.media_type,
        headers={
            **_HARMLESS,
            "Content-Disposition": disposition,
            "Content-Length": str(stored.size),
        },
    )
