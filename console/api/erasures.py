"""Personal data of accounts: handed over, and erased."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import Field, StrictBool

from clients.personal_data.erasures import Erasure, ErasureList, Outlook
from console.access import Action, Actor, allowed
from console.api.bodies import Body
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import AccountId, Key
from console.api.reading import ApiRoute
from console.api.values import Reason
from console.exports import MEDIA_TYPE, exported
from console.services import OurServices
from domain.erasure.messages import CancelErasure, ConfirmErasure, EraseAccount

_TAGS: list[Any] = ["personal data"]
router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=_TAGS, responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=_TAGS, responses=READING)

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ERASURES))]
_Asker = Annotated[Actor, Depends(allowed(Action.ERASE_ACCOUNT))]


class Erasing(Body):
    reason: Reason = Field(description="It is kept: name nobody in it.")
    when_possible: StrictBool = Field(
        default=False, description="Where it may not be done yet, have it done once it may."
    )


@reading.get("/erasures", operation_id="list_erasures", summary="Accounts that are erased")
async def list_erasures(services: OurServices, actor: _Viewer) -> ErasureList:
    """Those that were asked for last, with who asked, why, and how much went."""
    return await services.erasures.list_erasures()


@reading.get(
    "/accounts/{account}/erasure",
    operation_id="show_erasure",
    summary="What erasing an account would come to",
)
async def show(account: AccountId, services: OurServices, actor: _Viewer) -> Outlook:
    """What goes and what stays, what stands against it now, and what was asked for already."""
    return await services.erasures.outlook(account)


@router.post(
    "/accounts/{account}/erasure", operation_id="erase_account", summary="Erase an account's people"
)
async def erase(
    account: AccountId,
    body: Erasing,
    services: OurServices,
    actor: _Asker,
    key: Key = None,
) -> Erasure:
    """For ever. Open requests are withdrawn, the account's key is destroyed, names, forms, letters,
    sign-ins and documents go; amounts and dates stay. Where the policy asks for a second person, it
    waits for one."""
    command = EraseAccount(by=actor.sign_in, through=actor.through, **dict(body))
    try:
        return await services.erasures.erase(account, command, key)
    finally:
        services.live.poll_now()


@router.post(
    "/accounts/{account}/erasure/confirm",
    operation_id="confirm_erasure",
    summary="Confirm the erasure of an account",
)
async def confirm(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CONFIRM_ERASURE))],
    key: Key = None,
) -> Erasure:
    """By another person than the one who asked for it. It is done now, or once it may be."""
    command = ConfirmErasure(by=actor.sign_in, through=actor.through)
    try:
        return await services.erasures.confirm(account, command, key)
    finally:
        services.live.poll_now()


@router.post(
    "/accounts/{account}/erasure/cancel",
    operation_id="cancel_erasure",
    summary="Take back the erasure of an account",
)
async def cancel(
    account: AccountId, services: OurServices, actor: _Asker, key: Key = None
) -> Erasure:
    """While it waits to be confirmed, or for its day. It can be asked for anew."""
    command = CancelErasure(by=actor.sign_in, through=actor.through)
    return await services.erasures.cancel(account, command, key)


@reading.get(
    "/accounts/{account}/export",
    operation_id="export_account",
    summary="All that is kept of an account and its people",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
async def export(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.EXPORT_ACCOUNT))],
) -> Response:
    """A zip file, readable: the account, who may sign in and how they came in, the access log, each
    request and invoice with its timeline, decisions and letters, bank lines, and the documents that
    were sent; its README.txt says what is not in it. That it was handed over stands in the access
    log."""
    return await exported(services.persons, account, actor.sign_in)
