"""What the billing system does otherwise than it was switched, what happened there and is not taken
here, and what people do about it."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from clients.provider.drifts import LISTED
from console.access import Action, Actor, allowed
from console.pages.forms import Answers, storable
from console.pages.notices import notice_of
from console.services import OurServices
from console.templating import render

router = APIRouter(prefix="/billing-system")


@router.get("")
async def drifts(
    request: Request,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_PROVIDER))],
    ended: str = "",
    done: str = "",
) -> Response:
    also_ended = ended == "yes"
    found = await services.drifts.listed(ended=also_ended)
    refused = await services.hints.refused(settled=also_ended)
    return render(
        request,
        "billing_system/list.html",
        drifts=found,
        ended=also_ended,
        most=LISTED,
        may_see=actor.may(Action.MANAGE_PROVIDER),
        keys={key: str(uuid4()) for key in [*(d.id for d in found), *(h.id for h in refused)]},
        refused=refused,
        notice=notice_of("task_done", done),
    )


@router.post("/{drift}/seen")
async def see(
    request: Request,
    drift: str,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))],
) -> Response:
    key = Answers(await request.form()).optional("key", 200)
    await services.drifts.see(storable(drift), actor.sign_in, key)
    return RedirectResponse("/billing-system?done=seen", status_code=303)


@router.post("/refused/{hint:path}/settled")
async def settle(
    request: Request,
    hint: str,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))],
) -> Response:
    key = Answers(await request.form()).optional("key", 200)
    await services.hints.settle(storable(hint), actor.sign_in, key)
    return RedirectResponse("/billing-system?done=seen", status_code=303)


@router.post("/refused/{hint:path}/retry")
async def retry(
    request: Request,
    hint: str,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))],
) -> Response:
    key = Answers(await request.form()).optional("key", 200)
    await services.hints.retry(storable(hint), actor.sign_in, key)
    return RedirectResponse("/billing-system?done=retried", status_code=303)
