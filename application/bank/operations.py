"""The use case of everything that people decide on an entry of a bank statement, as
`domain.bank.operations` has it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from application.bank.book import Booked
from application.bank.decide import AskedOfEntry, accept, assign, ignore, undo
from application.ports.ledger import Ledger
from domain.bank import operations
from domain.bank.operations import BY_MESSAGE, EntryOperation

USE_CASES: Mapping[
    EntryOperation[Any], Callable[[Ledger, AskedOfEntry[Any]], Awaitable[Booked]]
] = {
    operations.ACCEPT: accept,
    operations.ASSIGN: assign,
    operations.IGNORE: ignore,
    operations.UNDO: undo,
}


async def act(ledger: Ledger, asked: AskedOfEntry[Any]) -> Booked:
    """Do what somebody decides on an entry, whichever message it is."""
    return await USE_CASES[BY_MESSAGE[type(asked.command)]](ledger, asked)
