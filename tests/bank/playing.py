"""Plays a year of a bank through reading, recognising and matching, and compares what comes of each
entry with the truth."""

import io
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from adapters.bank.reading import read_statements
from domain.bank.adding_up import Sums
from domain.bank.entries import (
    BankEntry,
    Decided,
    Transaction,
    name_of,
    named,
    transactions_of,
)
from domain.bank.entry_states import EntryState
from domain.bank.identity import Known, Marks, recognise
from domain.bank.matching import match
from domain.bank.open_items import Customer, Item, OpenItems
from domain.bank.proposals import Proposal
from domain.bank.returns import returned_by
from domain.bank.statements import Entry, Statement, whole
from tests.bank.bank_files import FORMATS, SHOWS_CHARGES
from tests.bank.year import Transfer, Year

TOLERATED = 2_500
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Outcome = tuple[str, frozenset[tuple[str, int, int]], int]


@dataclass
class Played:
    """What came of a year in one format."""

    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    booked: dict[int, Outcome] = field(default_factory=dict)
    """By the transfer's number, what was booked without a person."""
    waiting: dict[int, str] = field(default_factory=dict)
    """By the transfer's number, what a person saw of it."""


def play(year: Year, form: str) -> Played:
    return _Playing(year, form).play()


class _Playing:
    def __init__(self, year: Year, form: str) -> None:
        self.year, self.form = year, form
        self.played = Played()
        customers = [Customer(each.id, (each.name,)) for each in year.customers]
        self.items = OpenItems.of((), customers=customers)
        self.bills = sorted(year.bills, key=lambda bill: bill.issued_on, reverse=True)
        self.known: dict[tuple[date | None, int], list[Known]] = defaultdict(list)
        self.entered: dict[int, BankEntry] = {}
        self.sent = {each.number: each for transfers in year.days.values() for each in transfers}
        self.balance = 0

    def play(self) -> Played:
        for on, transfers in sorted(self.year.days.items()):
            while self.bills and self.bills[-1].issued_on <= on:
                bill = self.bills.pop()
                item = Item(bill.number, bill.account, "EUR", bill.minor, bill.due_on)
                self.items.put(item)
            self._day(on, transfers)
        return self.played

    def _day(self, on: date, transfers: list[Transfer]) -> None:
        statement = self._read(self.form, on, transfers)
        new = self._new(statement)
        if len(new) != len(transfers):
            self.played.wrong.append(f"{on}: {len(transfers)} entries, {len(new)} of them new")
            return
        for entry, transfer in zip(new, transfers, strict=True):
            self._entry(entry, transfer)
        for transfer in transfers:
            if transfer.customer and transfer.account and transfer.minor > 0:
                self.items.payers[transfer.account].add(transfer.customer)
        if on.toordinal() % 5 == 0:
            others = list(FORMATS)
            other = others[(others.index(self.form) + on.toordinal() // 5) % len(others)]
            again = self._new(self._read(other, on, transfers[::-1]))
            self.played.wrong += [f"counted twice, from {other}: {each}" for each in again]
        self.balance += sum(each.minor for each in transfers)

    def _read(self, form: str, on: date, transfers: list[Transfer]) -> Statement:
        file = io.BytesIO(FORMATS[form](on, transfers, self.balance))
        (statement,) = whole(read_statements(file))
        sums = Sums(statement.opened)
        for entry in statement.entries:
            sums.count(entry)
        sums.close(statement.closed)
        if not sums.adds_up or sums.problems:
            self.played.wrong.append(f"{on}: {sums.problems}")
        return statement

    def _new(self, statement: Statement) -> list[Transaction]:
        """The transactions that were not read before."""
        found: dict[int, Transaction] = {}
        alike: dict[tuple[date | None, int], list[tuple[int, Entry]]] = defaultdict(list)
        for at, entry in enumerate(statement.entries):
            alike[entry.booked_on, entry.minor].append((at, entry))
        for key, entries in alike.items():
            of_these: list[tuple[Transaction, ...]] = []
            for _, entry in entries:
                parts = transactions_of(entry, statement.opened)
                of_these.append(named(parts, name_of(parts[0].booking, len(of_these))))
            marks = [Marks.of(parts) for parts in of_these]
            same = recognise(marks, self.known[key])
            for (at, _), parts, mark, known in zip(entries, of_these, marks, same, strict=True):
                if known is None:
                    (found[at],) = parts
                    self.known[key].append(Known(parts[0].id, parts[0].booking, mark))
        return [found[at] for at in sorted(found)]

    def _entry(self, transaction: Transaction, transfer: Transfer) -> None:
        if transfer.returns:
            self._returned(transaction, transfer)
        elif transaction.minor > 0:
            self._money(transaction, transfer)
        if transfer.minor > 0:
            decided = Decided(by="billing", at=NOW)
            self.entered[transfer.number] = BankEntry(
                transaction=transaction.model_copy(update={"id": str(transfer.number)}),
                state=EntryState.BOOKED,
                decided=decided,
            )

    def _returned(self, transaction: Transaction, transfer: Transfer) -> None:
        entry = BankEntry(transaction=transaction, state=EntryState.UNMATCHED)
        booked = [
            each for each in self.entered.values() if each.transaction.minor == -transaction.minor
        ]
        if not transaction.gives_back:
            self.played.counts["return not seen"] += 1
        else:
            of = returned_by(entry, booked)
            right = of is not None and of.transaction.id == str(transfer.returns)
            self.played.counts["return found" if right else "return for a person"] += 1
            if of is not None and not right:
                self.played.wrong.append(f"{transfer} returns {of.transaction.id}")
        self.entered.pop(transfer.returns)
        for number, minor in self.sent[transfer.returns].pays:
            item = self.items.items[number]
            self.items.put(replace(item, open=item.open + minor))

    def _money(self, transaction: Transaction, transfer: Transfer) -> None:
        found = match(transaction.incoming(), self.items, TOLERATED)
        truth = self._truth(transfer)
        counts, kind = self.played.counts, transfer.names or ("else" if transfer.customer else "")
        counts[f"all {kind}"] += 1
        if found.certain is not None:
            counts[f"booked {kind}"] += 1
            self.played.booked[transfer.number] = outcome(found.certain)
            if not self._right(found.certain, truth):
                self.played.wrong.append(f"{transfer}\n  booked {found.certain}\n  truth {truth}")
        else:
            right = [self._right(each, truth) for each in found.proposals]
            at = right.index(True) if True in right else -1
            seen = "first" if at == 0 else "later" if at > 0 else "missing"
            counts[f"{seen} {kind}"] += 1
            self.played.waiting[transfer.number] = (
                f"{seen} {transfer}\n  truth {truth}\n  "
                + "\n  ".join(str(each) for each in found.proposals)
            )
        for number, minor in transfer.pays:
            self.items.settle(number, minor)

    def _truth(self, transfer: Transfer) -> Outcome:
        """What a person books who knows everything."""
        shown = transfer.charges if self.form in SHOWS_CHARGES else 0
        shares = [(number, minor, 0) for number, minor in transfer.pays]
        if transfer.charges:
            ((number, minor, _),) = shares
            shares = [(number, minor - transfer.charges, shown)]
        left = transfer.minor - sum(minor for _, minor, _ in shares)
        return transfer.customer, frozenset(shares), left

    def _right(self, proposal: Proposal, truth: Outcome) -> bool:
        """Whether it settles what the money is for. The rest of it is credit, which settles by
        itself what is open: it is no difference whether a proposal does so at once."""
        account, shares, _ = outcome(proposal)
        return bool(account) and account == truth[0] and truth[1] <= shares


def outcome(proposal: Proposal) -> Outcome:
    shares = frozenset((each.invoice, each.minor, each.charges) for each in proposal.shares)
    return proposal.account, shares, proposal.left
