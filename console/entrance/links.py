"""The pages that customers' links lead to. Opening one only shows a button, because mail scanners
follow links: they must neither sign in nor use anything up."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from console.entrance.browsers import browser_of
from console.entrance.parameters import Access, OurSettings, limits_of
from console.entrance.sign_in import come_in
from console.templating import render
from domain.errors import NotSignedIn

_NOWHERE = {"Referrer-Policy": "no-referrer"}

Token = Annotated[str, Form()]

router = APIRouter(prefix="/c")


@router.get("/{token}")
async def open_link(request: Request, access: Access, token: str) -> Response:
    if await access.link(token) is None:
        return _not_valid(request, token)
    return render(request, "access/link.html", headers=_NOWHERE, token=token)


@router.post("")
async def follow_link(
    request: Request, access: Access, settings: OurSettings, token: Token = ""
) -> Response:
    try:
        link = await access.link(token)
        session = await access.sign_in_by_link(
            token, limits=limits_of(settings), browser=browser_of(request)
        )
    except NotSignedIn:
        return _not_valid(request, token)
    return await come_in(request, session, link.leads_to if link else None)


@router.post("/again")
async def send_another(request: Request, access: Access, token: Token = "") -> Response:
    """Mails another link to the person whom this one was for. The answer is always the same: it
    does not reveal who has a link here."""
    await access.mail_link_again(token)
    return render(request, "access/link_sent.html", headers=_NOWHERE)


@router.get("/contact/{token}")
async def contact_page(request: Request, access: Access, token: str) -> Response:
    if await access.contact_of(token) is None:
        return _not_valid(request)
    return render(request, "access/contact.html", headers=_NOWHERE, token=token)


@router.post("/contact")
async def confirm_contact(request: Request, access: Access, token: Token = "") -> Response:
    """Confirms a contact's address, since somebody reads mail there. It signs nobody in."""
    if not await access.confirm_contact(token):
        return _not_valid(request)
    return render(request, "access/contact.html", headers=_NOWHERE, token=None)


def _not_valid(request: Request, token: str | None = None) -> Response:
    """The same page for a link that never was, has expired or was revoked. It contains the token
    that was sent, to ask for another link with."""
    status = HTTPStatus.NOT_FOUND
    return render(
        request,
        "access/link_not_valid.html",
        status=status,
        headers=_NOWHERE,
        token=token if token and len(token) <= 200 else None,
    )
