"""Who may sign in: people, API keys, customers' links, and the access log.

Names of people are sent in bodies and never stand in addresses, which are logged.
"""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from clients.access import AccessEvent, Claim, CustomerLink, Person, normal_name
from console.access import Action, Actor, allowed
from console.api.access_bodies import (
    Keys,
    Links,
    LinkToMail,
    Log,
    MadeKey,
    MadeLink,
    MailedLink,
    NewKey,
    NewLink,
    NewPerson,
    OnePerson,
    People,
    RemovedFactors,
    Revoked,
    WithPassword,
)
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import ID_PATTERN, Key
from console.api.reading import ApiRoute
from console.services import OurServices, Services
from domain.errors import AccessNotAcceptable
from wording.catalogue import staff_words

_AT = "/api/v1/access"
router = APIRouter(prefix=_AT, route_class=ApiRoute, tags=["access"], responses=CHANGING)
reading = APIRouter(prefix=_AT, route_class=ApiRoute, tags=["access"], responses=READING)

Manager = Annotated[Actor, Depends(allowed(Action.MANAGE_ACCESS))]
Inviter = Annotated[Actor, Depends(allowed(Action.INVITE_CUSTOMER))]
LogReader = Annotated[Actor, Depends(allowed(Action.VIEW_ACCESS_LOG))]
AccessId = Annotated[
    str,
    Path(min_length=1, max_length=16, pattern="^[A-Za-z0-9]+$", description="As it is listed."),
]


@reading.get("/people", operation_id="list_people", summary="Who may sign in")
async def people(services: OurServices, actor: Manager) -> People:
    """Those who were disabled, too."""
    return People(people=tuple(await services.access.people()))


@router.post("/people", operation_id="add_person", summary="Let somebody sign in with a password")
async def add(body: NewPerson, services: OurServices, actor: Manager, key: Key = None) -> Person:
    password = body.password.get_secret_value()
    given = {"role": body.roles, "account": body.account, "password": password}
    async with _once(services, actor, key, "add", body.sign_in, **given) as claim:
        return await services.access.add_person(
            body.sign_in, password, body.roles, body.account, by=actor.sign_in, key=claim.id
        )


@router.post("/people/disable", operation_id="disable_person", summary="Shut somebody out, at once")
async def disable(
    body: OnePerson, services: OurServices, actor: Manager, key: Key = None
) -> Person:
    if normal_name(body.sign_in) == actor.sign_in:
        raise AccessNotAcceptable(staff_words()("access.not_yourself"), field="sign_in")
    async with _once(services, actor, key, "disable", body.sign_in) as claim:
        access = services.access
        return await (access.person if claim.done else access.disable)(body.sign_in)


@router.post("/people/enable", operation_id="enable_person", summary="Let them sign in again")
async def enable(body: OnePerson, services: OurServices, actor: Manager, key: Key = None) -> Person:
    async with _once(services, actor, key, "enable", body.sign_in) as claim:
        access = services.access
        return await (access.person if claim.done else access.enable)(body.sign_in)


@router.post("/people/password", operation_id="set_password", summary="Give another password")
async def password(
    body: WithPassword, services: OurServices, actor: Manager, key: Key = None
) -> Person:
    """Whoever had come in is signed out everywhere."""
    said = body.password.get_secret_value()
    async with _once(services, actor, key, "password", body.sign_in, password=said) as claim:
        if claim.done:
            return await services.access.person(body.sign_in)
        return await services.access.set_password(body.sign_in, said, by=actor.sign_in)


@router.post(
    "/people/reset-second-factor",
    operation_id="reset_second_factor",
    summary="Take a lost second factor away",
)
async def reset(
    body: OnePerson, services: OurServices, actor: Manager, key: Key = None
) -> RemovedFactors:
    async with _once(services, actor, key, "reset-second-factor", body.sign_in) as claim:
        count = 0 if claim.done else await services.access.reset_factors(body.sign_in)
    return RemovedFactors(sign_in=body.sign_in, removed=count)


@reading.get("/keys", operation_id="list_keys", summary="API keys, and their use")
async def keys(services: OurServices, actor: Manager) -> Keys:
    """Every one that was made, the newest first."""
    return Keys(keys=tuple(await services.access.keys()))


