"""Transactions of bank statements, as their rows have them."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, Text, cast

from adapters.ledger.bank.tables import bank_entries
from domain.bank.entries import BankEntry, Decided, Transaction
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Proposal

PROPOSALS = TypeAdapter(tuple[Proposal, ...])

_DOCUMENTS = ("transaction", "proposals", "decided")


def _text(name: str) -> ColumnElement[str]:
    """A document as it is stored: it is read and checked in one go."""
    return cast(bank_entries.c[name], Text).label(name)


TRANSACTION = _text("transaction")
WHOLE: tuple[ColumnElement[Any], ...] = (
    *(column for column in bank_entries.c if column.name not in _DOCUMENTS),
    *map(_text, _DOCUMENTS),
)
"""The columns that `entry_of` reads."""


def entry_of(row: Row[Any]) -> BankEntry:
    return BankEntry(
        transaction=Transaction.model_validate_json(row.transaction),
        state=EntryState(row.state),
        proposals=PROPOSALS.validate_json(row.proposals),
        decided=None if row.decided is None else Decided.model_validate_json(row.decided),
        revision=row.revision,
    )
