"""People, API keys and customers' links, for administrators."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from clients.access import SHORTEST_PASSWORD, normal_name
from console.access.acting import allowed
from console.entrance.parameters import Access
from console.templating import render
from domain.access import NEVER_ALONE, Action, Actor, Role
from domain.errors import AccessNotAcceptable, AccountUnknown
from wording.catalogue import staff_words

Managing = Annotated[Actor, Depends(allowed(Action.MANAGE_ACCESS))]
SignIn = Annotated[str, Form(alias="sign_in")]
Roles = Annotated[list[Role], Form()]
Account = Annotated[str, Form()]
Password = Annotated[str, Form()]

# Names are sent in forms and never stand in addresses: they are personal data, and addresses are
# logged.
router = APIRouter(prefix="/access")


@router.get("")
async def access_page(request: Request, actor: Managing, access: Access) -> Response:
    return await _page(request, access)


@router.post("/people")
async def add_person(
    request: Request,
    actor: Managing,
    access: Access,
    name: SignIn = "",
    password: Password = "",
    roles: Roles = [],  # noqa: B006 - read only, and what FastAPI documents
    account: Account = "",
) -> Response:
    try:
        await access.add_person(name, password, roles, account or None, by=actor.sign_in)
    except (AccessNotAcceptable, AccountUnknown) as refusal:
        return await _page(request, access, said=refusal.reason)
    return _back()


@router.post("/people/roles")
async def set_roles(
    request: Request,
    actor: Managing,
    access: Access,
    name: SignIn,
    roles: Roles = [],  # noqa: B006
    account: Account = "",
) -> Response:
    if normal_name(name) == actor.sign_in and Role.ADMIN not in roles:
        return await _page(request, access, said=staff_words()("access.not_yourself_admin"))
    try:
        await access.set_roles(name, roles, account or None)
    except (AccessNotAcceptable, AccountUnknown) as refusal:
        return await _page(request, access, said=refusal.reason)
    return _back()


@router.post("/people/password")
async def set_password(
    request: Request, actor: Managing, access: Access, name: SignIn, password: Password = ""
) -> Response:
    try:
        await access.set_password(name, password, by=actor.sign_in)
    except AccessNotAcceptable as refusal:
        return await _page(request, access, said=refusal.reason)
    return _back()


@router.post("/people/disable")
async def disable_person(
    request: Request, actor: Managing, access: Access, name: SignIn
) -> Response:
    if normal_name(name) == actor.sign_in:
        return await _page(request, access, said=staff_words()("access.not_yourself"))
    await access.disable(name)
    return _back()


@router.post("/people/enable")
async def enable_person(actor: Managing, access: Access, name: SignIn) -> Response:
    await access.enable(name)
    return _back()


@router.post("/keys")
async def create_key(
    request: Request,
    actor: Managing,
    access: Access,
    name: Annotated[str, Form()] = "",
    roles: Roles = [],  # noqa: B006
    account: Account = "",
    days: Annotated[str, Form()] = "",
    actions: Annotated[list[Action], Form()] = [],  # noqa: B006
) -> Response:
    try:
        lasts = _lasts(days)
        key, said = await access.create_key(
            name,
            roles,
            account or None,
            by=actor.sign_in,
            lasts=lasts,
            actions=actions or None,
        )
    except (AccessNotAcceptable, AccountUnknown) as refusal:
        return await _page(request, access, said=refusal.reason)
    return render(request, "access/key_made.html", key=key, secret=said)


@router.post("/keys/{key_id}/revoke")
async def revoke_key(actor: Managing, access: Access, key_id: str) -> Response:
    await access.revoke_key(key_id)
    return _back()


@router.post("/links/{link_id}/revoke")
async def revoke_link(actor: Managing, access: Access, link_id: str) -> Response:
    await access.revoke_link(link_id)
    return _back()


def _lasts(days: str) -> timedelta | None:
    """None, for no end, where the field is empty."""
    if not days.strip():
        return None
    if not days.strip().isascii() or not days.strip().isdigit() or not 0 < int(days) <= 3650:
        raise AccessNotAcceptable(staff_words()("access.key_lasts"), field="days")
    return timedelta(days=int(days))


def _back() -> Response:
    return RedirectResponse("/access", status_code=303)


async def _page(request: Request, access: Access, said: str | None = None) -> Response:
    people, keys, links = await access.people(), await access.keys(), await access.links()
    of_anybody = (
        *(each.account for each in people),
        *(each.account for each in keys),
        *(each.account for each in links),
    )
    accounts = {each for each in of_anybody if each}
    return render(
        request,
        "access/access.html",
        status=200 if said is None else 422,
        said=said,
        people=people,
        keys=keys,
        links=links,
        companies=await access.companies_of(accounts),
        roles=list(Role),
        actions=sorted(set(Action) - NEVER_ALONE),
        shortest_password=SHORTEST_PASSWORD,
    )
