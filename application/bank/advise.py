"""Stores a payment advice and matches waiting entries with it anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.accounts.named import account_named
from application.bank.import_statements import book_certain
from application.bank.match import known_items
from application.ports.ledger import Ledger, Transaction
from domain.bank.advice import KeptAdvice, KeptShare, WrittenAdvice, accounts_of, understood
from domain.bank.entries import BankEntry
from domain.bank.entry_states import EntryState
from domain.bank.match_by_advice import names_transfer
from domain.bank.open_items import Advice, OpenItems
from domain.bank.policy import BankPolicy
from domain.errors import InvalidFile
from domain.invoices.policy import InvoicePolicy


@dataclass(slots=True)
class Advised:
    """What advice came to."""

    kept: list[KeptAdvice] = field(default_factory=list)
    """All that was written, that which was known before, too."""
    already: int = 0
    booked: int = 0
    suggested: int = 0
    unmatched: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    """What is told and refuses nothing."""
    touched: list[str] = field(default_factory=list)
    """Invoices that were settled or changed: their workflows refresh."""


async def take_advice(
    ledger: Ledger,
    written: Sequence[WrittenAdvice],
    *,
    account: str | None,
    name: str,
    by: str,
    now: Callable[[], datetime],
    policy: BankPolicy,
    invoices: InvoicePolicy,
) -> Advised:
    """Keeps what a customer wrote, each transfer's once, and books what is certain with it. Asked
    again nothing counts twice.

    Args:
        account: Whose it is; by default that of the invoices that it names.
        name: Of the file.

    Raises:
        AccountUnknown: there is no such account.
        InvalidFile: with all that is wrong; nothing of the file is kept.
    """
    if account is not None:
        async with ledger.reading() as transaction:
            account = (await account_named(transaction, account)).id
    items = await known_items(ledger, policy, now())
    done = Advised()
    advice = _understood(written, items, account)
    async with ledger.writing() as transaction:
        for each in advice:
            await _keep(transaction, _kept(each, name, by, now()), done)
            done.problems += _of_others(each, items)
    booked = await book_certain(ledger, by=by, now=now, policy=policy, invoices=invoices)
    done.booked = len(booked)
    done.touched = list(dict.fromkeys(number for each in booked for number in each.touched))
    async with ledger.reading() as transaction:
        known = [await transaction.advice.one(each.id) for each in advice]
        counts = await transaction.bank.counts()
    done.kept = [each for each in known if each is not None]
    done.suggested = counts.get(EntryState.SUGGESTED, 0)
    done.unmatched = counts.get(EntryState.UNMATCHED, 0)
    return done


def _understood(
    written: Sequence[WrittenAdvice], items: OpenItems, account: str | None
) -> list[Advice]:
    advice: list[Advice] = []
    problems: list[dict[str, Any]] = []
    for each in written:
        try:
            advice.append(understood(each, items, account))
        except InvalidFile as wrong:
            problems += wrong.details["problems"]
    if problems:
        raise InvalidFile(problems)
    return advice


def _kept(advice: Advice, name: str, by: str, now: datetime) -> KeptAdvice:
    return KeptAdvice(
        id=advice.id,
        account=advice.account,
        reference=advice.reference,
        currency=advice.currency,
        minor=advice.minor,
        shares=tuple(KeptShare(invoice=number, minor=minor) for number, minor in advice.shares),
        name=name,
        kept_at=now,
        kept_by=by,
    )


async def _keep(transaction: Transaction, advice: KeptAdvice, done: Advised) -> None:
    if not await transaction.advice.keep(advice):
        done.already += 1
        return
    booked = await transaction.advice.booked_without(advice.account, advice.currency, advice.minor)
    named = [
        each for each in booked if names_transfer(advice.matched(), each.transaction.incoming())
    ]
    same = [each for each in booked if _booked_so(each, advice)]
    if not named and not same:
        return
    entry = (named or same)[0]
    await transaction.advice.use([advice.id], entry.transaction.id)
    if not _booked_so(entry, advice):
        problem = f"The transfer is booked already, for something else: see {entry.transaction.id}."
        done.problems.append(_problem("booked_otherwise", problem))


def _booked_so(entry: BankEntry, advice: KeptAdvice) -> bool:
    proposal = entry.booked
    booked = {(each.invoice, each.minor) for each in proposal.shares} if proposal else set()
    return booked == {(each.invoice, each.minor) for each in advice.shares}


def _of_others(advice: Advice, items: OpenItems) -> list[dict[str, Any]]:
    others = ", ".join(accounts_of(advice, items))
    if not others:
        return []
    problem = f"It names invoices of other accounts ({others}): a person decides on the transfer."
    return [_problem("other_accounts", problem)]


def _problem(code: str, problem: str) -> dict[str, Any]:
    return {"line": 0, "field": "", "code": code, "problem": problem}
