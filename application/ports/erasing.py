"""What the ledger has of an account's people, to be erased, and how far that is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from application.ports.retention import Files
from domain.erasure.erasure import Erasure
from domain.erasure.may_erase import Books


class OpenRequest(NamedTuple):
    request: str
    run: str


class Erasures(Protocol):
    async def of(self, account_id: str) -> Erasure | None: ...

    async def newest(self, at_most: int) -> Sequence[Erasure]:
        """Those that were asked for last."""

    async def books(self, account_id: str, now: datetime) -> Books:
        """Raises AccountUnknown."""

    async def goes(self, account_id: str) -> dict[str, int]:
        """How much of each kind would go."""

    async def stays(self, account_id: str) -> dict[str, int]:
        """How much of its books would stay."""

    async def open_requests(self, account_id: str) -> Sequence[OpenRequest]: ...

    async def ask(self, erasure: Erasure) -> Erasure:
        """Keep that it is asked for; what was asked for before, and not cancelled, stays as it is
        and is returned."""

    async def schedule(self, account_id: str, day: date | None) -> None:
        """Keep the day from which it may be done."""

    async def confirm(self, account_id: str, by: str, at: datetime) -> None: ...

    async def cancel(self, account_id: str, by: str, at: datetime) -> None:
        """Take it back, unless it has begun, or withdraws requests."""

    async def due(self, today: date) -> Sequence[Erasure]:
        """Those that may be done by now, or were begun."""

    async def withdraw(self, account_id: str, confirmed: bool) -> Sequence[OpenRequest]:
        """Keep that its open requests are withdrawn from now on, and return them: whoever takes the
        erasure back came before, or is refused.

        Args:
            confirmed: Whether only one that somebody else confirmed is carried out.

        Raises:
            ErasureNotPossible: it was cancelled, or nobody has confirmed it.
        """

    async def wait_again(self, account_id: str) -> None:
        """Nothing is withdrawn for now: it waits, and can be taken back. One that has begun goes
        on."""

    async def begin(self, account_id: str, at: datetime) -> None:
        """Keep that it began: from now on nothing but the books is known of the account.

        Raises:
            ErasureNotPossible: it was cancelled, or nobody has confirmed it.
        """

    async def blank(self, account_id: str, at: datetime) -> None:
        """Let go of what says anything about people, and keep how much of each kind went, and where
        documents lie: nothing else says so later on. Books, and that there were requests and
        letters, stay."""

    async def documents(self, account_id: str) -> Sequence[str]:
        """Where those lie that are still to be removed."""

    async def finish(self, account_id: str, at: datetime, counts: Mapping[str, int]) -> None:
        """With how much went beside what was erased before."""


class OpenRequests(Protocol):
    async def withdraw(self, request: str, by: str, reason: str) -> None:
        """Withdraw it, and return once its workflow has come to its end.

        Raises:
            ServiceUnreachable: the engine or a worker does not answer.
            DomainError: it cannot be withdrawn now.
        """


class MarkedFiles(Files, Protocol):
    async def mark_erased(self, owner: str) -> None:
        """Leave a mark beside the documents that this owner of keys was erased. It outlives a
        ledger that is lost or set back: keys of theirs are taken from no copy any more.

        Raises:
            ServiceUnreachable: the storage does not answer.
        """


class Keys(Protocol):
    async def destroy(self, owner: str) -> int:
        """Returns how many there were, also where they were destroyed before."""
