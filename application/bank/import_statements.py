"""A bank's files come in: read, matched, and booked where that is certain."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.bank.book import Booked, Decision, book, book_together
from application.bank.match import Certain, match_entries
from application.bank.read import FileRead, StatementRead, read_file
from application.bank.refunds_returned import find_refund_returns, take_refund_back
from application.bank.take_back import find_returns, take_back
from application.ports.bank_files import File
from application.ports.ledger import Ledger
from domain.bank.entries import BankEntry
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.errors import DomainError
from domain.events.of_bank import payment_unmatched
from domain.invoices.policy import InvoicePolicy

BOOKED_TOGETHER = 50
"""Transactions that are booked in one transaction of the ledger: others wait for no more."""


@dataclass(slots=True)
class Imported:
    """What an import came to."""

    statements: list[StatementRead] = field(default_factory=list)
    entries: int = 0
    booked: int = 0
    suggested: int = 0
    unmatched: int = 0
    already: int = 0
    ignored: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    """Invoices that were settled or changed: their workflows refresh."""

    def count(self, read: FileRead) -> None:
        self.statements += read.statements
        self.entries += read.entries
        self.already += read.already
        self.ignored += read.ignored
        self.problems += read.problems


async def import_statements(
    ledger: Ledger,
    files: Sequence[File],
    *,
    by: str,
    now: Callable[[], datetime],
    policy: BankPolicy,
    invoices: InvoicePolicy,
) -> Imported:
    """Imports the files. Asked again, also after it was interrupted, nothing counts twice.

    Raises:
        InvalidFile: a file is refused; those before it are imported.
    """
    imported = Imported()
    for file in files:
        imported.count(await read_file(ledger, file, by, now()))
    touched: dict[str, None] = {}
    for done in await book_certain(ledger, by=by, now=now, policy=policy, invoices=invoices):
        imported.booked += 1
        touched.update(dict.fromkeys(done.touched))
    imported.touched = list(touched)
    async with ledger.reading() as transaction:
        counts = await transaction.bank.counts()
    imported.suggested = counts.get(EntryState.SUGGESTED, 0)
    imported.unmatched = counts.get(EntryState.UNMATCHED, 0)
    return imported


async def book_certain(
    ledger: Ledger,
    *,
    by: str,
    now: Callable[[], datetime],
    policy: BankPolicy,
    invoices: InvoicePolicy,
) -> list[Booked]:
    """Matches what waits, books what is certain, and takes back what banks took back. What the
    ledger refuses waits for a person."""
    booked = []
    matched = await match_entries(ledger, policy, by, now())
    for start in range(0, len(matched.certain), BOOKED_TOGETHER):
        some = matched.certain[start : start + BOOKED_TOGETHER]
        proposals = {each.entry.transaction.id: each.proposal for each in some}
        try:
            booked += await book_together(ledger, proposals, Decision(by, now()), invoices)
        except DomainError:  # nothing of them was done: one by one, so that the others are
            for each in some:
                booked += await _book_alone(ledger, each, Decision(by, now()), invoices)
    if policy.book_certain:
        booked += await _take_back(ledger, matched.giving_back, by, now, invoices)
    return booked


async def _book_alone(
    ledger: Ledger, certain: Certain, decision: Decision, invoices: InvoicePolicy
) -> list[Booked]:
    entry = certain.entry.transaction.id
    try:
        return [await book(ledger, entry, certain.proposal, decision, invoices)]
    except DomainError as refused:
        async with ledger.writing() as transaction:
            await transaction.bank.propose([(entry, (certain.proposal.refused(refused.code),))])
            await transaction.events.add([payment_unmatched(certain.entry, True, decision.now)])
    return []


async def _take_back(
    ledger: Ledger,
    giving_back: Sequence[BankEntry],
    by: str,
    now: Callable[[], datetime],
    invoices: InvoicePolicy,
) -> list[Booked]:
    """What is refused waits for a person, as what is not certain."""
    done = []
    for returning in await find_returns(ledger, giving_back):
        with suppress(DomainError):
            done.append(await take_back(ledger, returning, Decision(by, now()), invoices))
    for refund in await find_refund_returns(ledger, giving_back):
        with suppress(DomainError):
            done.append(await take_refund_back(ledger, refund, Decision(by, now()), invoices))
    return done
