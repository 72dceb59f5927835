"""An invoice's live page, and what billing operations can do on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from functools import cache
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console import evidence
from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.drawing.thirty_days import thirty_days
from console.live import Live
from console.pages.decisions.invoice_messages import said_of_credit, unapplied_credit
from console.pages.decisions.invoices import DECISIONS, offers, what_hinders
from console.pages.decisions.kinds import Decision, Making
from console.pages.forms import NotValid, storable
from console.pages.notices import Notice, changed_meanwhile
from console.pages.sent import Change, SentDecision, unchanged
from console.pages.streaming import changes
from console.pages.temporal_page import temporal_page
from console.papers import as_download, credit_notes_of
from console.routes import add_routes
from console.services import OurServices, Services
from console.templating import render, wants_part
from domain.access import require
from domain.errors import DomainError, InvoiceUnknown, ServiceUnreachable
from domain.invoices.happenings import InvoiceEvent
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import SETTLED
from domain.invoices.messages import InvoiceMessage
from domain.invoices.new.references import written
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import MoneyResult
from domain.invoices.why import why_open
from domain.papers.formats import PaperFormat
from domain.values.national_references import written_as
from wording.catalogue import staff_words
from wording.money import money_with_code
from wording.refusals import Face, said_of
from wording.terms import term

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]
_Auditor = Annotated[Actor, Depends(allowed(Action.TAKE_EVIDENCE))]
_Kind = Decision[InvoiceView, InvoiceMessage]

_MOST = 3


def install(app: FastAPI) -> None:
    add_routes(app, _router())


@cache
def _router() -> APIRouter:
    # A number may contain a slash but no tilde: what follows a tilde is not part of it.
    router = APIRouter(prefix="/invoices/{number:path}")
    router.add_api_route("/~/paper", _paper, methods=["GET"])
    router.add_api_route("/~/evidence", _evidence, methods=["GET"])
    router.add_api_route("/~/live", _live, methods=["GET"], response_class=EventSourceResponse)
    for decision in DECISIONS:
        router.add_api_route(f"/~/{decision.name}", _acting(decision), methods=["POST"])
    router.add_api_route("", _page, methods=["GET"])
    return router


async def _page(
    request: Request, number: str, services: OurServices, actor: _Viewer, done: str = ""
) -> Response:
    view = await _read_view(services, number)
    if view.invoice != number:
        return RedirectResponse(address_of(view.invoice), status_code=303)
    decision = next((each for each in DECISIONS if each.name == done), None)
    notice = await _done(services, decision, view) if decision else None
    return await _shown(request, services, actor, view, notice)


async def _paper(
    number: str,
    services: OurServices,
    actor: _Viewer,
    as_: Annotated[PaperFormat, Query(alias="as")] = PaperFormat.PDF,
    credit_note: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """The file, of the invoice or of one of its credit notes."""
    view = await _read_view(services, number)
    return as_download(await services.papers.file_of(view.invoice, credit_note, as_))


async def _evidence(number: str, services: OurServices, actor: _Auditor) -> Response:
    return evidence.as_download(await services.evidence.of_invoice(number, actor.sign_in))


async def _live(
    number: str, services: OurServices, actor: _Viewer
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(changes(services.live, Live.invoice(number))) as events:
        async for event in events:
            yield event


async def _read_view(services: Services, number: str) -> InvoiceView:
    # The time is given, so that only the ledger is queried.
    return await services.invoices.view(storable(number), datetime.now(UTC))


def _acting(decision: _Kind) -> Callable[..., Awaitable[Response]]:
    may = Depends(allowed(decision.action))

    async def act(
        request: Request, number: str, services: OurServices, actor: Annotated[Actor, may]
    ) -> Response:
        # Staff only: the answer shows what customers must not see.
        require(actor, Action.VIEW_ACCOUNT)
        return await _act(request, number, services, actor, decision)

    return act


async def _act(
    request: Request, number: str, services: Services, actor: Actor, decision: _Kind
) -> Response:
    sent = await SentDecision.by(request, decision)
    view = await _read_view(services, number)
    others = _meanwhile(view, sent.seen, actor.sign_in)
    if decision.irreversible and others and what_hinders(decision.action, view) is None:
        return await _shown(
            request, services, actor, view, changed_meanwhile(others), 409, sent.as_typed
        )
    try:
        making = Making(
            actor.sign_in,
            view.invoice,
            sent.answers,
            services,
            view.amount.currency,
            view.open,
            view.amount,
        )
        standing = await services.invoices.send(
            view.invoice, await decision.message(making), sent.key
        )
    except NotValid as invalid:
        sent.answers.problems |= invalid.problems
        return await _shown(request, services, actor, view, None, 422, sent.as_typed)
    except (InvoiceUnknown, ServiceUnreachable):
        raise
    except DomainError as refusal:
        view = await _read_view(services, number)
        others = _meanwhile(view, sent.seen, actor.sign_in)
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True, meanwhile=others)
        return await _shown(
            request, services, actor, view, notice, status_of(refusal), sent.as_typed
        )
    finally:
        services.live.poll_now()
    if not request.headers.get("hx-request"):
        return RedirectResponse(f"{address_of(view.invoice)}?done={decision.name}", 303)
    view = await _read_view(services, number)
    notice = await _done(services, decision, view, standing.result)
    return await _shown(request, services, actor, view, notice)


async def _done(
    services: Services, decision: _Kind, view: InvoiceView, came: MoneyResult | None = None
) -> Notice:
    what = decision.called()
    said = staff_words()(
        "invoices.done",
        what=f"{what[0].lower()}{what[1:]}",
        state=term(view.state),
        open=money_with_code(view.open),
    )
    if decision.action is not Action.RECORD_PAYMENT:
        return Notice(said)
    if came is not None:
        credit = said_of_credit([came.unapplied_credit])
    else:
        credit = await unapplied_credit(services, view.account, view.open.currency)
    return Notice(f"{said} {credit}".rstrip())


def _meanwhile(view: InvoiceView, seen: int, by: str) -> tuple[InvoiceEvent, ...]:
    since = view.timeline[seen:] if seen else ()
    return tuple([each for each in since if each.by != by][::-1][:_MOST])


async def _shown(
    request: Request,
    services: Services,
    actor: Actor,
    view: InvoiceView,
    notice: Notice | None,
    status: int = 200,
    change: Change = unchanged,
) -> Response:
    part = "invoices/after.html" if request.method == "POST" else "invoices/now.html"
    now = max(datetime.now(UTC), *(each.at for each in view.timeline))
    until = view.waiting_on.until
    return render(
        request,
        part if wants_part(request) else "invoices/page.html",
        status=status,
        view=view,
        now=now,
        # A scope can be on invoice without a request here.
        asked_for=await services.queues.line(view.scope) is not None,
        drawing=thirty_days(view),
        why=why_open(view),
        credit_notes=[each.paper.number for each in await credit_notes_of(services, view)],
        formats=tuple(PaperFormat),
        settled=view.state in SETTLED,
        late=view.days_overdue > 0 or (until is not None and until < now),
        reference=written(view.reference),
        national_references=[written_as(each) for each in view.national_references],
        iban=written(view.pay_to.iban),
        offers=change(offers(view, actor)),
        notice=notice,
        address=address_of(view.invoice),
        temporal=temporal_page(
            services.settings, services.requests.namespace, invoice_id(view.invoice)
        ),
    )


def address_of(number: str) -> str:
    return f"/invoices/{quote(number)}"
