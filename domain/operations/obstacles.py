"""What is in the way of an operation: shown beforehand, and refused when it is tried.

One rule finds it for both. Its code and facts are put into words where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import DomainError
from domain.turns import Part


@dataclass(frozen=True, slots=True)
class Obstacle:
    why: StrEnum
    refusal: DomainError
    """The refusal of the operation."""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    """What the words for it name."""
    except_for: str | None = None
    """The one person for whom it is no obstacle."""


def clear_of(obstacle: Obstacle | None, by: str | None = None) -> None:
    """Refuses when there is an obstacle, unless it is none for this person."""
    if obstacle is not None and (by is None or obstacle.except_for != by):
        raise obstacle.refusal


class Hindrance(Part):
    """Why something cannot be done now."""

    code: str
    """A `Why` of one of the modules called `obstacles`, or one that another version knows."""
    facts: dict[str, str | int] = {}
    """What the words for it name."""
    except_for: str | None = None
    """The one person who can do it all the same."""
    reason: str | None = None
    """In words, added where it is shown."""


Possible = dict[str, Hindrance | None]
"""For each operation why it cannot be done now, or None."""


def shown(obstacle: Obstacle | None) -> Hindrance | None:
    if obstacle is None:
        return None
    return Hindrance(code=obstacle.why, facts=dict(obstacle.facts), except_for=obstacle.except_for)
