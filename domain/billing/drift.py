"""Drift: after the switch the billing system collects otherwise than by invoice, or has charged.

Somebody turned the customer back to the card there, or took money from it. Each drift is one entry
from when it is seen until it reads right again, or somebody has seen to it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.billing.provider import Charge, Collecting, Collection
from domain.values.money import Money
from domain.values.record import Record

PUT_RIGHT_AT_MOST = 3
"""How often a scope is put right by itself within `PUT_RIGHT_WITHIN`: whoever turns it back again
and again has a reason that a person must hear."""
PUT_RIGHT_WITHIN = timedelta(days=7)


class DriftKind(StrEnum):
    """The values are stored."""

    BACK_TO_CARD = "back_to_card"
    """The scope is collected from the payment method again."""
    NOT_COLLECTED = "not_collected"
    """Nothing is collected at all: it was stopped there, or the scope has ended."""
    NOT_KNOWN = "not_known"
    """The billing system says no to being asked about the scope: most likely it has no such."""
    CHARGED = "charged"
    """Money was taken from the payment method."""


class DriftEnd(StrEnum):
    """How a drift ended."""

    PUT_RIGHT = "put_right"
    """It was collected by invoice again, as the policy says."""
    RIGHT_AGAIN = "right_again"
    """The billing system reads right again: somebody changed it there."""
    GONE = "gone"
    """The billing system has the charge no more."""
    SEEN_TO = "seen_to"
    """Somebody of ours said so."""


class Switched(NamedTuple):
    """A scope that was switched at the billing system."""

    account_id: str
    scope_id: str
    company: str
    since: datetime
    """From when on nothing may be charged."""
    days: int | None
    """In how many days its invoices are due there; None: the billing system has no due dates."""


class Seen(NamedTuple):
    """A drift as it was just read."""

    kind: DriftKind
    reference: str = ""
    """The provider's own id of the charge."""
    amount: Money | None = None
    at: datetime | None = None
    """When it was charged."""


class Drift(Record):
    """A drift as it is kept."""

    id: str
    account_id: str
    scope_id: str
    provider: str
    kind: DriftKind
    reference: str = ""
    amount: Money | None = None
    charged_at: datetime | None = None
    seen_at: datetime
    attempts: int = 0
    """How often it was tried to put it right."""
    trouble: str | None = None
    """What the billing system said to that."""
    put_right_at: datetime | None = None
    ended_at: datetime | None = None
    """When it read right again, or somebody had seen to it."""
    ended_by: str | None = None
    """Who had; None where it read right again."""

    @property
    def end(self) -> DriftEnd | None:
        """None while it stands."""
        if self.ended_at is None:
            return None
        if self.put_right_at is not None:
            return DriftEnd.PUT_RIGHT
        if self.ended_by is not None:
            return DriftEnd.SEEN_TO
        return DriftEnd.GONE if self.kind is DriftKind.CHARGED else DriftEnd.RIGHT_AGAIN


class DriftStep(NamedTuple):
    """That a drift was seen, or ended, as a line of a history."""

    at: datetime
    drift: Drift
    end: DriftEnd | None
    """None: it was seen."""


def steps_of(drifts: Sequence[Drift]) -> tuple[DriftStep, ...]:
    """What happened, the latest first."""
    steps = [DriftStep(each.seen_at, each, None) for each in drifts]
    steps += [DriftStep(each.ended_at, each, each.end) for each in drifts if each.ended_at]
    return tuple(sorted(steps, key=lambda step: (step.at, step.end is not None), reverse=True))


def seen_in(
    collections: Sequence[Collection], charges: Sequence[Charge], scope_id: str
) -> tuple[Seen, ...]:
    """What of this is not as it was switched."""
    found = [
        Seen(_KINDS[each.collecting])
        for each in collections
        if each.scope_id == scope_id and each.collecting in _KINDS
    ]
    found += [
        Seen(DriftKind.CHARGED, each.reference, each.amount, each.at)
        for each in charges
        if each.scope_id == scope_id
    ]
    return tuple(found)


_KINDS = {
    Collecting.AUTOMATICALLY: DriftKind.BACK_TO_CARD,
    Collecting.NOT: DriftKind.NOT_COLLECTED,
}
