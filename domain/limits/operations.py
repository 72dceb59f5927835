"""Everything that credit analysts do with an account's limit, once: its message, who may, and what
is in its way.

One message does several of them. A limit says of each whether it is possible; the client and the
console go by this table, and commands, the API and the forms are held to it by tests. The use case
of each message is in `application.limits.change`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from domain.access import Action
from domain.limits import deciding
from domain.limits.deciding import LimitState
from domain.limits.limit import LimitProposal
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.operations.messages import Message
from domain.operations.obstacles import Obstacle, Possible, shown
from domain.operations.operation import Operation

Said = TypeVar("Said", bound=Message)


class OnAccount(NamedTuple):
    """An account's limit, and what waits for a second credit analyst."""

    state: LimitState | None
    proposed: LimitProposal | None
    by: str | None = None
    """Who asks; None where it is said for anybody."""


@dataclass(frozen=True, slots=True)
class LimitOperation(Operation[Said]):
    hinders: Callable[[OnAccount], Obstacle | None]
    """What is in its way now."""


CHANGE = LimitOperation(
    "change_limit",
    Action.CHANGE_LIMIT,
    ChangeLimit,
    lambda on: deciding.hinders_change(on.state),
)
FREEZE = LimitOperation(
    "freeze",
    Action.CHANGE_LIMIT,
    ChangeLimit,
    lambda on: deciding.hinders_freeze(on.state),
)
UNFREEZE = LimitOperation(
    "unfreeze",
    Action.CHANGE_LIMIT,
    ChangeLimit,
    lambda on: deciding.hinders_unfreeze(on.state),
)
NO_REVIEW = LimitOperation(
    "no_review",
    Action.CHANGE_LIMIT,
    ChangeLimit,
    lambda on: deciding.hinders_no_review(on.state),
)
CONFIRM = LimitOperation(
    "confirm_limit",
    Action.CONFIRM_LIMIT,
    ConfirmLimit,
    lambda on: deciding.hinders_confirm(on.state, on.proposed, on.by),
)
DECLINE = LimitOperation(
    "decline_limit",
    Action.CONFIRM_LIMIT,
    ConfirmLimit,
    lambda on: deciding.hinders_decline(on.proposed),
)

OPERATIONS: tuple[LimitOperation[Any], ...] = (
    CHANGE, FREEZE, UNFREEZE, NO_REVIEW, CONFIRM, DECLINE,
)  # fmt: skip


def possible_of(on: OnAccount) -> Possible:
    """What is in the way of each, or None."""
    return {each.name: shown(each.hinders(on)) for each in OPERATIONS}
