"""A request as it changes, by server-sent events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console.access import Action, Actor, allowed
from console.api.acting import reach_request, shown
from console.api.documented_refusals import READING
from console.api.parameters import Scope
from console.api.reading import ApiRoute
from console.live import Live
from console.pages.streaming import CHANGED, changes
from console.services import OurServices
from domain.requests.lifecycle import FINAL
from domain.requests.request import request_id
from domain.requests.snapshot import Snapshot

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["requests"], responses=READING)


async def _as_it_is(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))],
) -> Snapshot:
    """Asked for before anything is sent: afterwards there is no other status any more."""
    await reach_request(services, actor, Action.VIEW_REQUEST, scope)
    return shown(actor, await services.requests.snapshot(scope))


@router.get(
    "/requests/{scope}/events",
    operation_id="follow_request",
    summary="Follow a request until it ends",
    response_class=EventSourceResponse,
)
async def follow(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))],
    first: Annotated[Snapshot, Depends(_as_it_is)],
) -> AsyncIterator[ServerSentEvent]:
    """An event `snapshot` now and after every change, its data the request as JSON. Ends with the
    request; a comment at least every fifteen seconds says that it is still there."""
    seen = first
    yield _event(seen)
    if seen.state in FINAL:
        return
    topic = Live.request(request_id(scope))
    async with aclosing(changes(services.live, topic)) as events:
        async for each in events:
            if each.event is None:
                yield each
            if each.event != CHANGED:
                continue
            current = shown(actor, await services.requests.snapshot(scope))
            if current != seen:
                seen = current
                yield _event(seen)
            if seen.state in FINAL:
                return


def _event(snapshot: Snapshot) -> ServerSentEvent:
    return ServerSentEvent(event="snapshot", raw_data=snapshot.model_dump_json(by_alias=True))
