"""Events for other programs: one list for ever, read from where one has come to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime

from clients.events.client import LONGEST_WAIT, MOST, EventPage, types_named
from console.access import Action, Actor, allowed
from console.api.documented_refusals import READING
from console.api.paging import says_next
from console.api.reading import ApiRoute
from console.services import OurServices

reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["events"], responses=READING)


@reading.get("/events", operation_id="list_events", summary="What happened, the oldest first")
async def list_events(
    services: OurServices,
    request: Request,
    response: Response,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_EVENTS))],
    after: Annotated[
        str | None,
        Query(
            max_length=40,
            pattern="^evt_[a-z2-7]+$",
            description="An event's id, as `next` of the page before: those that follow it.",
        ),
    ] = None,
    types: Annotated[
        list[str] | None,
        Query(
            description="Only these, separated by commas; or the parameter several times.",
            examples=[["invoice.paid,invoice.overdue"]],
        ),
    ] = None,
    since: Annotated[
        AwareDatetime | None,
        Query(description="What happened at this moment or later, with its time zone."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    wait: Annotated[
        float,
        Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait for, while there is none."),
    ] = 0,
) -> EventPage:
    """Every step that matters to another program, kept for ever, in an order that never changes.
    An event is thin: ids, a state, money, and links to ask for the rest; no personal data. Keep
    `next`, and ask with it as `after` again: nothing is missed, and nothing comes twice."""
    named = types_named(types or (), "types")
    page = await services.events.page(after, named, since, limit, wait)
    says_next(request, response, page.next)
    return page
