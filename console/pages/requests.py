"""A request's live page, and every decision that staff make on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console import evidence
from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.live import Live
from console.pages import notices
from console.pages.decisions import (
    DECISIONS,
    Case,
    Decision,
    Making,
    label_of,
    offers,
)
from console.pages.forms import NotValid
from console.pages.notices import Notice
from console.pages.page_cache import PageCache
from console.pages.rendered_requests import (
    RENDERED_SECONDS,
    RenderedRequest,
    RenderedRequests,
    address_of,
)
from console.pages.sent import Change, SentDecision, unchanged
from console.pages.shared_page import SharedPage, personalised, shared_page, without_keys
from console.pages.streaming import changes
from console.pages.temporal_page import temporal_page
from console.routes import add_routes
from console.services import Services
from console.templating import render, wants_part
from domain.access import require
from domain.clocks import Trouble
from domain.errors import DomainError, RequestNotFound, ServiceUnreachable
from domain.operations.messages import Message
from domain.policy import Policy
from domain.requests.possible import what_hinders
from domain.requests.request import request_id
from domain.requests.snapshot import TimelineEntry
from wording.catalogue import staff_words
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_EVIDENCE))]
_Auditor = Annotated[Actor, Depends(allowed(Action.TAKE_EVIDENCE))]

_JUST_NOW = timedelta(seconds=10)


class RequestPages:
    def __init__(self, services: Services, policy: Policy, cache: PageCache) -> None:
        self._services = services
        self._policy = policy
        self._cache = cache
        self._requests = RenderedRequests(services, policy, cache)

    def install(self, app: FastAPI) -> None:
        router = APIRouter(prefix="/requests/{scope}")
        router.add_api_route("", self._page, methods=["GET"])
        router.add_api_route(
            "/live", self._live, methods=["GET"], response_class=EventSourceResponse
        )
        router.add_api_route("/evidence", self._evidence, methods=["GET"])
        for decision in DECISIONS:
            router.add_api_route(f"/{decision.name}", self._deciding(decision), methods=["POST"])
        add_routes(app, router)

    async def _page(self, request: Request, scope: str, actor: _Viewer) -> Response:
        try:
            rendered = await self._requests.get(scope, actor)
        except RequestNotFound:
            # The engine deletes ended requests after a while; the ledger keeps listing them.
            line = await self._services.queues.line(scope)
            if line is None:
                raise
            drifted = await self._services.drifts.history(line.scope)
            lost = line.reason == Trouble.LOST
            seen = await self._services.clocks.seen_to(line.scope) if lost else ()
            name = "requests/listed.html"
            return render(request, name, line=line, drifted=drifted, seen=seen)
        done = request.query_params.get("done")
        decision = next((each for each in DECISIONS if each.name == done), None)
        if decision is not None:
            notice = notices.done(label_of(decision), rendered.facts.snapshot)
            return self._shown(request, actor, rendered, notice)

        async def write() -> SharedPage:
            name, given = self._written(request, actor, rendered, None, without_keys)
            return shared_page(request, name, actor, **given)

        page = await self._cache.get(
            ("page_of_request", scope, actor, wants_part(request)),
            write,
            seconds=RENDERED_SECONDS,
            made_of=(rendered, self._services.settings.temporal_ui),
        )
        return personalised(request, actor, page)

    async def _evidence(self, scope: str, actor: _Auditor) -> Response:
        taken = await self._services.evidence.of_request(scope, actor.sign_in)
        if taken is None:
            raise RequestNotFound(staff_words()("requests.unknown"), request=scope)
        return evidence.as_download(taken)

    async def _live(self, scope: str, actor: _Viewer) -> AsyncIterator[ServerSentEvent]:
        name, services = request_id(scope), self._services

        async def missed() -> bool:
            recent = await services.queues.changes(datetime.now(UTC) - _JUST_NOW)
            return any(each.request == name for each in recent)

        topic = Live.request(name)
        async with aclosing(
            changes(services.live, topic, missed=missed, first=self._cache.clear)
        ) as events:
            async for event in events:
                yield event

    def _deciding(self, decision: Decision[Case, Message]) -> Callable[..., Awaitable[Response]]:
        may = Depends(allowed(decision.action))

        async def decide(request: Request, scope: str, actor: Annotated[Actor, may]) -> Response:
            # Staff only: the answer shows what customers must not see.
            require(actor, Action.VIEW_EVIDENCE)
            return await self._decide(request, scope, actor, decision)

        return decide

    async def _decide(
        self,
        request: Request,
        scope: str,
        actor: Actor,
        decision: Decision[Case, Message],
    ) -> Response:
        services = self._services
        sent = await SentDecision.by(request, decision)
        if decision.irreversible:
            rendered = await self._requests.get(scope, actor)
            if others := self._unseen(rendered, sent, actor):
                notice = notices.changed_meanwhile(others)
                return self._shown(request, actor, rendered, notice, 409, sent.as_typed)
        try:
            message = await decision.message(Making(actor.sign_in, scope, sent.answers, services))
            await services.requests.send(scope, message, sent.key)
        except NotValid as invalid:
            sent.answers.problems |= invalid.problems
            rendered = await self._requests.get(scope, actor)
            return self._shown(request, actor, rendered, None, 422, sent.as_typed)
        except (RequestNotFound, ServiceUnreachable):
            raise
        except DomainError as refusal:
            self._cache.clear()
            rendered = await self._requests.get(scope, actor)
            others = notices.since_seen(rendered.facts.snapshot, sent.seen, actor.sign_in)
            notice = Notice(said_of(refusal, Face.CONSOLE), refused=True, meanwhile=others)
            status = status_of(refusal)
            return self._shown(request, actor, rendered, notice, status, sent.as_typed)
        finally:
            services.live.poll_now()
        if not request.headers.get("hx-request"):
            return RedirectResponse(f"{address_of(scope)}?done={decision.name}", status_code=303)
        rendered = await self._requests.after(scope, actor)
        notice = notices.done(label_of(decision, sent.item), rendered.facts.snapshot)
        return self._shown(request, actor, rendered, notice)

    @staticmethod
    def _unseen(
        rendered: RenderedRequest, sent: SentDecision, actor: Actor
    ) -> tuple[TimelineEntry, ...]:
        """Entries that the sender has not seen, if the decision is still possible."""
        snapshot, action = rendered.facts.snapshot, sent.decision.action
        if what_hinders(action, snapshot, actor.sign_in) is not None:
            return ()
        return notices.since_seen(snapshot, sent.seen, actor.sign_in)

    def _shown(
        self,
        request: Request,
        actor: Actor,
        rendered: RenderedRequest,
        notice: Notice | None,
        status: int = 200,
        change: Change = unchanged,
    ) -> Response:
        name, given = self._written(request, actor, rendered, notice, change)
        return render(request, name, status=status, **given)

    def _written(
        self,
        request: Request,
        actor: Actor,
        rendered: RenderedRequest,
        notice: Notice | None,
        change: Change,
    ) -> tuple[str, dict[str, Any]]:
        """The template's name and its context."""
        services, snapshot = self._services, rendered.facts.snapshot
        part = "requests/after.html" if request.method == "POST" else "requests/now.html"
        return part if wants_part(request) else "requests/page.html", {
            "facts": rendered.facts,
            "aside": rendered.aside,
            "main": rendered.main,
            "offers": change(offers(Case(snapshot, rendered.facts.now, self._policy), actor)),
            "notice": notice,
            "address": address_of(snapshot.scope),
            "temporal": temporal_page(
                services.settings, services.requests.namespace, snapshot.request
            ),
        }
