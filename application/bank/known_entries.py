"""What is known of an account already, as far as the entries of a statement may be the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from application.ports.bank import BankStatements
from domain.bank.entries import Booking
from domain.bank.identity import Candidates, Known
from domain.bank.statements import Standing


class Looks(NamedTuple):
    """What entries of an account have in common that could be the same."""

    currency: str
    minor: int
    booked_on: date | None

    @classmethod
    def of(cls, booking: Booking) -> "Looks":
        return cls(booking.currency, booking.minor, booking.booked_on)

    def of_any_day(self) -> "Looks":
        return self._replace(booked_on=None)


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """The known entries of one look."""

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
        self._read: dict[Looks, LookAlikes] = {}

    async def like(self, wanted: Collection[Looks]) -> dict[Looks, LookAlikes]:
        """What is known of each of these looks.

        It stays in memory for as long as entries of its look follow: of one look there may be tens
        of thousands in a day.
        """
        read = {looks: self._read[looks] for looks in wanted if looks in self._read}
        if new := [looks for looks in wanted if looks not in read]:
            days, amounts = {each.booked_on for each in new}, {each.minor for each in new}
            known = await self._bank.known(self._account, list(days), list(amounts), self._not_of)
            by_looks = _by_looks(known)
            for looks in new:
                alike = by_looks.get(looks, []) + by_looks.get(looks.of_any_day(), [])
                names = frozenset(each.id for each in alike)
                read[looks] = LookAlikes(Candidates(alike, self._taken), names)
        self._read = read
        return read

    def written(self, name: str) -> None:
        """A new entry of the statement has this name: where what is known is read again, it is
        among it."""
        if self._not_of is None:
            self._taken.add(name)


def _by_looks(known: Sequence[Known]) -> dict[Looks, list[Known]]:
    """What is pending may be booked on another day than it says."""
    found: dict[Looks, list[Known]] = {}
    for each in known:
        looks, pending = Looks.of(each.booking), each.booking.standing is Standing.PENDING
        found.setdefault(looks.of_any_day() if pending else looks, []).append(each)
    return found
