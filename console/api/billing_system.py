"""The billing system behind it: what it does otherwise than it was switched."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from clients.provider.drifts import Drift
from clients.provider.hints import RefusedHint
from console.access import Action, Actor, allowed
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import ID_PATTERN, Key
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.turns import Part

_PREFIX = "/api/v1/billing-system"
router = APIRouter(prefix=_PREFIX, route_class=ApiRoute, tags=["operating"], responses=CHANGING)
reading = APIRouter(prefix=_PREFIX, route_class=ApiRoute, tags=["operating"], responses=READING)

DriftId = Annotated[
    str,
    Path(
        max_length=40,
        pattern="^drift_[a-z0-9]+$",
        description="Its id, as it is listed.",
        examples=["drift_9f86d081884c7d65"],
    ),
]


class DriftsList(Part):
    drifts: tuple[Drift, ...]


@reading.get("/drifts", operation_id="list_drifts", summary="What it does otherwise than switched")
async def list_drifts(
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_PROVIDER))],
    ended: Annotated[bool, Query(description="Those too that have ended.")] = False,
    account: Annotated[
        str | None, Query(max_length=100, pattern=ID_PATTERN, description="Only its own.")
    ] = None,
    scope: Annotated[
        str | None, Query(max_length=100, pattern=ID_PATTERN, description="Only its own.")
    ] = None,
) -> DriftsList:
    """The latest first: 500 at the most."""
    found = await services.drifts.listed(ended=ended, account=account, scope=scope)
    return DriftsList(drifts=tuple(found))


@router.post(
    "/drifts/{drift}/seen",
    operation_id="see_drift",
    summary="Somebody has seen to what it does otherwise",
)
async def see_drift(
    drift: DriftId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))],
    key: Key = None,
) -> DriftsList:
    """Answers with those that are left. Asked again nothing changes."""
    await services.drifts.see(drift, actor.sign_in, key)
    return DriftsList(drifts=tuple(await services.drifts.listed()))


HintId = Annotated[
    str,
    Path(
        max_length=200,
        pattern="^[!-~]+$",
        description="Its id, as it is listed.",
        examples=["evt_1PxQ7d2eZvKYlo2C"],
    ),
]


class RefusedList(Part):
    refused: tuple[RefusedHint, ...]


@reading.get(
    "/refused",
    operation_id="list_refused_hints",
    summary="What happened there and our rules did not take",
)
async def list_refused_hints(
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_PROVIDER))],
    settled: Annotated[bool, Query(description="Those too that somebody has seen to.")] = False,
) -> RefusedList:
    """The latest first, one for each thing and reason: 500 at the most."""
    return RefusedList(refused=tuple(await services.hints.refused(settled=settled)))


@router.post(
    "/refused/{hint}/settled",
    operation_id="settle_hint",
    summary="Somebody has seen to what our rules did not take",
)
async def settle_hint(
    hint: HintId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))],
    key: Key = None,
) -> RefusedList:
    """Answers with those that are left. Asked again nothing changes."""
    await services.hints.settle(hint, actor.sign_in, key)
    return RefusedList(refused=tuple(await services.hints.refused()))


@router.post(
    "/refused/{hint}/retry",
    operation_id="retry_hint",
    summary="Take up again what our rules did not take",
)
async def retry_hint(
    hint: HintId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.MANAGE_PROVIDER))],
    key: Key = None,
) -> RefusedList:
    """All that was refused about the same thing. A worker reads that at the billing system as it is
    now; what it is refused for again is listed with `state` refused. Answers with those that are
    left: `state` is waiting of what is being taken up again."""
    await services.hints.retry(hint, actor.sign_in, key)
    return RefusedList(refused=tuple(await services.hints.refused()))
