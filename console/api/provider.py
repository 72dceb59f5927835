"""The billing system: what it was told, and what it refused."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from clients.provider.client import Call, ProviderStanding
from console.access import Action, Actor, allowed
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import Key
from console.api.reading import ApiRoute
from console.services import OurServices

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["provider"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["provider"], responses=READING)

Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_PROVIDER))]
Manager = Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))]
Number = Annotated[int, Path(ge=1, le=2**62, description="The call's number.")]


@reading.get("/provider", operation_id="show_provider", summary="How it stands with it")
async def show(
    services: OurServices,
    actor: Viewer,
    every: Annotated[
        bool, Query(alias="all", description="With calls that were made already.")
    ] = False,
) -> ProviderStanding:
    """What it cannot do, switches under way there, and calls that wait or were refused, the latest
    first."""
    return await services.provider.standing(every)


@router.post(
    "/provider/calls/{call}/again",
    operation_id="tell_provider_again",
    summary="Tell it again what it refused",
)
async def again(call: Number, services: OurServices, actor: Manager, key: Key = None) -> Call:
    """Once what was in the way is put right."""
    return await services.provider.again(call, actor.sign_in, key)


@router.post(
    "/provider/calls/{call}/done",
    operation_id="settle_provider_call",
    summary="It was done there by hand",
)
async def done(call: Number, services: OurServices, actor: Manager, key: Key = None) -> Call:
    """Nothing more is told of it."""
    return await services.provider.settle(call, actor.sign_in, key)