@router.post("/keys", operation_id="create_key", summary="Make an API key")
async def create_key(
    body: NewKey, services: OurServices, actor: Manager, key: Key = None
) -> MadeKey:
    """It is in this answer alone."""
    given: dict[str, Any] = {"role": body.roles, "account": body.account, "days": body.days}
    if body.actions:
        given["actions"] = sorted(body.actions)
    lasts = None if body.days is None else timedelta(days=body.days)
    async with _once(services, actor, key, "key create", body.name, **given) as claim:
        made, secret = await services.access.create_key(
            body.name,
            body.roles,
            body.account,
            by=actor.sign_in,
            lasts=lasts,
            key=claim.id,
            actions=body.actions,
        )
    return MadeKey(**dict(made), key=secret or None)


@router.post("/keys/{id}/revoke", operation_id="revoke_key", summary="Take an API key back")
async def revoke_key(
    id: AccessId, services: OurServices, actor: Manager, key: Key = None
) -> Revoked:
    """Nothing gets in by it any more."""
    async with _once(services, actor, key, "key revoke", id) as claim:
        if not claim.done:
            await services.access.revoke_key(id)
    return Revoked(id=id)


@reading.get("/links", operation_id="list_links", summary="Customers' links, and their use")
async def links(
    services: OurServices,
    actor: Inviter,
    account: Annotated[
        str | None, Query(max_length=100, pattern=ID_PATTERN, description="Of this one.")
    ] = None,
) -> Links:
    """The latest, the newest first."""
    return Links(links=tuple(await services.access.links(account)))


@router.post("/links", operation_id="create_link", summary="Make a link for a customer")
async def create_link(
    body: NewLink, services: OurServices, actor: Inviter, key: Key = None
) -> MadeLink:
    """It is in this answer alone. What is done through it says so in timelines, and it makes no
    switch."""
    days = services.settings.link_days if body.days is None else body.days
    given = {"sign_in": body.sign_in, "days": body.days}
    async with _once(services, actor, key, "link create", body.account, **given) as claim:
        made, token = await services.access.create_link(
            body.account,
            body.sign_in,
            by=actor.sign_in,
            lasts=timedelta(days=days),
            key=claim.id,
        )
    url = f"{services.settings.console_url}/c/{token}" if token else None
    return MadeLink(**dict(made), url=url)


@router.post("/links/mail", operation_id="mail_link", summary="Mail a customer a link")
async def mail_link(
    body: LinkToMail, services: OurServices, actor: Inviter, key: Key = None
) -> MailedLink:
    """Nobody here is shown it."""
    async with _once(
        services, actor, key, "link mail", body.account, sign_in=body.sign_in
    ) as claim:
        is_new = not claim.done and await services.access.mail_link(body.account, body.sign_in)
    return MailedLink(account=body.account, mailed_to=body.sign_in, new=is_new)


@router.post("/links/{id}/revoke", operation_id="revoke_link", summary="Take a link back, at once")
async def revoke_link(
    id: AccessId, services: OurServices, actor: Inviter, key: Key = None
) -> CustomerLink:
    """Whoever came in by it is signed out."""
    async with _once(services, actor, key, "link revoke", id) as claim:
        access = services.access
        return await (access.link_of if claim.done else access.revoke_link)(id)


@reading.get("/log", operation_id="access_log", summary="Who came in, and who changed what")
async def log(
    services: OurServices,
    actor: LogReader,
    event: AccessEvent | None = None,
    about: Annotated[
        str | None,
        Query(max_length=254, description="A sign-in, or the id of a key, link or session."),
    ] = None,
    before: Annotated[
        int | None, Query(ge=1, le=2**62, description="Older than the entry of this number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> Log:
    """The newest first. Nothing of it is ever changed or removed."""
    found = await services.access.log(event=event, about=about, before=before, most=limit)
    return Log(entries=tuple(found))


def _once(
    services: Services, actor: Actor, key: str | None, operation: str, target: str, **body: Any
) -> AbstractAsyncContextManager[Claim]:
    """What is done inside is done once under the caller's key."""
    return services.access.once(key, actor.sign_in, operation, target, body)
