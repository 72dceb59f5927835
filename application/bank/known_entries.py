"""Entries of an account that are known already and may be the same as those of a statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from application.ports.bank import BankStatements
from domain.bank.entries import Booking
from domain.bank.identity import Candidates, Known
from domain.bank.statements import Standing


class MatchKey(NamedTuple):
    """What two entries of an account have in common that could be the same."""

    currency: str
    minor: int
    booked_on: date | None

    @classmethod
    def of(cls, booking: Booking) -> "MatchKey":
        return cls(booking.currency, booking.minor, booking.booked_on)

    def of_any_day(self) -> "MatchKey":
        return self._replace(booked_on=None)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The known entries of one key."""

    candidates: Candidates
    names: frozenset[str]


class KnownEntries:
    """Reads what is known of an account, for the entries of one statement."""

    def __init__(self, bank: BankStatements, account: str, not_of: str | None) -> None:
        """
        Args:
            not_of: The statement whose own entries are left out.
        """
        self._bank, self._account, self._not_of = bank, account, not_of
        self._taken: set[str] = set()
        """Those that are this statement's: no second one of it is the same."""
        self._read: dict[MatchKey, Duplicates] = {}

    async def like(self, wanted: Collection[MatchKey]) -> dict[MatchKey, Duplicates]:
        """What is known under each of these keys.

        It stays in memory for as long as entries of its key follow: there may be tens of thousands
        of one key in a day.
        """
        read = {key: self._read[key] for key in wanted if key in self._read}
        if new := [key for key in wanted if key not in read]:
            days, amounts = {each.booked_on for each in new}, {each.minor for each in new}
            known = await self._bank.known(self._account, list(days), list(amounts), self._not_of)
            by_key = _by_key(known)
            for key in new:
                alike = by_key.get(key, []) + by_key.get(key.of_any_day(), [])
                names = frozenset(each.id for each in alike)
                read[key] = Duplicates(Candidates(alike, self._taken), names)
        self._read = read
        return read

    def written(self, name: str) -> None:
        """A new entry of the statement has this name: where what is known is read again, it is
        among it."""
        if self._not_of is None:
            self._taken.add(name)


def _by_key(known: Sequence[Known]) -> dict[MatchKey, list[Known]]:
    """What is pending may be booked on another day than it says."""
    found: dict[MatchKey, list[Known]] = {}
    for each in known:
        key, pending = MatchKey.of(each.booking), each.booking.standing is Standing.PENDING
        found.setdefault(key.of_any_day() if pending else key, []).append(each)
    return found
