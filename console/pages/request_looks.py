"""A request as seen at one moment, by all who ask at that moment."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from console.access import Action, Actor
from console.pages.handed_out import PageForMany
from console.pages.request_page import PICTURES, Facts, facts_from, moment_of
from console.pages.sharing import Shared
from console.pages.wording import SEVERITIES
from console.services import Services
from console.templating import environment
from domain.account import Standing
from domain.errors import AccountUnknown
from domain.policy import Policy
from domain.requests.lifecycle import FINAL
from domain.requests.snapshot import Snapshot

_KEPT = 256
"""Of how many requests the parts that were written last are kept."""
_ACCOUNT_SECONDS = 2.0
"""For which the account beside a request is shown as it was seen: nothing is decided by what stands
there, since a decision asks the ledger itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """A request as seen at one moment, and what of its page is the same for many."""

    facts: Facts
    aside: Markup
    main: Markup
    pages: dict[Hashable, PageForMany] = field(default_factory=dict)
    """Whole, or the part that changes, as somebody was handed it while all this was so."""


class RequestLooks:
    def __init__(self, services: Services, policy: Policy) -> None:
        self._services = services
        self._policy = policy
        self._standings: Shared[Standing | None] = Shared(_ACCOUNT_SECONDS)
        # Only for those who ask at the same moment: what somebody decides on is never old.
        self._looks: Shared[Look] = Shared(0)
        self._written_before: dict[tuple[str, bool], Look] = {}

    async def look(self, scope: str, actor: Actor) -> Look:
        async def look() -> Look:
            return await self._seen(await self._services.requests.snapshot(scope), actor)

        return await self._looks.look((scope, actor.may(Action.VIEW_DOCUMENT)), look)

    async def after(self, snapshot: Snapshot, actor: Actor) -> Look:
        """The request as an action's own answer says that it is."""
        return await self._seen(snapshot, actor)

    async def _seen(self, snapshot: Snapshot, actor: Actor) -> Look:
        """What was written last, if nothing has changed since."""
        standing = await self._standing(snapshot.account)
        waits = (
            standing is not None
            and snapshot.state not in FINAL
            and bool(await self._services.ledger.contact_waits(standing.account, snapshot.draft))
        )
        key = snapshot.request, actor.may(Action.VIEW_DOCUMENT)
        before, now = self._written_before.get(key), moment_of(snapshot.timeline)
        if before is not None and before.facts.still_say(snapshot, standing, now, waits):
            return before
        if len(self._written_before) >= _KEPT:
            self._written_before.clear()
        facts = facts_from(self._policy, snapshot, standing, now, waits)
        look = self._written_before[key] = self._write(facts, actor)
        return look

    async def _standing(self, account: str) -> Standing | None:
        async def look() -> Standing | None:
            try:
                return await self._services.ledger.standing(account)
            except AccountUnknown:
                return None

        return await self._standings.look(account, look)

    def _write(self, facts: Facts, actor: Actor) -> Look:
        given: dict[str, Any] = {
            "facts": facts,
            "address": address_of(facts.snapshot.scope),
            "may_document": actor.may(Action.VIEW_DOCUMENT),
            "severities": SEVERITIES,
            "pictures": PICTURES,
        }
        aside, main = (
            Markup(environment().get_template(f"requests/{name}.html").render(given))  # noqa: S704
            for name in ("aside", "main")
        )
        return Look(facts, aside, main)


def address_of(scope: str) -> str:
    return f"/requests/{quote(scope, safe='')}"
