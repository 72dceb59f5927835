"""An account's page: what it owes against its limit, its requests and invoices, its statement."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from functools import cache
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.drawing.exposure_bar import exposure_bar
from console.live import Live
from console.pages.decisions.account_act import AccountAct
from console.pages.decisions.account_case import Case
from console.pages.decisions.accounts import EVERY_ACT, offers
from console.pages.decisions.invoice_messages import unapplied_credit
from console.pages.decisions.kinds import Making
from console.pages.forms import NotValid, storable
from console.pages.notices import Notice
from console.pages.sent import Change, SentDecision, unchanged
from console.pages.streaming import changes
from console.routes import add_routes
from console.services import OurServices, Services
from console.templating import render, wants_part
from domain.access import require
from domain.errors import AccountUnknown, DomainError, ServiceUnreachable
from domain.invoices.views.lists import InvoiceFilter
from wording.catalogue import staff_words
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]

_LATEST = 50
"""Lines of the statement, and invoices, on one page."""


def install(app: FastAPI) -> None:
    add_routes(app, _router())


@cache
def _router() -> APIRouter:
    router = APIRouter()
    router.add_api_route("/accounts", _to_find, methods=["GET"])
    router.add_api_route("/accounts", _find, methods=["POST"])
    router.add_api_route("/accounts/{account}", _page, methods=["GET"])
    router.add_api_route(
        "/accounts/{account}/live", _live, methods=["GET"], response_class=EventSourceResponse
    )
    for act in EVERY_ACT:
        router.add_api_route(f"/accounts/{{account}}/{act.name}", _acting(act), methods=["POST"])
    return router


async def _to_find(request: Request, actor: _Viewer) -> Response:
    return render(request, "accounts/find.html", q="", found=[])


async def _find(request: Request, services: OurServices, actor: _Viewer) -> Response:
    """The search words may be somebody's name: they are sent in a form and stand in no address."""
    words = storable(str((await request.form()).get("q", "")).strip())
    found = await services.ledger.find_accounts(words) if words else []
    if len(found) == 1 and found[0].id == words:
        return RedirectResponse(_address(found[0].id), status_code=303)
    return render(request, "accounts/find.html", q=words, found=found)


async def _page(
    request: Request, account: str, services: OurServices, actor: _Viewer, done: str = ""
) -> Response:
    act = next((each for each in EVERY_ACT if each.name == done), None)
    notice = None
    if act is not None:
        is_payment = act.action is Action.RECORD_PAYMENT
        credit = await unapplied_credit(services, storable(account)) if is_payment else ""
        said = staff_words()("accounts.done", what=act.called().lower(), credit=credit)
        notice = Notice(said)
    return await _shown(request, services, actor, account, notice)


async def _live(
    account: str, services: OurServices, actor: _Viewer
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(changes(services.live, Live.account(account))) as events:
        async for event in events:
            yield event


def _acting(act: AccountAct) -> Callable[..., Awaitable[Response]]:
    may = Depends(allowed(act.action))

    async def do(
        request: Request, account: str, services: OurServices, actor: Annotated[Actor, may]
    ) -> Response:
        require(actor, Action.VIEW_ACCOUNT)
        return await _act(request, account, services, actor, act)

    return do


async def _act(
    request: Request, account: str, services: Services, actor: Actor, act: AccountAct
) -> Response:
    sent = await SentDecision.by(request, act)
    await _refuse_elsewhere(services, account, sent.scope)
    try:
        said = await act.act(Making(actor.sign_in, account, sent.answers, services))
    except NotValid as invalid:
        sent.answers.problems |= invalid.problems
        return await _shown(request, services, actor, account, None, 422, sent.as_typed)
    except (AccountUnknown, ServiceUnreachable):
        raise
    except DomainError as refusal:
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True)
        status = status_of(refusal)
        return await _shown(request, services, actor, account, notice, status, sent.as_typed)
    finally:
        services.live.poll_now()
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"{_address(account)}?done={act.name}", status_code=303)
    return await _shown(request, services, actor, account, Notice(said))


async def _refuse_elsewhere(services: Services, account: str, scope: str) -> None:
    """Refuses an invoice of another account than the page's."""
    known = (await services.ledger.standing(storable(account))).account
    if scope and known.scope(scope) is None:
        raise AccountUnknown(staff_words()("accounts.no_such_scope"))


async def _shown(
    request: Request,
    services: Services,
    actor: Actor,
    account: str,
    notice: Notice | None,
    status: int = 200,
    change: Change = unchanged,
) -> Response:
    account = storable(account)
    standing = await services.ledger.standing(account)
    statement = await services.ledger.statement(account)
    limit = await services.limits.limit(account, actor.sign_in)
    case = Case(standing, statement, limit)
    part = "accounts/after.html" if request.method == "POST" else "accounts/now.html"
    return render(
        request,
        part if wants_part(request) else "accounts/page.html",
        status=status,
        standing=standing,
        limit=case.limit,
        statement=statement,
        entries=statement.entries[::-1][:_LATEST],
        invoices=statement.invoices,
        most=_LATEST,
        bars=[(each, exposure_bar(each)) for each in statement.exposures],
        unreachable=(await services.ledger.invoice_page(_letters_stuck(account), limit=1)).lines,
        lines=await services.queues.lines_of_account(account),
        drifts=await services.drifts.listed(ended=True, account=account),
        offers=change(offers(case, actor)),
        notice=notice,
        address=_address(account),
        now=datetime.now(UTC),
    )


def _letters_stuck(account: str) -> InvoiceFilter:
    return InvoiceFilter(account=account, undelivered=True)


def _address(account: str) -> str:
    return f"/accounts/{quote(account, safe='')}"
