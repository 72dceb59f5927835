"""When an account may be erased: no money of it is open, and its books need not be kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import ErasureNotPossible


@dataclass(frozen=True, slots=True)
class Balance:
    """In minor units of one currency."""

    open: int
    """What is open on invoices, late charges included."""
    unapplied: int
    """What came in and is not applied or refunded."""


@dataclass(frozen=True, slots=True)
class Books:
    """What an account's books say at one moment."""

    balances: Collection[Balance] = ()
    charges_open: bool = False
    """Of its scopes, that are not invoiced."""
    last_step: datetime | None = None
    """When an invoice or payment changed last."""
    last_charge_paid: datetime | None = None


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands against erasing an account now."""

    money_open: bool
    possible_on: date | None
    """The first day after its books had to be kept; None without any."""
    kept_until: date | None
    """The same, while it lies ahead."""

    @property
    def any(self) -> bool:
        return self.money_open or self.kept_until is not None


def obstacles_to_erasing(books: Books, books_years: int, today: date) -> Obstacles:
    """What stands against it today.

    Args:
        books_years: How long books have to be kept.
    """
    moments = (books.last_step, books.last_charge_paid)
    last_booked = max((each for each in moments if each is not None), default=None)
    possible_on = None if last_booked is None else years_after(last_booked, books_years)
    ahead = possible_on is not None and today < possible_on
    return Obstacles(
        money_open=books.charges_open
        or any(each.open or each.unapplied for each in books.balances),
        possible_on=possible_on,
        kept_until=possible_on if ahead else None,
    )


def may_erase(account: str, obstacles: Obstacles) -> None:
    """Raises ErasureNotPossible, with the day from which it may be done, if known."""
    if not obstacles.any:
        return
    kept = obstacles.kept_until
    reasons, said = [], []
    if obstacles.money_open:
        reasons.append("money_open")
        said.append("money of it is open")
    if kept is not None:
        reasons.append("books_kept")
        said.append(f"its books have to be kept: it can be done from {kept} on")
    raise ErasureNotPossible(
        f"This account cannot be erased now: {'; '.join(said)}.",
        account_id=account,
        reasons=reasons,
        possible_on=kept.isoformat() if kept else None,
    )


def years_after(moment: datetime, years: int) -> date:
    """The same day so many years later; for 29 February, where there is none, 1 March."""
    day = moment.date()
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
