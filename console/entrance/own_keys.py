"""Adding a security key to one's own access."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from console.entrance.own import Me, Text, after_adding, own_page_with, require_password
from console.entrance.parameters import Access, OurSettings, site_of
from domain.errors import AccessNotAcceptable

KeyAnswer = Annotated[str, Form(max_length=30_000)]
"""The browser's answer for a key; the longest contain certificates of its maker."""

router = APIRouter(prefix="/me/second-factor/key")


@router.post("/options")
async def options(me: Me, access: Access, settings: OurSettings) -> Response:
    require_password(me)
    asked = await access.begin_key(me.sign_in, site_of(settings))
    return Response(asked, media_type="application/json")


@router.post("")
async def add_key(
    request: Request,
    me: Me,
    access: Access,
    settings: OurSettings,
    credential: KeyAnswer = "",
    name: Text = "",
) -> Response:
    require_password(me)
    try:
        codes = await access.add_key(
            me.sign_in, credential, name, site_of(settings), token=request.state.token
        )
    except AccessNotAcceptable as refusal:
        return await own_page_with(request, me, access, refusal=refusal)
    return after_adding(request, codes)
