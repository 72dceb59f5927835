"""Whether the statements of an account follow each other without a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.bank.adding_up import missing_before
from domain.bank.reconciling import Difference, Differs
from domain.bank.statements import Form

_NUMBERS = 5
"""Numbers of missing statements that are told."""


@dataclass(frozen=True, slots=True)
class StatementRead:
    """A statement with its balances, in minor units."""

    id: str
    form: Form
    number: str
    """What the bank calls it."""
    currency: str
    sequence: int | None
    since: date | None
    until: date | None
    opening: int | None
    closing: int | None

    @property
    def said(self) -> str:
        """As people know it."""
        name = str(self.sequence) if self.sequence is not None else self.number or self.id
        return f"{name} ({self.until})" if self.until else name


@dataclass(frozen=True, slots=True)
class Joined:
    """The statements of a period, one after the other."""

    opening: int | None = None
    """Before the first of them; None where none says it."""
    closing: int | None = None
    sure: bool = False
    """Whether they begin and end with the period."""
    differences: tuple[Difference, ...] = ()


def joined(statements: Sequence[StatementRead], since: date, until: date) -> Joined:
    """Looks at the statements of a period, of one account and currency.

    Args:
        statements: In the order in which they end: the last one of before the period, those that
            end in it, and those that end later and may begin in it. What says nothing of balances,
            or tells again what another told, is passed over.
    """
    differences: list[Difference] = []
    last: StatementRead | None = None
    first: StatementRead | None = None
    begins = ends = True
    for each in statements:
        if each.opening is None or each.closing is None or each.until is None:
            continue
        if each.until > until:
            ends = last is not None and last.until == until
            break
        if last is not None and _tells_again(each, last):
            last = each if each.until >= (last.until or each.until) else last
            continue
        if last is not None:
            differences += _gap(last, each)
        if first is None and each.until >= since:
            follows = last is not None and each.opening == last.closing
            first, begins = each, follows or each.since is None or each.since >= since
        last = each
    if first is None or last is None:
        return Joined(differences=tuple(differences))
    return Joined(first.opening, last.closing, begins and ends, tuple(differences))


def _tells_again(one: StatementRead, last: StatementRead) -> bool:
    """Whether it is of days of which the last one told: a report within the day, the same one in
    another format, or a longer one."""
    if one.opening == last.closing and one.closing != last.closing:
        return False
    if one.opening == last.opening and one.since == last.since:
        return True
    if one.until is None or last.until is None:
        return False
    if one.until == last.until and one.closing == last.closing:
        return True
    begins, began = one.since or one.until, last.since or last.until
    within = began <= begins and one.until <= last.until
    return within and (begins, one.until) != (began, last.until)


def _gap(last: StatementRead, each: StatementRead) -> list[Difference]:
    minor = (each.opening or 0) - (last.closing or 0)
    of_one_kind = each.form is last.form
    numbers = missing_before(each.sequence, last.sequence) if of_one_kind else range(0)
    if not numbers and not minor:
        return []
    said = ", ".join(str(number) for number in numbers[:_NUMBERS])
    return [
        Difference(
            Differs.STATEMENT_MISSING if numbers else Differs.DOES_NOT_JOIN,
            each.currency,
            minor,
            on=each.until,
            statements=(last.said, each.said),
            missing=said + (" …" if len(numbers) > _NUMBERS else ""),
        )
    ]
