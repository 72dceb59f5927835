"""Transactions of bank statements, as their rows have them."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from domain.bank.entries import BankEntry, Decided, Transaction
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Proposal

PROPOSALS = TypeAdapter(tuple[Proposal, ...])


def entry_of(row: Row[Any]) -> BankEntry:
    return BankEntry(
        transaction=Transaction.model_validate(row.transaction),
        state=EntryState(row.state),
        proposals=PROPOSALS.validate_python(row.proposals),
        decided=None if row.decided is None else Decided.model_validate(row.decided),
        revision=row.revision,
    )
