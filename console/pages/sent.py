"""A decision's form as it was sent, to show it again when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from console.pages.decisions.kinds import Offer
from console.pages.forms import Answers
from console.pages.notices import seen_in

Change = Callable[[tuple[Offer, ...]], tuple[Offer, ...]]


def unchanged(shown: tuple[Offer, ...]) -> tuple[Offer, ...]:
    return shown


@dataclass(frozen=True, slots=True)
class SentDecision:
    decision: Any
    answers: Answers
    item: str
    """Which of several it is about."""
    scope: str
    key: str | None
    """The form's own key: it acts once."""
    seen: int
    """The number of timeline entries that the sender had seen."""

    @classmethod
    async def by(cls, request: Request, decision: Any) -> "SentDecision":
        given = await request.form()
        return cls(
            decision=decision,
            answers=Answers(given),
            item=str(given.get(decision.item_name, "")) if decision.item_name else "",
            scope=str(given.get("scope", "")),
            key=str(given.get("key", "")) or None,
            seen=seen_in(given),
        )

    def as_typed(self, shown: tuple[Offer, ...]) -> tuple[Offer, ...]:
        """The same forms, one of them with what was typed and its problems."""
        return tuple(
            self._refused(offer)
            if offer.decision is self.decision and offer.item == self.item and offer.why_not is None
            else offer
            for offer in shown
        )

    def _refused(self, offer: Offer) -> Offer:
        placed = {each.name for each in offer.fields if each.kind != "hidden"}
        return replace(
            offer,
            fields=tuple(map(self.answers.filled, offer.fields)),
            refused=True,
            unplaced=tuple(
                said for name, said in self.answers.problems.items() if name not in placed
            ),
        )
