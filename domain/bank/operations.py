"""Everything that people decide on an entry of a bank statement, once: its message, who may, and
what is in its way.

The client goes by this table, an entry says of each whether it is possible, and
`application.bank.operations` has the use case of each. Commands, the API and the console's forms
are held to it by tests. What comes in as a file, statements or advice, is no message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.access import Action
from domain.bank import messages
from domain.bank.entries import BankEntry
from domain.bank.people_may_decide import hinders_accept, hinders_book, hinders_ignore, hinders_undo
from domain.operations.obstacles import Obstacle, Possible, shown
from domain.operations.operation import Operation

Said = TypeVar("Said", bound=messages.EntryMessage)


@dataclass(frozen=True, slots=True)
class EntryOperation(Operation[Said]):
    hinders: Callable[[BankEntry], Obstacle | None]
    """What is in its way now."""


_ACTION = Action.DECIDE_BANK_ENTRY

ACCEPT = EntryOperation("accept", _ACTION, messages.AcceptProposal, hinders_accept)
ASSIGN = EntryOperation("assign", _ACTION, messages.AssignEntry, hinders_book)
IGNORE = EntryOperation("ignore", _ACTION, messages.IgnoreEntry, hinders_ignore)
UNDO = EntryOperation("undo", _ACTION, messages.UndoDecision, hinders_undo)

OPERATIONS: tuple[EntryOperation[Any], ...] = (ACCEPT, ASSIGN, IGNORE, UNDO)

BY_MESSAGE: Mapping[type[messages.EntryMessage], EntryOperation[Any]] = {
    each.message: each for each in OPERATIONS
}


def possible_of(entry: BankEntry) -> Possible:
    """What is in the way of each operation, or None."""
    return {each.name: shown(each.hinders(entry)) for each in OPERATIONS}
