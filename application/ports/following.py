"""Ports to what happens at the billing system by itself: read there, and kept here until it was
worked off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.billing.following import (
    Hint,
    HintState,
    KeptHint,
    OpenRefusals,
    RefusedHint,
    RemoteInvoice,
)


class Followed(Protocol):
    """A billing system that tells what happens there. Each raises `ProviderUnavailable`."""

    @property
    def name(self) -> str: ...

    async def invoices(self, reference: str) -> Sequence[RemoteInvoice]:
        """What a hint is about, as it is now: the invoice of this reference, or those that the
        payment of this reference is for.

        Raises:
            ProviderRefused: there is none.
        """

    async def hints_since(self, moment: datetime) -> Sequence[Hint]:
        """What happened from then on, the earliest first; it may be told a little late."""


class Hints(Protocol):
    """Hints as they are kept, each once."""

    async def keep(self, provider: str, hints: Sequence[Hint], at: datetime) -> int:
        """How many were new."""

    async def waiting(self, provider: str, now: datetime, at_most: int) -> Sequence[KeptHint]:
        """Those that may be worked off now, the earliest first."""

    async def end(
        self,
        ids: Sequence[str],
        state: HintState,
        why: str | None,
        at: datetime,
        said: str | None = None,
        invoice: str | None = None,
    ) -> None:
        """These were worked off; `why` is the code of what our rules say against it, `said` the
        same in words, and `invoice` the number of ours that it is about. Where somebody has seen to
        the same thing for the same reason, it is seen to."""

    async def refused(self, settled: bool, at_most: int) -> Sequence[RefusedHint]:
        """What our rules did not take, the latest first, one for each thing and reason; what is
        being taken up again is among it.

        Args:
            settled: With what somebody has seen to.
        """

    async def open_refusals(self) -> OpenRefusals: ...

    async def settle(self, hint: str, by: str, at: datetime) -> bool:
        """Somebody has seen to it, and to all that is about the same thing for the same reason;
        False where nothing of this id was refused. What was seen to before stays so."""

    async def retry(self, provider: str, hint: str, by: str, at: datetime) -> bool:
        """Have it taken up again, with all that was refused about the same thing, whether somebody
        has seen to it or not; False where nothing of this id was ever refused of this provider's.
        What is being taken up again already, or was taken meanwhile, stays as it is."""

    async def put_off(self, ids: Sequence[str], until: datetime) -> None: ...

    async def read_until(self, provider: str) -> datetime | None:
        """Up to when the billing system was asked what happened; None where it never was."""

    async def keep_read(self, provider: str, until: datetime) -> None: ...
