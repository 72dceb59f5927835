"""A statement of some days: what was owed before them, what happened, what is owed after them."""

from collections.abc import Iterable
from datetime import date

from domain.invoices.views.statement import Statement, StatementEntry
from domain.values.money import Money


def in_period(
    statement: Statement, since: date | None = None, until: date | None = None
) -> Statement:
    """The statement's entries of these days, both of them included, with the balances before and
    after; all else stays as it is today.

    Args:
        statement: Of all days.
        since, until: No bound where there is none.
    """
    before = [each for each in statement.entries if since is not None and each.on < since]
    upto = [each for each in statement.entries if until is None or each.on <= until]
    return statement.model_copy(
        update={
            "since": since,
            "until": until,
            "opening": _balances(statement, before),
            "closing": _balances(statement, upto),
            "entries": tuple(upto[len(before) :]),
        }
    )


def _balances(statement: Statement, entries: Iterable[StatementEntry]) -> tuple[Money, ...]:
    """What is owed after these, in each currency that the statement knows."""
    currencies = sorted({each.balance.currency for each in statement.entries})
    last = {each.balance.currency: each.balance for each in entries}
    return tuple(last.get(each) or Money.from_minor(0, each) for each in currencies)
