"""Documents of customers on pages: as downloads, and as pictures."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from console.access import Action, Actor, allowed
from console.downloads import content_of, found_document
from console.pages.request_page import PICTURES
from console.services import OurServices
from domain.errors import DocumentUnknown
from wording.catalogue import staff_words

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_DOCUMENT))]

router = APIRouter(prefix="/requests/{scope}/documents/{document}")


@router.get("")
async def download(scope: str, document: str, services: OurServices, actor: _Viewer) -> Response:
    stored, name = await found_document(services, actor, scope, document)
    return await content_of(services, scope, stored, f'attachment; filename="{name}"')


@router.get("/picture")
async def picture(scope: str, document: str, services: OurServices, actor: _Viewer) -> Response:
    """A file that is a picture by its content, for an `img` on a page of ours."""
    stored, _ = await found_document(services, actor, scope, document)
    if stored.media_type not in PICTURES:
        raise DocumentUnknown(staff_words()("requests.no_picture", document=document))
    return await content_of(services, scope, stored, "inline")
