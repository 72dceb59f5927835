"""What every table of operations says of each: its name, who may, and what is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.access import ALLOWED, Action, Role
from domain.operations.messages import Message
from domain.operations.obstacles import Possible

Said = TypeVar("Said", bound=Message)


@dataclass(frozen=True, slots=True)
class Operation(Generic[Said]):
    """Something that people do, on whichever face."""

    name: str
    """The update's, or the client's where there is none; a caller's own key is kept for it."""
    action: Action
    """In the table of who may do what."""
    message: type[Said]
    """What is said, with its checks."""

    @property
    def fields(self) -> frozenset[str]:
        """What a face asks for, besides who acts."""
        return frozenset(self.message.model_fields) - frozenset(Message.model_fields)


def names_for(role: Role, operations: Iterable[Operation[Any]]) -> frozenset[str]:
    """The names of those that are this role's."""
    return frozenset(each.name for each in operations if role in ALLOWED[each.action])


def only(names: frozenset[str], possible: Possible) -> Possible:
    """Of what is possible, the operations of these names."""
    return {name: each for name, each in possible.items() if name in names}
