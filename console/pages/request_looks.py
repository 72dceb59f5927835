"""A request as seen at one moment, by all who ask at that moment."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from console.access import Action, Actor
from console.pages.request_page import PICTURES, Facts, facts_from, facts_of
from console.pages.sharing import Shared
from console.pages.wording import SEVERITIES
from console.services import Services
from console.templating import environment
from domain.policy import Policy
from domain.snapshot import Snapshot

_KEPT = 512
"""Of how many requests the parts that were written last are kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """A request as seen at one moment, and what of its page is the same for many."""

    facts: Facts
    aside: Markup
    main: Markup


class RequestLooks:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        # Only for those who ask at the same moment: what somebody decides on is never old.
        self._looks: Shared[Look] = Shared(0)
        self._written_before: dict[tuple[str, bool], Look] = {}

    async def look(self, house: Services, scope: str, actor: Actor) -> Look:
        async def look() -> Look:
            return self._written(await facts_of(house, self._policy, scope), actor)

        return await self._looks.look((scope, actor.may(Action.VIEW_DOCUMENT)), look)

    def _written(self, facts: Facts, actor: Actor) -> Look:
        """The page's lasting parts; those of before, if nothing has changed since."""
        key = facts.snapshot.request, actor.may(Action.VIEW_DOCUMENT)
        before = self._written_before.get(key)
        if before is not None and before.facts.still_says(facts):
            return before
        if len(self._written_before) >= _KEPT:
            self._written_before.clear()
        look = self._written_before[key] = self._write(facts, actor)
        return look

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

    async def after(self, house: Services, snapshot: Snapshot, actor: Actor) -> Look:
        """The request as an action's own answer says that it is."""
        return self._written(await facts_from(house, self._policy, snapshot), actor)


def address_of(scope: str) -> str:
    return f"/requests/{quote(scope, safe='')}"
