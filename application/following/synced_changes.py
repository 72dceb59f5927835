"""What of an invoice at the billing system was applied here, and what our rules refused."""

from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from domain.errors import DomainError, NotFollowed, ProviderUnavailable, ServiceUnreachable


@dataclass(slots=True)
class SyncedChanges:
    touched: list[str] = field(default_factory=list)
    """The other invoices that changed."""
    refusals: list[DomainError] = field(default_factory=list)

    async def apply(self, about: str, step: Awaitable[Sequence[str]]) -> None:
        """Waits for a step and keeps its refusal, if any, with the reference of what it is about:
        each payment that was refused is a task of its own.

        Raises:
            ProviderUnavailable, ServiceUnreachable: ask again.
        """
        async with self.refusals_kept(about):
            self.touched += await step

    @asynccontextmanager
    async def refusals_kept(self, about: str | None = None) -> AsyncIterator[None]:
        """Keeps why what is done inside is refused.

        Raises:
            ProviderUnavailable, ServiceUnreachable: ask again.
        """
        try:
            yield
        except (ProviderUnavailable, ServiceUnreachable):
            raise
        except DomainError as refusal:
            self.refuse(refusal, about)

    def refuse(self, refusal: DomainError, about: str | None = None) -> None:
        if about is not None:
            refusal.reason = f"{about}: {refusal.reason}"
        self.refusals.append(refusal)


def as_one(refusals: Iterable[DomainError]) -> DomainError:
    """The refusal, or one that says all of several."""
    every = list(refusals)
    if len(every) == 1:
        return every[0]
    return NotFollowed(" ".join(each.reason for each in every))
