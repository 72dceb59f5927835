"""Reconciles what a bank reports with what was booked of it."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from application.ports.bank_lines import BankLines, Reconciled
from application.ports.ledger import Ledger
from domain.bank.joined_statements import Joined, StatementRead, joined
from domain.bank.reconciling import (
    BankLine,
    Difference,
    Differs,
    Reckoned,
    Sums,
    holder_of,
    reckon,
)

AT_ONCE = 1000
"""Entries that are read together."""
MOST_DIFFERENCES = 500
"""Of one currency that are named; the lines one by one name them all."""


@dataclass(slots=True)
class OfCurrency:
    currency: str
    sums: Sums = field(default_factory=Sums)
    opening: int | None = None
    closing: int | None = None
    """None where no statement says it of the period's ends."""
    differences: list[Difference] = field(default_factory=list)
    left_out: int = 0
    """Differences that are not named."""

    @property
    def explained(self) -> bool:
        """Whether no cent differs."""
        return not self.left_out and not any(each.minor for each in self.differences)

    def count(self, reckoned: Reckoned) -> None:
        self.sums.count(reckoned)
        if reckoned.difference is not None:
            self._name(reckoned.difference)

    def join(self, statements: Joined) -> None:
        """What the balances say of the sums."""
        for each in statements.differences:
            self._name(each)
        if statements.opening is None or statements.closing is None:
            return
        gaps = sum(each.minor for each in statements.differences)
        moved = statements.closing - statements.opening - gaps
        if moved != self.sums.moved:
            if not statements.sure:
                return  # the statements at the ends tell of other days, too
            minor = moved - self.sums.moved
            self._name(Difference(Differs.ENTRIES_DIFFER, self.currency, minor))
        self.opening, self.closing = statements.opening, statements.closing

    def _name(self, difference: Difference) -> None:
        if len(self.differences) < MOST_DIFFERENCES:
            self.differences.append(difference)
        elif difference.minor:
            self.left_out += 1


@dataclass(frozen=True, slots=True)
class Reconciliation:
    of: Reconciled
    currencies: tuple[OfCurrency, ...]


async def reconcile(ledger: Ledger, of: Reconciled) -> Reconciliation:
    """What came in on an account in a period and what became of it, as it is now."""
    found: dict[str, OfCurrency] = {}
    by_currency: dict[str, list[StatementRead]] = defaultdict(list)
    async with ledger.reading() as transaction:
        async for reckoned in _reckoned(transaction.bank_lines, of):
            currency = reckoned.entry.currency
            found.setdefault(currency, OfCurrency(currency)).count(reckoned)
        for currency, pending in (await transaction.bank_lines.pending(of)).items():
            found.setdefault(currency, OfCurrency(currency)).sums.pending = pending
        for statement in await transaction.bank_lines.statements(of):
            by_currency[statement.currency].append(statement)
    for currency, statements in by_currency.items():
        if currency in found or any((each.until or of.since) >= of.since for each in statements):
            of_this = found.setdefault(currency, OfCurrency(currency))
            of_this.join(joined(statements, of.since, of.until))
    return Reconciliation(of, tuple(found[each] for each in sorted(found)))


async def reckoned_lines(ledger: Ledger, of: Reconciled) -> AsyncIterator[Reckoned]:
    """The entries one by one, by day."""
    async with ledger.reading() as transaction:
        async for each in _reckoned(transaction.bank_lines, of):
            yield each


async def _reckoned(lines: BankLines, of: Reconciled) -> AsyncIterator[Reckoned]:
    after: BankLine | None = None
    while True:
        some = await lines.lines(of, after, AT_ONCE)
        references = [each.reference for each in some if each.minor > 0]
        known = await lines.of_references(list(dict.fromkeys(references)))
        for entry in some:
            recorded, booked = known.get(entry.reference, (None, ()))
            yield reckon(entry, recorded, holder_of(booked) if booked else None)
        if len(some) < AT_ONCE:
            return
        after = some[-1]
