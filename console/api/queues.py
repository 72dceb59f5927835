"""Requests among others: by deadline, counted, and those of an account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console.access import Action, Actor, allowed
from console.api.acting import reach_account
from console.api.documented_refusals import READING
from console.api.paging import says_next
from console.api.parameters import ID_PATTERN, AccountId
from console.api.reading import ApiRoute
from console.services import OurServices
from domain.requests.lifecycle import State
from domain.requests.listing import QueueCounts, QueueFilter, QueuePage, RequestLine
from domain.turns import Who

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["requests"], responses=READING)


@router.get("/requests", operation_id="list_requests", summary="Requests by deadline")
async def list_requests(
    services: OurServices,
    request: Request,
    response: Response,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))],
    waiting_on: Who | None = None,
    state: State | None = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", examples=["NL"])] = None,
    older_than_days: Annotated[
        int | None, Query(ge=0, le=3650, description="Opened at least so many days ago.")
    ] = None,
    overdue: Annotated[bool, Query(description="Only those past their deadline.")] = False,
    ended: Annotated[bool, Query(description="Those that have ended instead.")] = False,
    account: Annotated[str | None, Query(max_length=100, pattern=ID_PATTERN)] = None,
    search: Annotated[
        str | None,
        Query(max_length=200, description="Part of an id or of a company's name, in any case."),
    ] = None,
    after: Annotated[
        str | None,
        Query(max_length=200, pattern="^[A-Za-z0-9_=.~-]+$", description="`next` of a page."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> QueuePage:
    """One page of open requests, or of those that have ended, overdue ones first."""
    wanted = QueueFilter(
        waiting_on=waiting_on,
        state=state,
        country=country,
        older_than_days=older_than_days,
        overdue=overdue,
        account=account,
        search=search,
        ended=ended,
    )
    page = await services.queues.page(wanted, after, limit)
    says_next(request, response, page.next)
    return page


@router.get("/queues/counts", operation_id="count_requests", summary="How many wait for whom")
async def counts(
    services: OurServices, actor: Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))]
) -> QueueCounts:
    return await services.queues.counts()


@router.get(
    "/accounts/{account}/requests",
    operation_id="list_requests_of_account",
    summary="Every request of an account",
)
async def requests_of_account(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))],
) -> list[RequestLine]:
    """The newest first, those that have ended as well."""
    reach_account(actor, Action.VIEW_REQUEST, account)
    return await services.queues.lines_of_account(account)
