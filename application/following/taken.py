"""What of an invoice at the billing system was taken here, and what our rules did not take."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

from domain.errors import DomainError, NotFollowed, ProviderUnavailable, ServiceUnreachable


@dataclass(slots=True)
class Taken:
    touched: list[str] = field(default_factory=list)
    """The other invoices that changed."""
    refusals: list[DomainError] = field(default_factory=list)

    async def by(self, about: str, step: Awaitable[Sequence[str]]) -> None:
        """Takes a step, or keeps why it is refused, with what it is about there: who has seen to
        one payment has not seen to the next.

        Raises:
            ProviderUnavailable, ServiceUnreachable: ask again.
        """
        try:
            self.touched += await step
        except (ProviderUnavailable, ServiceUnreachable):
            raise
        except DomainError as refusal:
            self.refuse(about, refusal)

    def refuse(self, about: str, refusal: DomainError) -> None:
        refusal.reason = f"{about}: {refusal.reason}"
        self.refusals.append(refusal)

    def raise_refusals(self) -> None:
        """Where there are several, as one that says all of them."""
        if len(self.refusals) == 1:
            raise self.refusals[0]
        if self.refusals:
            raise NotFollowed(" ".join(each.reason for each in self.refusals))
