"""Accounts as another program keeps them: put whole, many at once, listed, deleted."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, status
from fastapi.responses import Response
from pydantic import Field

from application.accounts.importing import ImportOutcome
from clients.accounts.records import AccountLine, PutAccount, Removed
from console.access import Action, Actor, allowed
from console.api.bodies import Body as Fields
from console.api.documented_refusals import CHANGED_MEANWHILE, CHANGING, READING
from console.api.examples import ACCOUNT
from console.api.paging import After, says_next
from console.api.parameters import AccountId, Key
from console.api.reading import ApiRoute
from console.api.version_headers import IfMatch, IfNew, precondition, tag
from console.services import OurServices
from domain.accounts.account import AccountPage
from domain.turns import Part

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=READING)

_MOST = 500


class ManyAccounts(Fields):
    accounts: list[Any] = Field(
        min_length=1,
        max_length=_MOST,
        description="Accounts, each as a file has it.",
        examples=[[ACCOUNT]],
    )


class PutAccounts(Part):
    """What became of each account, in the order in which they were sent."""

    accounts: tuple[AccountLine, ...]
    refused: int
    """How many of them were refused; nothing was written of those."""


@reading.get("/accounts", operation_id="list_accounts", summary="Accounts, a page at a time")
async def list_accounts(
    services: OurServices,
    request: Request,
    response: Response,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))],
    search: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Part of a name, or the beginning of an account's or a scope's id.",
        ),
    ] = None,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AccountPage:
    """By id."""
    page = await services.accounts.page(search, after, limit)
    says_next(request, response, page.next)
    return page


@router.post("/accounts", operation_id="put_accounts", summary="Put many accounts")
async def put_many(
    body: ManyAccounts,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.IMPORT_ACCOUNTS))],
) -> PutAccounts:
    """Each account is created, updated, left as it is or refused by itself: what is wrong with one
    keeps no other from being written. Sent again, nothing changes."""
    lines = await services.accounts.put_many(body.accounts)
    return PutAccounts(
        accounts=tuple(lines), refused=sum(each.outcome == "refused" for each in lines)
    )


@router.put(
    "/accounts/{account}",
    operation_id="put_account",
    summary="Put an account",
    responses={
        **CHANGED_MEANWHILE,
        status.HTTP_201_CREATED: {"model": PutAccount, "description": "It is new."},
    },
)
async def put(
    account: AccountId,
    content: Annotated[
        dict[str, Any],
        Body(description="The account as a file has it; `id` may be left out.", examples=[ACCOUNT]),
    ],
    services: OurServices,
    response: Response,
    actor: Annotated[Actor, Depends(allowed(Action.IMPORT_ACCOUNTS))],
    if_match: IfMatch = None,
    if_none_match: IfNew = None,
) -> PutAccount:
    """The whole account as it is from now on, new or not. A scope that pays by invoice stays so,
    and one that is not named stays as it is; the answer names both. Sent again, nothing
    changes."""
    wanted = precondition(if_match, if_none_match)
    done = await services.accounts.put(account, content, wanted)
    if done.outcome is ImportOutcome.CREATED:
        response.status_code = status.HTTP_201_CREATED
    tag(response, done.version)
    return done


@router.delete(
    "/accounts/{account}",
    operation_id="delete_account",
    summary="Delete an account",
    responses=CHANGED_MEANWHILE,
)
async def delete(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.DELETE_ACCOUNT))],
    if_match: IfMatch = None,
    key: Key = None,
) -> Removed:
    """One of which nothing was ever made: no scope pays by invoice, and there is no request, no
    invoice, no money and nobody who may sign in. Otherwise it is refused (`account_in_use`) with
    every reason at once."""
    wanted = precondition(if_match)
    return await services.accounts.remove(account, actor.sign_in, key, wanted)
