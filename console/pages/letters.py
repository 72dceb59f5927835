"""Letters of requests and invoices that did not arrive; sending one again, or dismissing it."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.pages.forms import Answers, NotValid
from console.pages.invoices import address_of
from console.pages.notices import Notice, notice_of
from console.services import OurServices, Services
from console.templating import render
from domain.errors import DomainError, ServiceUnreachable
from domain.invoices.invoice import invoice_id
from domain.letters.messages import DismissLetter, ResendLetter
from domain.letters.operations import DISMISS, RESEND
from domain.operations.operation import Operation
from wording.catalogue import staff_words
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]
_Sender = Annotated[Actor, Depends(allowed(Action.RESEND_LETTER))]

_INVOICE, _REQUEST = invoice_id(""), "pay-by-invoice/"

router = APIRouter()


@router.get("/letters")
async def letters(
    request: Request, services: OurServices, actor: _Viewer, done: str = ""
) -> Response:
    return await _shown(request, services, actor, notice_of("letters.done", done))


@router.post("/letters")
async def send_again(request: Request, services: OurServices, actor: _Sender) -> Response:
    async def resend(answers: Answers) -> None:
        key = answers.optional("key") or ""
        command = answers.made(lambda: ResendLetter(by=actor.sign_in, key=key))
        await services.ledger.resend(command, lambda: nullcontext(services.requests))

    return await _act(request, services, actor, RESEND, resend)


@router.post("/letters/dismiss")
async def dismiss(request: Request, services: OurServices, actor: _Sender) -> Response:
    async def do(answers: Answers) -> None:
        key, reason = answers.optional("key") or "", answers.optional("reason") or ""
        command = answers.made(lambda: DismissLetter(by=actor.sign_in, key=key, reason=reason))
        await services.ledger.dismiss(command)

    return await _act(request, services, actor, DISMISS, do)


async def _act(
    request: Request,
    services: Services,
    actor: Actor,
    operation: Operation[Any],
    do: Callable[[Answers], Awaitable[None]],
) -> Response:
    try:
        await do(Answers(await request.form()))
    except NotValid as invalid:
        problem = next(iter(invalid.problems.values()))
        notice = Notice(staff_words()("letters.reason_problem", problem=problem), refused=True)
        return await _shown(request, services, actor, notice, 422)
    except ServiceUnreachable:
        raise
    except DomainError as refusal:
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True)
        return await _shown(request, services, actor, notice, status_of(refusal))
    finally:
        services.live.poll_now()
    return RedirectResponse(f"/letters?done={operation.name}", status_code=303)


async def _shown(
    request: Request, services: Services, actor: Actor, notice: Notice | None, status: int = 200
) -> Response:
    return render(
        request,
        "letters/list.html",
        status=status,
        letters=await services.ledger.stuck_letters(),
        place=_place,
        may_send=actor.may(Action.RESEND_LETTER),
        notice=notice,
    )


def _place(about: str) -> str:
    """The address of the page of the request or invoice that a letter is about."""
    if about.startswith(_INVOICE):
        return address_of(about.removeprefix(_INVOICE))
    return f"/requests/{quote(about.removeprefix(_REQUEST))}"
