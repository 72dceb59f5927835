"""The work queues: what waits, on whom, for what and until when."""

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from markupsafe import Markup

from application.ports.bank import Waiting
from console.access import Action, Actor, allowed, signed_in
from console.live import BANK, INVOICES, OVERLAP, REQUESTS
from console.pages.bank_words import shown_waiting
from console.pages.page_cache import PageCache
from console.pages.queue_filter import AGES, Asked, asked_in
from console.pages.shared_page import CSRF, SharedPage, anonymous, personalised, shared_page
from console.pages.streaming import changes
from console.routes import add_routes
from console.services import Services
from console.templating import environment, wants_part
from console.watching import changes_in
from domain.invoices.views.lists import InvoiceCounts
from domain.requests.lifecycle import FINAL, State
from domain.requests.listing import QueueCounts
from domain.turns import Who

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_QUEUES))]

_JUST_NOW = timedelta(seconds=5)

_A_MOMENT = 0.25
"""How often the ledger is asked whether anything was written."""
_NOTHING_WRITTEN = 2.0
"""How long a queue is served from the cache when nothing was written, so that the times on it stay
true. Twice as long is less than `OVERLAP`: what is written in between is noticed."""

Value = TypeVar("Value")

_TEAMS = (Who.CREDIT, Who.LEGAL, Who.BILLING, Who.CUSTOMER, Who.NOBODY)


@dataclass(frozen=True, slots=True)
class _Counts:
    requests: QueueCounts
    invoices: InvoiceCounts
    bank: Sequence[Waiting]
    files_refused: int
    clocks: int
    """What the last check of clocks left to a person."""
    countries: list[str]


class QueuePages:
    def __init__(self, services: Services, cache: PageCache) -> None:
        self._services = services
        self._changes = changes_in(services)
        self._cache = cache

    def install(self, app: FastAPI) -> None:
        router = APIRouter()
        router.add_api_route("/", self._front, methods=["GET"])
        router.add_api_route("/queues", self._page, methods=["GET"])
        router.add_api_route("/queues", self._filtered, methods=["POST"])
        router.add_api_route(
            "/queues/live", self._live, methods=["GET"], response_class=EventSourceResponse
        )
        add_routes(app, router)

    async def _front(self, actor: Annotated[Actor, Depends(signed_in)]) -> Response:
        front = "/my" if actor.is_customer else "/queues" if actor.roles else "/me"
        return RedirectResponse(front, status_code=303)

    async def _page(self, request: Request, actor: _Viewer) -> Response:
        async def write() -> SharedPage:
            return await self._whole(request, actor, asked_in(request.query_params))

        key = "page_of_queue", request.scope["query_string"], actor.roles
        page = await self._until_written(key, write)
        return personalised(request, actor, page)

    async def _filtered(self, request: Request, actor: _Viewer) -> Response:
        """The filter that a form sends: answered with a part for the open page, or with a whole
        page where no scripts run."""
        asked = asked_in(await request.form())
        # The address of the same list, without the search words.
        again = f"/queues?{asked.query_from(asked.after)}".rstrip("?")
        if wants_part(request):
            shown = await self._list(asked, actor)
            part = shared_page(request, "queues/part.html", anonymous(actor), list=shown)
            answer = personalised(request, actor, part)
            answer.headers["HX-Replace-Url"] = again
            return answer
        if asked.filter.search is None:
            return RedirectResponse(again, status_code=303)
        return personalised(request, actor, await self._whole(request, actor, asked))

    async def _whole(self, request: Request, actor: Actor, asked: Asked) -> SharedPage:
        form, shown = await self._form(asked), await self._list(asked, actor)
        name = "queues/page.html"
        return shared_page(request, name, anonymous(actor), form=form, list=shown)

    async def _live(self, actor: _Viewer) -> AsyncIterator[ServerSentEvent]:
        services = self._services

        bank = (BANK,) if actor.may(Action.VIEW_BANK) else ()
        topics = (REQUESTS, INVOICES, *bank)

        async def missed() -> bool:
            return bool(await services.queues.changes(datetime.now(UTC) - _JUST_NOW))

        async with aclosing(
            changes(services.live, *topics, missed=missed, first=self._cache.clear)
        ) as events:
            async for event in events:
                yield event

    async def _form(self, asked: Asked) -> Markup:
        counts = await self._counted()
        template = environment().get_template("queues/filter.html")
        form = template.render(
            asked=asked,
            csrf=CSRF,
            countries=counts.countries,
            states=[state for state in State if (state in FINAL) == asked.filter.ended],
            ages=AGES,
            teams=_TEAMS,
        )
        return Markup(form)  # noqa: S704 - a template's

    async def _list(self, asked: Asked, actor: Actor) -> Markup:
        bank, operates = actor.may(Action.VIEW_BANK), actor.may(Action.OPERATE)
        key = "queue", asked, bank, operates
        return await self._until_written(key, lambda: self._listed(asked, bank, operates))

    async def _listed(self, asked: Asked, bank: bool, operates: bool) -> Markup:
        services, now = self._services, datetime.now(UTC)
        counts = await self._counted()
        written = (
            environment()
            .get_template("queues/list.html")
            .render(
                asked=asked,
                csrf=CSRF,
                page=await services.queues.page(asked.filter, asked.after, now=now),
                counts=counts.requests,
                invoices=counts.invoices,
                bank=[shown_waiting(each, now) for each in counts.bank] if bank else [],
                files_refused=counts.files_refused if bank else 0,
                clocks=counts.clocks if operates else 0,
                teams=_TEAMS,
                now=now,
            )
        )
        return Markup(written)  # noqa: S704 - a template's

    async def _counted(self) -> _Counts:
        async def read() -> _Counts:
            queues, ledger = self._services.queues, self._services.ledger
            return _Counts(
                await queues.counts(),
                await ledger.invoice_counts(),
                await self._services.bank.waiting(),
                len(await self._services.bank.refused_files()),
                sum((await self._services.clocks.troubles()).values()),
                await queues.countries(),
            )

        return await self._until_written("counts", read)

    async def _until_written(self, key: Hashable, make: Callable[[], Awaitable[Value]]) -> Value:
        """From the cache until a request, an invoice or something of the bank is written."""
        written = await self._written_lately()
        return await self._cache.get(key, make, seconds=_NOTHING_WRITTEN, made_of=written)

    async def _written_lately(self) -> int:
        """A number that changes whenever one of them is written."""

        async def read() -> int:
            seen = await self._changes(datetime.now(UTC) - OVERLAP, frozenset({INVOICES, BANK}))
            return hash(frozenset((name, revision) for name, (revision, _) in seen.items()))

        return await self._cache.get("written_lately", read, seconds=_A_MOMENT)
