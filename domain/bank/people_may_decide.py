"""What people may decide on an entry of a bank statement, and what is in the way."""

from domain.bank.entries import BankEntry
from domain.bank.entry_states import EntryState
from domain.bank.obstacles import Why
from domain.errors import AmountNotAcceptable, BankEntryDecided, NothingProposed
from domain.operations.obstacles import Obstacle

_BY_THE_BANK = {
    EntryState.PENDING: Why.NOT_BOOKED_BY_BANK,
    EntryState.REVERSED: Why.TAKEN_BACK_BY_BANK,
}


def hinders_ignore(entry: BankEntry) -> Obstacle | None:
    return None if entry.waits else _decided(entry)


def hinders_book(entry: BankEntry) -> Obstacle | None:
    """What is in the way of any payment by this entry."""
    if not entry.waits:
        return _decided(entry)
    if entry.transaction.minor > 0:
        return None
    said = "This is no money that came in."
    refusal = AmountNotAcceptable(said, entry=entry.transaction.id)
    return Obstacle(Why.NO_MONEY_CAME_IN, refusal)


def hinders_accept(entry: BankEntry) -> Obstacle | None:
    if not entry.waits or entry.proposals:
        return hinders_book(entry)
    refusal = NothingProposed("Nothing is proposed for this entry.", entry=entry.transaction.id)
    return Obstacle(Why.NOTHING_PROPOSED, refusal)


def hinders_undo(entry: BankEntry) -> Obstacle | None:
    if entry.waits:
        return _decided(entry, Why.NOTHING_DECIDED)
    if entry.state in _BY_THE_BANK:
        return _decided(entry)
    if entry.decided is not None and entry.decided.returns:
        # The bank has the money again: that its payment was taken back is no decision of ours.
        refusal = BankEntryDecided(EntryState.REVERSED, entry.decided.returns)
        return Obstacle(Why.TAKEN_BACK_BY_BANK, refusal)
    return None


def _decided(entry: BankEntry, why: Why | None = None) -> Obstacle:
    refusal = BankEntryDecided(entry.state, entry.transaction.id)
    because = why or _BY_THE_BANK.get(entry.state, Why.ENTRY_DECIDED)
    return Obstacle(because, refusal, {"state": entry.state})
