"""Entries of bank statements, for tests of what is decided on them."""

from datetime import UTC, date, datetime

from domain.bank.entries import BankEntry, Booking, Decided, Transaction
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Evidence, Proposal, Rule, Seen
from domain.bank.statements import Form

_ON = date(2026, 11, 2)


def an_entry(
    state: EntryState = EntryState.UNMATCHED,
    minor: int = 10_000,
    *,
    proposed: bool = False,
    returns: str = "",
) -> BankEntry:
    """An entry of 100 euros that became this.

    Args:
        proposed: Something is proposed for it.
        returns: The entry that it takes back.
    """
    booking = Booking(
        account="NL00OURS", currency="EUR", minor=minor, booked_on=_ON, value_date=_ON,
        form=Form.CAMT,
    )  # fmt: skip
    proposal = Proposal(Rule.PERSON, "contoso", (), minor, (Evidence(Seen.PERSON),))
    decided = Decided(by="bea", at=datetime(2026, 11, 3, tzinfo=UTC), returns=returns)
    return BankEntry(
        transaction=Transaction(id="B1", booking=booking, minor=minor),
        state=state,
        proposals=(proposal,) if proposed else (),
        decided=decided if state in (EntryState.BOOKED, EntryState.IGNORED) else None,
    )
