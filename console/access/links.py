"""Where customers' links lead. To open one only shows a button: what reads mail before people do,
and follows its links, neither signs in nor uses anything up."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from console.access.house import Access, OurSettings, limits_of
from console.access.sign_in import come_in
from console.templating import render
from domain.errors import NotSignedIn

_NOWHERE = {"Referrer-Policy": "no-referrer"}

router = APIRouter(prefix="/c")


@router.get("/{token}")
async def open_link(request: Request, access: Access, token: str) -> Response:
    if await access.link(token) is None:
        return _not_valid(request)
    return render(request, "access/link.html", headers=_NOWHERE, token=token)


@router.post("")
async def follow_link(
    request: Request, access: Access, settings: OurSettings, token: Annotated[str, Form()] = ""
) -> Response:
    try:
        session = await access.sign_in_by_link(token, limits=limits_of(settings))
    except NotSignedIn:
        return _not_valid(request)
    return await come_in(request, session, None)


def _not_valid(request: Request) -> Response:
    """The same whether there never was such a link, it has expired, or it was revoked."""
    status = HTTPStatus.NOT_FOUND
    return render(request, "access/link_not_valid.html", status=status, headers=_NOWHERE)
