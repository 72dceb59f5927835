"""Documents of customers as downloads, for pages and programs: a browser must not run or show them
as a page."""

import re

from fastapi.responses import Response, StreamingResponse

from console.access import Action, Actor, reaching
from console.services import Services
from domain.errors import DocumentUnknown
from domain.forms.documents import StoredDocument
from domain.requests.snapshot import Snapshot
from wording.catalogue import staff_words

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


async def found_document(
    services: Services, actor: Actor, scope: str, document: str
) -> tuple[StoredDocument, str]:
    """A document that the actor may see, and what its file is called.

    Raises:
        NotAllowed: they may not, or, to a customer, there is no such thing.
        DocumentUnknown: the request has no such document.
    """
    with reaching(actor, Action.VIEW_DOCUMENT) as owned_by:
        snapshot = await services.requests.snapshot(scope)
        owned_by(snapshot.account)
        stored, what = _among(snapshot, document)
    name = f"{snapshot.scope}-{document}-{what}"
    return stored, f"{re.sub(r'[^A-Za-z0-9._-]', '-', name)}.{_ENDINGS[stored.media_type]}"


async def content_of(
    services: Services, scope: str, stored: StoredDocument, disposition: str
) -> Response:
    """The file as an answer."""
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


def _among(snapshot: Snapshot, document: str) -> tuple[StoredDocument, str]:
    for each in snapshot.documents.received:
        if each.id == document:
            return each.stored, each.kind
    received = snapshot.credit.application
    if received and received.id == document and received.financial_statements:
        return received.financial_statements, "financial_statements"
    raise DocumentUnknown(staff_words()("door.no_document", document=document))
