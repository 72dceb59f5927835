"""Legal documents: what is asked for, what was sent, and sending another."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from console.access import Action
from console.customer.acting import (
    Customer,
    account_of,
    can,
    customer_may,
    their_request,
    they_send,
)
from console.customer.sent import SentForm, key_of
from console.customer.showing import CustomerRoute, is_htmx, led_to, show
from console.door.errors import status_of
from console.door.rates import caller_of
from console.services import OurServices, Services
from console.templating import language_of
from console.uploads import chunks_of, store
from domain.errors import DocumentRefused, DomainError, NotAllowed, WrongTurn
from domain.forms.documents import DocumentKind, StoredDocument
from domain.requests.choices import kinds_to_add
from domain.requests.lifecycle import State
from domain.requests.messages import AddDocument
from domain.requests.snapshot import Snapshot
from wording.catalogue import staff_words, words_in
from wording.refusals import said_to_customer

router = APIRouter(route_class=CustomerRoute)

_ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
}

Viewer = Annotated[Customer, customer_may(Action.VIEW_DOCUMENT)]
Sender = Annotated[Customer, customer_may(Action.ADD_DOCUMENT)]


@router.get("/my/requests/{scope}/documents")
async def page(request: Request, scope: str, customer: Viewer, services: OurServices) -> Response:
    snapshot = await their_request(services, customer, Action.VIEW_DOCUMENT, scope)
    name = "documents_live" if is_htmx(request) else "documents"
    return await _show(request, services, customer, snapshot, name=name)


@router.get("/my/requests/{scope}/documents/{document}")
async def read(scope: str, document: str, customer: Viewer, services: OurServices) -> Response:
    """An upload as it was sent, to be kept and never shown by the browser itself."""
    snapshot = await their_request(services, customer, Action.VIEW_DOCUMENT, scope)
    found = next((each for each in snapshot.documents.received if each.id == document), None)
    if found is None:
        raise NotAllowed(staff_words()("door.nothing_of_yours"))
    content = await services.requests.read_document(scope, found.stored)
    ending = _ENDINGS.get(found.stored.media_type, "bin")
    headers = {
        "Content-Disposition": f'attachment; filename="{found.id}-{found.kind}.{ending}"',
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(found.stored.size),
    }
    return StreamingResponse(content, media_type=found.stored.media_type, headers=headers)


@router.put("/my/requests/{scope}/documents")
async def send(
    request: Request,
    scope: str,
    customer: Sender,
    services: OurServices,
    kind: str = "",
    key: str = "",
) -> Response:
    """The file as it is, so that its progress can be shown. Answers with what to say about it."""
    language = language_of(request)
    try:
        snapshot = await their_request(services, customer, Action.ADD_DOCUMENT, scope)
        _refuse_unless_asked(snapshot, kind)
        stored = await store(services, caller_of(customer.actor), scope, request.stream())
        await _add(services, customer, scope, kind, stored, key_of(key))
    except DomainError as refusal:
        return JSONResponse({"said": said_to_customer(refusal, language)}, status_of(refusal))
    return JSONResponse({"said": words_in(language)("documents.thanks")}, 201)


@router.post("/my/requests/{scope}/documents")
async def send_by_form(
    request: Request, scope: str, customer: Sender, sent: SentForm, services: OurServices
) -> Response:
    """The same from a form, for a browser that runs no scripts."""
    snapshot = await their_request(services, customer, Action.ADD_DOCUMENT, scope)
    try:
        kind = sent.text("kind")
        _refuse_unless_asked(snapshot, kind)
        file = sent.files.get("file")
        if file is None:
            raise DocumentRefused(staff_words()("door.no_file"), code="not_chosen")
        stored = await store(services, caller_of(customer.actor), scope, chunks_of(file))
        await _add(services, customer, scope, kind, stored, sent.key)
    except DomainError as refusal:
        return await _show(request, services, customer, snapshot, refusal=refusal)
    return led_to(f"/my/requests/{scope}/documents", "sent")


def _refuse_unless_asked(snapshot: Snapshot, kind: str) -> None:
    """Before a file is taken in: the request would refuse it afterwards."""
    if snapshot.state is not State.LEGAL_DOCUMENTS:
        raise WrongTurn(staff_words()("hindrance.no_documents_asked"), state=snapshot.state)
    if not kind:
        raise DocumentRefused(staff_words()("door.kind_not_chosen"), code="kind_not_chosen")
    if kind not in kinds_to_add(snapshot.documents.asked_for):
        raise DocumentRefused(staff_words()("door.kind_not_asked_for"), code="not_asked_for")


async def _add(
    services: Services,
    customer: Customer,
    scope: str,
    kind: str,
    stored: StoredDocument,
    key: str | None,
) -> None:
    command = AddDocument(by=customer.sign_in, kind=DocumentKind(kind), stored=stored)
    await they_send(services, customer, scope, command, key)


async def _show(
    request: Request,
    services: Services,
    customer: Customer,
    snapshot: Snapshot,
    *,
    name: str = "documents",
    refusal: DomainError | None = None,
    **context: Any,
) -> Response:
    account = await account_of(services, customer)
    asked = snapshot.documents.asked_for
    return show(
        request,
        name,
        zone=account.time_zone,
        refusal=refusal,
        snapshot=snapshot,
        kinds=list(dict.fromkeys(kind for ask in asked for kind in ask.accepted)),
        takes=can(customer, Action.ADD_DOCUMENT, snapshot),
        max_bytes=services.settings.documents_max_bytes,
        **context,
    )
