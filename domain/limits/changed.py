"""The answer to a change of an account's credit limit."""

from datetime import date, datetime

from domain.limits.states import LimitChangeKind, ProposalState
from domain.values.money import Money
from domain.values.record import Record


class LimitChanged(Record):
    account: str
    kind: LimitChangeKind | None = None
    """What was done; None: nothing changed, it waits or was declined."""
    before: Money
    limit: Money
    """As it is now."""
    frozen: bool = False
    review_on: date | None = None
    exposure: Money | None = None
    exceeded: bool = False
    """More is open than the limit: it stays, and counts against it."""
    proposal: int | None = None
    """The number of what was proposed, confirmed or declined."""
    proposed: Money | None = None
    proposal_state: ProposalState | None = None
    lapses_at: datetime | None = None
