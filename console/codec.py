"""Opens what is sealed for Temporal's own pages and command line: `/codec/decode`."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, FastAPI, Header, Request

from console.access import Action, Actor
from console.access.acting import Allowed, csrf_token, who_acts
from console.door.temporals_page import CODEC, from_temporals_page
from console.routes import add_routes
from console.services import OurServices
from domain.access import require
from domain.errors import NotAllowed, NotSignedIn
from settings import Settings
from wording.catalogue import staff_words

router = APIRouter()


class _Looking(Allowed):
    """With a key, or by a session that Temporal's page brings along. That page cannot know what our
    own pages prove themselves with; nothing is changed here, and only that page may read the
    answer."""

    async def __call__(self, request: Request) -> Actor:
        actor = await who_acts(request)
        if actor is None:
            raise NotSignedIn(staff_words()("door.sign_in_first"))
        if csrf_token(request) and not from_temporals_page(request.scope):
            raise NotAllowed(staff_words()("door.only_temporals_page"))
        require(actor, self.action)
        return actor


@router.post(CODEC)
async def decode(
    services: OurServices,
    actor: Annotated[Actor, Depends(_Looking(Action.TAKE_EVIDENCE))],
    payloads: Annotated[dict[str, Any], Body()],
    x_namespace: Annotated[str | None, Header()] = None,
) -> dict[str, object]:
    return await services.codec.decode(payloads, x_namespace)


def install(app: FastAPI, settings: Settings) -> None:
    add_routes(app, router)
