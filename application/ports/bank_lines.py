"""What a bank's account is reconciled from, in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from domain.bank.joined_statements import StatementRead
from domain.bank.reconciling import BankLine, Recorded, Sum


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An account of ours and a period: its first day and its last."""

    account: str
    """As `domain.bank.statements.Opened` has it."""
    since: date
    until: date


class OfReference(NamedTuple):
    """What the ledger has under a transfer's reference."""

    recorded: Recorded | None
    """None where no payment is recorded."""
    booked: tuple[tuple[str, bool], ...]
    """The entries that are booked under it, each with whether its payment was found recorded."""


class BankLines(Protocol):
    async def accounts(self) -> list[str]:
        """Our accounts of which a statement was read."""

    async def statements(self, of: Reconciled) -> list[StatementRead]:
        """The account's statements, in the order in which they end: the last one of before the
        period for each currency, those that end in it, and those that end later and begin in
        it."""

    async def lines(self, of: Reconciled, after: BankLine | None, limit: int) -> list[BankLine]:
        """The account's entries that the bank booked in the period by day and id, from after this
        one."""

    async def pending(self, of: Reconciled) -> dict[str, Sum]:
        """By currency, what the bank says is to be booked in the period, and has not booked."""

    async def of_references(self, references: Sequence[str]) -> dict[str, OfReference]:
        """What is recorded and booked under these normal forms; those of nothing are left out."""
