"""What a decision is, for a page: its words, what it will cause, what it asks, what it sends."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import uuid4

from console.pages.forms import Answers, Field
from console.services import Services
from domain.access import Action, Actor
from domain.operations.messages import Message
from domain.operations.obstacles import Hindrance
from domain.policy import Policy
from domain.requests.snapshot import Snapshot
from domain.values.money import Money
from wording.catalogue import staff
from wording.counts import counted
from wording.possible import why_not

Of = TypeVar("Of")
"""What is decided on: a request, an invoice, an account."""

Sent = TypeVar("Sent", bound=Message)

_NO_ITEMS: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Case:
    """A request at one moment."""

    snapshot: Snapshot
    now: datetime
    policy: Policy
    """As it is configured now. A request keeps the one that it started under."""

    def period(self, days: int) -> str:
        """How long something lasts, as far as that is known."""
        if self.snapshot.policy_version != self.policy.version:
            version = self.snapshot.policy_version
            return staff("decide.period_of_policy", version=version)
        return counted(days, "day")


@dataclass(frozen=True, slots=True)
class Making:
    """A message in the making."""

    by: str
    name: str
    """The request's scope, the invoice's number or the account's id."""
    answers: Answers
    services: Services
    currency: str = ""
    """What the invoice is in."""
    open: Money | None = None
    """What is open of the invoice."""
    issued: Money | None = None
    """What it was issued for."""


@dataclass(frozen=True, slots=True)
class Decision(Generic[Of, Sent]):
    name: str
    """In its address."""
    action: Action
    key: str
    """In the catalogue: what it is called."""
    causes: Callable[[Of], str]
    """In one plain sentence or two."""
    message: Callable[[Making], Awaitable[Sent]]
    """What is sent; raises NotValid with every problem."""
    fields: Callable[[Of], tuple[Field, ...]] = lambda case: ()
    items: Callable[[Of], tuple[str, ...]] = lambda case: _NO_ITEMS
    """What it is made of one by one: each document, each finding."""
    item_name: str = ""
    """The field that carries the item."""
    irreversible: bool = False

    def called(self, item: str = "") -> str:
        """What it is called: about one of its items, or about none in particular."""
        return " ".join(staff(self.key, item=item).split())


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision as a page shows it."""

    decision: Any
    """A `Decision`, or what is done to an account: both have a name, and fields for an item."""
    item: str
    label: str
    causes: str
    why_not: str | None
    fields: tuple[Field, ...] = ()
    key: str = field(default_factory=lambda: str(uuid4()))
    """The update's id: a form sent twice acts once."""
    refused: bool = False
    """It was sent and refused: it is shown as it was filled in."""
    unplaced: tuple[str, ...] = ()
    """What is wrong with it that is of no field which is shown."""
    about: str = ""
    """What the form is about: another one is shown when it is about something else."""

    @property
    def marked(self) -> bool:
        """Whether a field says what is wrong with it."""
        return any(each.problem for each in self.fields if each.kind != "hidden")

    @property
    def id(self) -> str:
        return "-".join(filter(None, ("decision", self.decision.name, self.item, self.about)))


def offers_of(
    decisions: Iterable[Decision[Of, Sent]],
    case: Of,
    actor: Actor,
    what_hinders: Callable[[Decision[Of, Sent]], Hindrance | None],
) -> tuple[Offer, ...]:
    """What of these the actor may decide, what is possible now first."""
    found = []
    for each in decisions:
        if not actor.may(each.action):
            continue
        causes = each.causes(case)
        if (hindrance := what_hinders(each)) is not None:
            found.append(Offer(each, "", each.called(), causes, why_not(hindrance)))
            continue
        found += [
            Offer(each, item, each.called(item), causes, None, each.fields(case))
            for item in each.items(case)
        ]
    return tuple(sorted(found, key=lambda offer: offer.why_not is not None))
