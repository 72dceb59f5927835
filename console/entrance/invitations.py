"""Links for the customers of an account: made, listed and revoked."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from console.access.acting import allowed, reaching
from console.entrance.parameters import Access, OurSettings
from console.templating import render
from domain.access import Action, Actor
from domain.errors import AccessNotAcceptable
from wording.catalogue import staff_words

Inviting = Annotated[Actor, Depends(allowed(Action.INVITE_CUSTOMER))]

router = APIRouter(prefix="/accounts/{account}/links")


@router.get("")
async def links_page(
    request: Request, actor: Inviting, access: Access, settings: OurSettings, account: str
) -> Response:
    with reaching(actor, Action.INVITE_CUSTOMER) as owned_by:
        owned_by(account)
    return await _page(request, access, account, days=settings.link_days)


@router.post("")
async def create_link(
    request: Request,
    actor: Inviting,
    access: Access,
    settings: OurSettings,
    account: str,
    sign_in: Annotated[str, Form()] = "",
    days: Annotated[float | None, Form(gt=0, le=365)] = None,
    mail: Annotated[str, Form()] = "",
) -> Response:
    with reaching(actor, Action.INVITE_CUSTOMER) as owned_by:
        owned_by(account)
    if mail:
        return await _mail(request, access, settings, account, sign_in)
    lasts = timedelta(days=settings.link_days if days is None else days)
    try:
        link, token = await access.create_link(account, sign_in, by=actor.sign_in, lasts=lasts)
    except AccessNotAcceptable as refusal:
        return await _page(
            request, access, account, status=422, days=settings.link_days, said=refusal.reason
        )
    return render(
        request,
        "access/link_made.html",
        link=link,
        url=f"{settings.console_url}/c/{token}",
        back=_address(account),
    )


async def _mail(
    request: Request, access: Access, settings: OurSettings, account: str, sign_in: str
) -> Response:
    """Mails the link to the address on file; staff do not see it."""
    try:
        is_new = await access.mail_link(account, sign_in)
    except AccessNotAcceptable as refusal:
        return await _page(
            request, access, account, status=422, days=settings.link_days, said=refusal.reason
        )
    done = staff_words()("links.mailed_now" if is_new else "links.mailed_already")
    return await _page(request, access, account, days=settings.link_days, done=done)


@router.post("/{link_id}/revoke")
async def revoke_link(actor: Inviting, access: Access, account: str, link_id: str) -> Response:
    with reaching(actor, Action.INVITE_CUSTOMER) as owned_by:
        owned_by(account)
    await access.revoke_link(link_id)
    return RedirectResponse(_address(account), status_code=303)


def _address(account: str) -> str:
    return f"/accounts/{quote(account, safe='')}/links"


async def _page(
    request: Request,
    access: Access,
    account: str,
    *,
    days: float,
    status: int = 200,
    said: str | None = None,
    done: str | None = None,
) -> Response:
    return render(
        request,
        "access/links.html",
        status=status,
        account=account,
        address=_address(account),
        links=await access.links(account),
        days=days,
        said=said,
        done=done,
    )
