"""A bank's file is read whole or refused, and each of its entries counts once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from application.bank.known_entries import KnownEntries, MatchKey
from application.ports.bank import BankStatements, ReadStatement
from application.ports.bank_files import File
from application.ports.ledger import Ledger
from domain.bank.adding_up import Sums, missing_before
from domain.bank.entries import Transaction, name_of, named, transactions_of
from domain.bank.entry_states import EntryState
from domain.bank.identity import Known, Marks
from domain.bank.statements import Closed, Entry, Opened, Part, Standing
from domain.errors import InvalidFile
from domain.values.money import Money
from domain.values.record import Record

AT_ONCE = 500
"""Entries that are held in memory and written together."""


class StatementRead(Record):
    """A statement, as an import answers for it."""

    id: str
    account: str
    currency: str
    since: date | None
    until: date | None
    opening: Money | None
    closing: Money | None
    adds_up: bool | None
    """None where the bank gives no balances to hold the entries against."""


@dataclass(slots=True)
class FileRead:
    """What was read of one file."""

    statements: list[StatementRead] = field(default_factory=list)
    entries: int = 0
    already: int = 0
    """That were known before."""
    ignored: int = 0
    """Money that went out, and what is no money."""
    problems: list[dict[str, Any]] = field(default_factory=list)
    """What is told and refuses nothing: a statement that is missing between two."""


async def read_file(ledger: Ledger, file: File, by: str, now: datetime) -> FileRead:
    """Reads a file into the ledger. It is read twice, so that nothing is written of one that does
    not add up, and so that its size costs no memory.

    Raises:
        InvalidFile: with every problem that was found; nothing of it is kept.
    """
    sums = await asyncio.to_thread(_checked, file)
    done = FileRead()
    parts = file.read()
    for number, (statement, closed) in enumerate(sums, start=1):
        async with ledger.writing() as transaction:
            await transaction.bank.one_at_a_time()
            opened = statement.opened
            read = ReadStatement(
                id=f"{file.digest[:32]}-{number}",
                file=file.digest,
                name=file.name,
                opened=opened,
                closed=closed,
                adds_up=statement.adds_up,
                entries=statement.entries,
                at=now,
                by=by,
            )
            await _report_gaps(transaction.bank, read, done)
            is_new = await transaction.bank.add(read)
            writing = _Writing(transaction.bank, read, done, is_new=is_new)
            async for entries in _chunks(parts):
                await writing.write(entries)
        done.statements.append(_answer(read))
    return done


def _checked(file: File) -> list[tuple[Sums, Closed]]:
    """Reads the file without keeping its entries; raises InvalidFile."""
    checked: list[tuple[Sums, Closed]] = []
    problems: list[dict[str, Any]] = []
    sums: Sums | None = None
    for part in file.read():
        match part:
            case Opened():
                sums = Sums(part)
            case Entry() if sums is not None:
                sums.count(part)
            case Closed() if sums is not None:
                sums.close(part)
                problems += [
                    {"line": each.line, "field": "", "code": each.code, "problem": each.problem}
                    for each in sums.problems
                ]
                checked.append((sums, part))
    if problems:
        raise InvalidFile(problems)
    return checked


async def _chunks(parts: Iterator[Part]) -> AsyncIterator[list[Entry]]:
    """The entries of the next statement, some at a time."""
    ended = False
    while not ended:
        ended, entries = await asyncio.to_thread(_next, parts)
        if entries:
            yield entries


def _next(parts: Iterator[Part]) -> tuple[bool, list[Entry]]:
    entries: list[Entry] = []
    for part in parts:
        if isinstance(part, Closed):
            return True, entries
        if isinstance(part, Entry):
            entries.append(part)
            if len(entries) >= AT_ONCE:
                return False, entries
    return True, entries


class _Writing:
    """Writes the entries of one statement that are new."""

    def __init__(
        self, bank: BankStatements, statement: ReadStatement, done: FileRead, *, is_new: bool
    ) -> None:
        self._bank, self._statement, self._done = bank, statement, done
        # A new statement's own entries are not asked for again: there may be very many of a day.
        not_of = statement.id if is_new else None
        self._known = KnownEntries(bank, statement.opened.account, not_of)
        self._ordinals: dict[int, int] = {}
        """Of entries that look alike, the one that the next name begins with."""

    async def write(self, entries: Sequence[Entry]) -> None:
        opened, done = self._statement.opened, self._done
        money = [each for each in entries if each.standing is not Standing.INFORMATION]
        done.entries += len(entries)
        done.ignored += len(entries) - len(money)
        groups: dict[MatchKey, list[tuple[Transaction, ...]]] = {}
        for entry in money:
            parts = transactions_of(entry, opened)
            groups.setdefault(MatchKey.of(parts[0].booking), []).append(parts)
        known = await self._known.like(groups)
        fresh: list[_Fresh] = []
        for key, alike in groups.items():
            found = known[key].candidates.recognise([Marks.of(parts) for parts in alike])
            for parts, same in zip(alike, found, strict=True):
                if same is not None:
                    await self._again(parts, same)
                else:
                    fresh.append(_Fresh(parts, known[key].names))
        new = [(each, _first_state(each)) for each in await self._named(fresh)]
        done.ignored += sum(state is EntryState.IGNORED for _, state in new)
        await self._bank.add_entries(self._statement.id, new, self._statement.at)

    async def _named(self, fresh: Sequence["_Fresh"]) -> list[Transaction]:
        """The transactions of new entries, each with a name that no other entry has."""
        names = [self._next_name(each) for each in fresh]
        # One that was pending was given the name of another day than it was booked on.
        while taken := await self._bank.names_among(names):
            names = [
                self._next_name(each) if name in taken else name
                for each, name in zip(fresh, names, strict=True)
            ]
        for name in names:
            self._known.written(name)
        return [
            transaction
            for each, name in zip(fresh, names, strict=True)
            for transaction in named(each.parts, name)
        ]

    def _next_name(self, fresh: "_Fresh") -> str:
        booking = fresh.parts[0].booking
        key = hash(MatchKey.of(booking))  # of very many entries: a small key
        ordinal = self._ordinals.get(key, 1)
        while (name := name_of(booking, ordinal)) in fresh.names:
            ordinal += 1
        self._ordinals[key] = ordinal + 1
        return name

    async def _again(self, parts: Sequence[Transaction], same: Known) -> None:
        self._done.already += 1
        booked = parts[0].booking.standing is Standing.BOOKED
        if booked and same.booking.standing is Standing.PENDING:
            await self._bank.now_booked(same.id, named(parts, same.id))


class _Fresh(NamedTuple):
    """A new entry, and the names of known ones that look like it."""

    parts: tuple[Transaction, ...]
    names: frozenset[str]


def _first_state(transaction: Transaction) -> EntryState:
    if transaction.booking.standing is Standing.PENDING:
        return EntryState.PENDING
    if transaction.minor > 0 or transaction.gives_back:
        return EntryState.UNMATCHED
    return EntryState.IGNORED


async def _report_gaps(bank: BankStatements, read: ReadStatement, done: FileRead) -> None:
    opened = read.opened
    last = await bank.last_sequence(opened.account, opened.since or opened.until)
    if missing := missing_before(opened.sequence, last):
        numbers = ", ".join(str(each) for each in missing[:5]) + (" …" if len(missing) > 5 else "")
        done.problems.append(
            {
                "line": opened.line,
                "field": "",
                "code": "statements_missing",
                "problem": f"Statement {numbers} of this account has not been read.",
            }
        )


def _answer(read: ReadStatement) -> StatementRead:
    opened, closed = read.opened, read.closed
    currency = opened.currency or closed.currency
    opening = opened.opening if opened.opening is not None else closed.opening

    def money(minor: int | None) -> Money | None:
        return None if minor is None or not currency else Money.from_minor(minor, currency)

    return StatementRead(
        id=read.id,
        account=opened.account,
        currency=currency,
        since=opened.since,
        until=closed.until or opened.until,
        opening=money(opening),
        closing=money(closed.closing),
        adds_up=read.adds_up,
    )
