"""Credit limits of accounts after the approval."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StrictBool

from clients.accounts.limits import AccountLimit, LimitChanged
from console.access import Action, Actor, allowed
from console.api.bodies import Body
from console.api.documented_refusals import CHANGING, READING
from console.api.parameters import AccountId, Key
from console.api.reading import ApiRoute, of_the_body
from console.api.values import Amount, Day, Reason, Whole
from console.services import OurServices
from domain.limits.messages import ChangeLimit, ConfirmLimit

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=READING)


class LimitChanging(Body):
    """One of `amount` and `freeze`, or neither with `review_on`, which may stand beside them; or
    `no_review` alone."""

    amount: Amount | None = Field(
        default=None,
        description="The limit from now on, over all scopes, in the currency that it is in. Above"
        " the policy's amount another credit analyst confirms it first.",
    )
    freeze: StrictBool | None = Field(
        default=None,
        description="`true`: nothing new is issued, what is open stays; `false`: it may be again.",
    )
    review_on: Day | None = Field(
        default=None, description="The day on which credit is reminded to look at it again."
    )
    no_review: StrictBool = Field(
        default=False, description="`true`: no day of review is set any more."
    )
    reason: Reason = Field(description="For your colleagues; no customer reads it.")


class LimitConfirming(Body):
    proposal: Annotated[Whole, Field(ge=1, le=1_000_000)] = Field(
        description="The number of what was proposed."
    )
    accept: StrictBool = Field(default=True, description="`false`: the limit stays as it is.")
    reason: Reason | None = Field(
        default=None, description="For your colleagues; no customer reads it."
    )


@reading.get("/accounts/{account}/limit", operation_id="show_limit", summary="An account's limit")
async def show(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))],
) -> AccountLimit:
    """What may be owed at one time, what is open against it, what is proposed, and every change."""
    return await services.limits.limit(account, actor.sign_in)


@router.post(
    "/accounts/{account}/limit", operation_id="change_limit", summary="Change an account's limit"
)
async def change(
    account: AccountId,
    body: LimitChanging,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CHANGE_LIMIT))],
    key: Key = None,
) -> LimitChanged:
    """Raises, lowers, freezes or unfreezes it, says when it is reviewed or takes that away. A limit
    below what is open is taken, and `exceeded` says so."""
    with of_the_body():
        command = ChangeLimit(by=actor.sign_in, through=actor.through, **dict(body))
    try:
        return await services.limits.change(account, command, key)
    finally:
        services.live.poll_now()


@router.post(
    "/accounts/{account}/limit/confirm",
    operation_id="confirm_limit",
    summary="Confirm or decline a limit that was proposed",
)
async def confirm(
    account: AccountId,
    body: LimitConfirming,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.CONFIRM_LIMIT))],
    key: Key = None,
) -> LimitChanged:
    """By another credit analyst than the one who proposed it, before it lapses."""
    with of_the_body():
        command = ConfirmLimit(by=actor.sign_in, through=actor.through, **dict(body))
    try:
        return await services.limits.confirm(account, command, key)
    finally:
        services.live.poll_now()
