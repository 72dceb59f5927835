"""Credit limits of accounts that people change after the approval."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain.limits.deciding import LimitState
from domain.limits.limit import LimitChange, LimitProposal
from domain.limits.states import ProposalState


class Limits(Protocol):
    async def state(self, account_id: str) -> LimitState | None:
        """None while the account has no limit."""

    async def change(self, account_id: str, change: LimitChange) -> int:
        """Write down what is so from now on; returns the number of the change."""

    async def history(self, account_id: str) -> Sequence[LimitChange]:
        """Every change and every switch, oldest first."""

    async def latest_proposal(self, account_id: str) -> LimitProposal | None: ...

    async def propose(self, account_id: str, proposal: LimitProposal) -> None:
        """Keep it under its number."""

    async def proposal(self, account_id: str, number: int) -> LimitProposal | None: ...

    async def waiting(self, account_id: str) -> Sequence[LimitProposal]:
        """Those that are not closed, whether they can still be confirmed or not."""

    async def close(
        self, account_id: str, number: int, state: ProposalState, by: str | None, at: datetime
    ) -> None:
        """Write down what became of a proposal, and by whom; None: by time itself."""

    async def lapsed(self, now: datetime) -> Sequence[str]:
        """The accounts of which a proposal waits longer than it may."""

    async def to_review(self, today: date, account_id: str | None = None) -> Sequence[str]:
        """The accounts whose day of review has come and of which nobody was told yet; only this
        one where it is named."""
