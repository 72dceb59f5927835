"""An account's credit limit as it is, each change that made it so, and one that is proposed."""

from datetime import date, datetime

from domain.limits.states import LimitChangeKind, ProposalState
from domain.operations.obstacles import Possible
from domain.values.money import Money
from domain.values.record import Record


class LimitChange(Record):
    """One entry of the history of an account's limit; the entries of a switch have a `scope`."""

    kind: LimitChangeKind | None = None
    """None: a switch added what was approved for its scope."""
    at: datetime
    by: str
    because: str | None = None
    before: Money | None = None
    limit: Money
    """As it was after the change."""
    frozen: bool = False
    review_on: date | None = None
    proposed_by: str | None = None
    """Who proposed it, where `by` confirmed it."""


class LimitProposal(Record):
    """A limit that waits for a second credit analyst, or what became of it."""

    number: int
    limit: Money
    before: Money
    because: str
    review_on: date | None = None
    by: str
    at: datetime
    lapses_at: datetime
    state: ProposalState = ProposalState.WAITING
    closed_at: datetime | None = None
    closed_by: str | None = None

    def waits(self, now: datetime) -> bool:
        """Whether it can still be confirmed."""
        return self.state is ProposalState.WAITING and now < self.lapses_at

    def as_of(self, now: datetime) -> "LimitProposal":
        """The same with its state at this moment: that it lapsed is written down a while later."""
        if self.state is ProposalState.WAITING and not self.waits(now):
            return self.model_copy(
                update={"state": ProposalState.LAPSED, "closed_at": self.lapses_at}
            )
        return self


class AccountLimit(Record):
    """An account's limit over all of its scopes, and how it came to be so."""

    account: str
    limit: Money | None = None
    """None: nothing of the account was switched yet."""
    frozen: bool = False
    """Nothing new is issued; what is open stays."""
    review_on: date | None = None
    exposure: Money | None = None
    """What is open against the limit."""
    proposal: LimitProposal | None = None
    """The latest one, whatever became of it."""
    history: tuple[LimitChange, ...] = ()
    """Oldest first."""
    possible: Possible | None = None
    """For each operation on the limit why it cannot be done now by who asks, or None."""

    @property
    def proposed(self) -> LimitProposal | None:
        """The proposal that waits for a second credit analyst."""
        waits = self.proposal is not None and self.proposal.state is ProposalState.WAITING
        return self.proposal if waits else None

    @property
    def exceeded(self) -> bool:
        """Whether more is open than the limit."""
        return bool(self.limit and self.exposure and self.exposure.minor > self.limit.minor)
