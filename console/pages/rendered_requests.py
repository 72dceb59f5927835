"""Requests as pages show them, rendered once for all who may see the same."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from console.access import Action, Actor
from console.pages.page_cache import PageCache
from console.pages.request_page import PICTURES, Facts, facts_from, moment_of
from console.services import Services
from console.templating import environment
from domain.accounts.account import Standing
from domain.billing.drift import DriftStep
from domain.errors import AccountUnknown
from domain.policy import Policy
from domain.requests.lifecycle import FINAL, State
from domain.requests.snapshot import Snapshot

_ACCOUNT_SECONDS = 2.0
"""How long an account is served from the cache. Decisions do not rely on it: each reads the ledger
itself."""
RENDERED_SECONDS = 10.0
"""How long a distance in time, such as "in 4 days", stays true enough; a page may be twice as
old."""


@dataclass(frozen=True, slots=True, eq=False)
class RenderedRequest:
    """A request as it was read at one moment, and the parts of its page that many readers share.
    Each is equal to itself alone, and so whatever is made of it is made anew with it."""

    facts: Facts
    aside: Markup
    main: Markup


class RenderedRequests:
    def __init__(self, services: Services, policy: Policy, cache: PageCache) -> None:
        self._services = services
        self._policy = policy
        self._cache = cache

    async def get(self, scope: str, actor: Actor) -> RenderedRequest:
        """As its last step left it, so that nobody decides on an old state; read once for all who
        ask at the same moment."""
        key = "snapshot", scope
        snapshot = await self._cache.get(key, lambda: self._services.requests.snapshot(scope))
        return await self._rendered(snapshot, actor)

    async def after(self, scope: str, actor: Actor) -> RenderedRequest:
        """As it is after something was done with it: asked for by itself, since a question that is
        under way may be older."""
        return await self._rendered(await self._services.requests.snapshot(scope), actor)

    async def _rendered(self, snapshot: Snapshot, actor: Actor) -> RenderedRequest:
        """What was rendered last if nothing has changed since, or else a new rendering."""
        standing = await self._standing(snapshot.account)
        waits = (
            standing is not None
            and snapshot.state not in FINAL
            and bool(await self._services.ledger.contact_waits(standing.account, snapshot.draft))
        )

        drifted = await self._drifted(snapshot)

        async def render() -> RenderedRequest:
            now = moment_of(snapshot.timeline)
            facts = facts_from(self._policy, snapshot, standing, now, waits, drifted)
            return self._write(facts, actor)

        return await self._cache.get(
            ("request", snapshot.request, actor.may(Action.VIEW_DOCUMENT)),
            render,
            seconds=RENDERED_SECONDS,
            made_of=(snapshot, standing, waits, drifted),
        )

    async def _standing(self, account: str) -> Standing | None:
        async def read() -> Standing | None:
            try:
                return await self._services.ledger.standing(account)
            except AccountUnknown:
                return None

        return await self._cache.get(("standing", account), read, seconds=_ACCOUNT_SECONDS)

    async def _drifted(self, snapshot: Snapshot) -> tuple[DriftStep, ...]:
        """What the billing system did otherwise since the switch."""
        if snapshot.state is not State.SWITCHED:
            return ()

        async def read() -> tuple[DriftStep, ...]:
            return tuple(await self._services.drifts.history(snapshot.scope))

        return await self._cache.get(("drifts", snapshot.scope), read, seconds=_ACCOUNT_SECONDS)

    def _write(self, facts: Facts, actor: Actor) -> RenderedRequest:
        given: dict[str, Any] = {
            "facts": facts,
            "address": address_of(facts.snapshot.scope),
            "may_document": actor.may(Action.VIEW_DOCUMENT),
            "pictures": PICTURES,
        }
        aside, main = (
            Markup(environment().get_template(f"requests/{name}.html").render(given))  # noqa: S704
            for name in ("aside", "main")
        )
        return RenderedRequest(facts, aside, main)


def address_of(scope: str) -> str:
    return f"/requests/{quote(scope, safe='')}"
