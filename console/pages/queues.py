"""The work queues: what waits, on whom, for what and until when."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from markupsafe import Markup

from console.access import Action, Actor, allowed, signed_in
from console.live import INVOICES, OVERLAP, REQUESTS
from console.pages.cached_page import CSRF, CachedPage, anonymous, cached_page, personalised
from console.pages.caching import Cached, invalidate_all
from console.pages.queue_filter import AGES, Asked, asked_in
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

_TEAMS = (Who.CREDIT, Who.LEGAL, Who.BILLING, Who.CUSTOMER, Who.NOBODY)


@dataclass(frozen=True, slots=True)
class _Counts:
    requests: QueueCounts
    invoices: InvoiceCounts
    countries: list[str]


class QueuePages:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._changes = changes_in(services)
        self._writings: Cached[int] = Cached(_A_MOMENT)
        self._pages: Cached[CachedPage] = Cached(_NOTHING_WRITTEN)
        self._lists: Cached[Markup] = Cached(_NOTHING_WRITTEN)
        self._counts: Cached[_Counts] = Cached(_NOTHING_WRITTEN)

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
        async def read() -> CachedPage:
            return await self._whole(request, actor, asked_in(request.query_params))

        asked = request.scope["query_string"], actor.roles, await self._written_lately()
        page = await self._pages.get(asked, read)
        return personalised(request, actor, page)

    async def _filtered(self, request: Request, actor: _Viewer) -> Response:
        """The filter that a form sends: answered with a part for the open page, or with a whole
        page where no scripts run."""
        asked = asked_in(await request.form())
        # The address of the same list, without the search words.
        again = f"/queues?{asked.query_from(asked.after)}".rstrip("?")
        if wants_part(request):
            shown = await self._list(asked)
            part = cached_page(request, "queues/part.html", anonymous(actor), list=shown)
            answer = personalised(request, actor, part)
            answer.headers["HX-Replace-Url"] = again
            return answer
        if asked.filter.search is None:
            return RedirectResponse(again, status_code=303)
        return personalised(request, actor, await self._whole(request, actor, asked))

    async def _whole(self, request: Request, actor: Actor, asked: Asked) -> CachedPage:
        form, shown = await self._form(asked), await self._list(asked)
        name = "queues/page.html"
        return cached_page(request, name, anonymous(actor), form=form, list=shown)

    async def _live(self, actor: _Viewer) -> AsyncIterator[ServerSentEvent]:
        services = self._services

        async def missed() -> bool:
            return bool(await services.queues.changes(datetime.now(UTC) - _JUST_NOW))

        async with aclosing(
            changes(services.live, REQUESTS, INVOICES, missed=missed, first=invalidate_all)
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

    async def _list(self, asked: Asked) -> Markup:
        key = asked, await self._written_lately()
        return await self._lists.get(key, lambda: self._listed(asked))

    async def _listed(self, asked: Asked) -> Markup:
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
                teams=_TEAMS,
                now=now,
            )
        )
        return Markup(written)  # noqa: S704 - a template's

    async def _counted(self) -> _Counts:
        async def read() -> _Counts:
            queues, ledger = self._services.queues, self._services.ledger
            return _Counts(
                await queues.counts(), await ledger.invoice_counts(), await queues.countries()
            )

        return await self._counts.get(await self._written_lately(), read)

    async def _written_lately(self) -> int:
        """A number that changes whenever a request or an invoice is written."""

        async def read() -> int:
            seen = await self._changes(datetime.now(UTC) - OVERLAP, frozenset({INVOICES}))
            return hash(frozenset((name, revision) for name, (revision, _) in seen.items()))

        return await self._writings.get("", read)
