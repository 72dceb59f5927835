"""Personal data of accounts: which were erased or are to be, what would go of one, and its file."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from clients.personal_data.erasures import Erasure, Outlook
from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.exports import exported
from console.pages.forms import Answers, NotValid, storable
from console.pages.notices import Notice
from console.services import OurServices, Services
from console.templating import render
from domain.erasure.erasure import ErasureState, may_be_cancelled, may_be_confirmed
from domain.erasure.messages import CancelErasure, ConfirmErasure, EraseAccount
from domain.erasure.operations import CANCEL, CONFIRM, ERASE
from domain.errors import AccountUnknown, DomainError, ErasureNotPossible, ServiceUnreachable
from wording.catalogue import staff_words
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ERASURES))]
_Asker = Annotated[Actor, Depends(allowed(Action.ERASE_ACCOUNT))]
_Confirmer = Annotated[Actor, Depends(allowed(Action.CONFIRM_ERASURE))]
_Exporter = Annotated[Actor, Depends(allowed(Action.EXPORT_ACCOUNT))]

router = APIRouter()


@router.get("/erasures")
async def every(request: Request, services: OurServices, actor: _Viewer) -> Response:
    listed = await services.erasures.list_erasures()
    return render(request, "erasures/list.html", erasures=listed.erasures)


@router.get("/accounts/{account}/erasure")
async def one(request: Request, account: str, services: OurServices, actor: _Viewer) -> Response:
    return await _one(request, services, actor, account)


@router.post("/accounts/{account}/erasure")
async def ask(request: Request, account: str, services: OurServices, actor: _Asker) -> Response:
    answers = Answers(await request.form())
    reason, key = answers.text("reason"), answers.optional("key", 200)
    later = answers.optional("when_possible") is not None
    if answers.optional("understood") is None:
        answers.problems["understood"] = staff_words()("erasures.not_understood")
    try:
        command = answers.made(
            lambda: EraseAccount(by=actor.sign_in, reason=reason, when_possible=later)
        )
    except NotValid as invalid:
        return await _one(request, services, actor, account, None, reason, invalid.problems, 422)
    doing = services.erasures.erase(storable(account), command, key)
    return await _decided(request, services, actor, account, doing, reason)


@router.post("/accounts/{account}/erasure/confirm")
async def confirm(
    request: Request, account: str, services: OurServices, actor: _Confirmer
) -> Response:
    key = Answers(await request.form()).optional("key", 200)
    command = ConfirmErasure(by=actor.sign_in)
    doing = services.erasures.confirm(storable(account), command, key)
    return await _decided(request, services, actor, account, doing)


@router.post("/accounts/{account}/erasure/cancel")
async def cancel(request: Request, account: str, services: OurServices, actor: _Asker) -> Response:
    key = Answers(await request.form()).optional("key", 200)
    command = CancelErasure(by=actor.sign_in)
    doing = services.erasures.cancel(storable(account), command, key)
    return await _decided(request, services, actor, account, doing)


@router.get("/accounts/{account}/export")
async def export(account: str, services: OurServices, actor: _Exporter) -> Response:
    return await exported(services.persons, storable(account), actor.sign_in)


async def _decided(
    request: Request,
    services: Services,
    actor: Actor,
    account: str,
    doing: Awaitable[Erasure],
    reason: str = "",
) -> Response:
    """Back to the page, or the page with why it was refused."""
    try:
        await doing
    except (AccountUnknown, ServiceUnreachable):
        raise
    except DomainError as refusal:
        notice, status = Notice(said_of(refusal, Face.CONSOLE), refused=True), status_of(refusal)
        return await _one(request, services, actor, account, notice, reason, status=status)
    finally:
        services.live.poll_now()
    return RedirectResponse(f"{_address(account)}/erasure", status_code=303)


async def _one(
    request: Request,
    services: Services,
    actor: Actor,
    account: str,
    notice: Notice | None = None,
    reason: str = "",
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    outlook = await services.erasures.outlook(storable(account))
    return render(
        request,
        "erasures/account.html",
        status=status,
        outlook=outlook,
        address=_address(outlook.account),
        notice=notice,
        reason=reason,
        problems=problems or {},
        key=str(uuid4()),
        offered=_offered(outlook, actor),
    )


def _offered(outlook: Outlook, actor: Actor) -> dict[str, bool]:
    """What this reader may do now."""
    erasure, by = outlook.erasure, actor.sign_in
    state = erasure.state if erasure is not None else None
    waits = erasure is not None and _is_allowed(lambda: may_be_cancelled(erasure))
    confirmable = erasure is not None and _is_allowed(lambda: may_be_confirmed(erasure, by))
    done = state is ErasureState.DONE
    return {
        "may_ask": not waits and not done and actor.may(ERASE.action),
        "may_cancel": waits and actor.may(CANCEL.action),
        "may_confirm": confirmable and actor.may(CONFIRM.action),
        "may_export": not done and actor.may(Action.EXPORT_ACCOUNT),
        "waits_for_another": state is ErasureState.TO_BE_CONFIRMED and not confirmable,
        "done": done,
    }


def _is_allowed(rule: Callable[[], None]) -> bool:
    try:
        rule()
    except ErasureNotPossible:
        return False
    return True


def _address(account: str) -> str:
    return f"/accounts/{quote(account, safe='')}"
