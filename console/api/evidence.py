"""Evidence: all that is on record of a request or an invoice, as a signed bundle."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from clients.evidence import ChainsChecked, fingerprint
from console.access import Action, Actor, allowed
from console.api.documented_refusals import READING
from console.api.parameters import Number, Scope
from console.api.reading import ApiRoute
from console.evidence import MEDIA_TYPE, as_download
from console.services import OurServices
from domain.errors import RequestNotFound
from domain.turns import Part
from wording.catalogue import staff_words

reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["evidence"], responses=READING)

Viewer = Annotated[Actor, Depends(allowed(Action.TAKE_EVIDENCE))]
_AS_BUNDLE: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}}}


class SigningKey(Part):
    algorithm: str = "Ed25519"
    public_key: str
    """In Base64."""
    fingerprint: str


@reading.get(
    "/evidence/key", operation_id="evidence_key", summary="The key that bundles are signed with"
)
async def key(services: OurServices, actor: Viewer) -> SigningKey:
    """Hand it over where bundles are checked, by another way than the bundles."""
    public = services.evidence.public_key
    return SigningKey(public_key=public, fingerprint=fingerprint(public))


@reading.get(
    "/requests/{scope}/evidence",
    operation_id="evidence_of_request",
    summary="A request as a signed bundle",
    response_class=Response,
    responses=_AS_BUNDLE,
)
async def of_request(scope: Scope, services: OurServices, actor: Viewer) -> Response:
    """Its timeline, decisions with who and why, findings, hashes of documents, letters, events.
    Each line has the hash of the line above, and the last one a signature."""
    taken = await services.evidence.of_request(scope, actor.sign_in)
    if taken is None:
        raise RequestNotFound(staff_words()("requests.unknown"), request=scope)
    return as_download(taken)


@reading.get(
    "/invoices/{number:path}/evidence",
    operation_id="evidence_of_invoice",
    summary="An invoice as a signed bundle",
    response_class=Response,
    responses=_AS_BUNDLE,
)
async def of_invoice(number: Number, services: OurServices, actor: Viewer) -> Response:
    """The same of an invoice, with its payments."""
    named = await services.invoices.named(number)
    taken = await services.evidence.of_invoice(named, actor.sign_in)
    return as_download(taken)


@reading.get(
    "/evidence/check",
    operation_id="evidence_check",
    summary="Whether the ledger was changed behind our back",
)
async def check(services: OurServices, actor: Viewer) -> ChainsChecked:
    """Holds every timeline against the hashes beside it, which takes a while, and names the entries
    that were changed or removed by somebody who went around this program."""
    return await services.evidence.check()
