"""How keyrings and sealed columns remember data keys, until one was destroyed."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from application.ports.sealing import DataKey

BELIEVED_SECONDS = 2.0
"""How long what is remembered is used without asking whether a key was destroyed."""
TRUSTED_SECONDS = 30.0
"""How long a process without a master key trusts that the ledger needs none."""
_REMEMBERED = 20_000

Kept = TypeVar("Kept")


class RememberedKeys:
    def __init__(self) -> None:
        self.cleared = 0
        """How often it was forgotten. Who looks a key up notes it before: what was found before a
        key was destroyed, and comes after that is known here, is not remembered."""
        self._by_id: dict[str, DataKey] = {}
        self._newest: dict[str, DataKey] = {}
        self._asked_at = 0.0
        self._destroyed = 0

    def one(self, key_id: str) -> DataKey | None:
        return self._by_id.get(key_id)

    def newest(self, owner: str) -> DataKey | None:
        """The one that seals what is new of this owner."""
        return self._newest.get(owner)

    def remember(self, key: DataKey, *, cleared: int, is_newest: bool) -> None:
        """`cleared` is as it was before the key was looked up."""
        if cleared == self.cleared:
            keep(self._by_id, key.id, key)
            if is_newest:
                keep(self._newest, key.owner, key)

    async def forget_destroyed(self, as_of: float, ask: Callable[[], Awaitable[int]]) -> None:
        """Ask how many keys were destroyed so far, unless that was asked just before, and forget
        all where there are more.

        Args:
            as_of: The moment whose ledger is asked, by the monotonic clock: a transaction sees it
                as it was at its begin.
        """
        if as_of - self._asked_at < BELIEVED_SECONDS:
            return
        self._asked_at = as_of
        if (destroyed := await ask()) != self._destroyed:
            self._destroyed = destroyed
            self.forget()

    def forget(self) -> None:
        self.cleared += 1
        self._by_id.clear()
        self._newest.clear()


def keep(remembered: dict[str, Kept], name: str, what: Kept) -> None:
    """What was remembered first is forgotten where there is too much."""
    while len(remembered) >= _REMEMBERED:
        remembered.pop(next(iter(remembered)))
    remembered[name] = what
