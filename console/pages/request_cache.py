"""A cache of requests as pages show them, for all who ask at the same moment."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from console.access import Action, Actor
from console.pages.cached_page import CachedPage
from console.pages.caching import Cached
from console.pages.request_page import PICTURES, Facts, facts_from, moment_of
from console.services import Services
from console.templating import environment
from domain.account import Standing
from domain.errors import AccountUnknown
from domain.policy import Policy
from domain.requests.lifecycle import FINAL
from domain.requests.snapshot import Snapshot

_KEPT = 256
"""Requests whose rendered parts are kept."""
_ACCOUNT_SECONDS = 2.0
"""How long an account is served from the cache. Decisions do not rely on it: each reads the ledger
itself."""


@dataclass(frozen=True, slots=True)
class RenderedRequest:
    """A request as it was read at one moment, and the parts of its page that many readers share."""

    facts: Facts
    aside: Markup
    main: Markup
    pages: dict[Hashable, CachedPage] = field(default_factory=dict)
    """Whole pages, and parts of them, that were rendered from it, by who may read them."""


class RequestCache:
    def __init__(self, services: Services, policy: Policy) -> None:
        self._services = services
        self._policy = policy
        self._standings: Cached[Standing | None] = Cached(_ACCOUNT_SECONDS)
        # Shared only by those who ask at the same moment: nobody decides on an old state.
        self._rendered: Cached[RenderedRequest] = Cached(0)
        self._written_before: dict[tuple[str, bool], RenderedRequest] = {}

    async def get(self, scope: str, actor: Actor) -> RenderedRequest:
        async def read() -> RenderedRequest:
            return await self._current(await self._services.requests.snapshot(scope), actor)

        return await self._rendered.get((scope, actor.may(Action.VIEW_DOCUMENT)), read)

    async def after(self, scope: str, actor: Actor) -> RenderedRequest:
        """The request after something was done with it, never from the cache."""
        return await self._current(await self._services.requests.snapshot(scope), actor)

    async def _current(self, snapshot: Snapshot, actor: Actor) -> RenderedRequest:
        """What was rendered last if nothing has changed since, or else a new rendering."""
        standing = await self._standing(snapshot.account)
        waits = (
            standing is not None
            and snapshot.state not in FINAL
            and bool(await self._services.ledger.contact_waits(standing.account, snapshot.draft))
        )
        key = snapshot.request, actor.may(Action.VIEW_DOCUMENT)
        before, now = self._written_before.get(key), moment_of(snapshot.timeline)
        if before is not None and before.facts.still_true(snapshot, standing, now, waits):
            return before
        if len(self._written_before) >= _KEPT:
            self._written_before.clear()
        facts = facts_from(self._policy, snapshot, standing, now, waits)
        read = self._written_before[key] = self._write(facts, actor)
        return read

    async def _standing(self, account: str) -> Standing | None:
        async def read() -> Standing | None:
            try:
                return await self._services.ledger.standing(account)
            except AccountUnknown:
                return None

        return await self._standings.get(account, read)

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
