"""Stores accounts that another program sends: one under its id, or many, each with an answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from application.accounts.import_accounts import as_known, outcome_of, store_accounts
from application.accounts.importing import (
    ImportedAccount,
    kept_on_invoice,
    merged,
    refuse_unusable,
    scopes_not_named,
    unusable,
)
from application.ports.accounts import Holding
from application.ports.importing import Change
from application.ports.ledger import Ledger
from domain.accounts.account import Account
from domain.accounts.account_version import version_of
from domain.accounts.preconditions import NO_PRECONDITION, Precondition, mismatch
from domain.values.record import Record


class PutAccount(ImportedAccount):
    """What became of an account that was put."""

    version: str
    """Its version from now on."""
    kept_scopes: tuple[str, ...] = ()
    """Scopes of it that were not named: they stay as they are."""


class LineOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class LineProblem(Record):
    field: str
    """Of the line's account, dotted, such as `address.country`; empty for the line as a whole."""
    code: str
    problem: str


class AccountLine(Record):
    """What became of one account of many."""

    line: int
    """Its place, counted from 0."""
    id: str | None
    outcome: LineOutcome
    version: str | None = None
    kept_on_invoice: tuple[str, ...] = ()
    kept_scopes: tuple[str, ...] = ()
    problems: tuple[LineProblem, ...] = ()


@dataclass(frozen=True)
class Given:
    """A line that can be read."""

    line: int
    account: Account


async def put_account(
    ledger: Ledger, account: Account, at: datetime, wanted: Precondition = NO_PRECONDITION
) -> PutAccount:
    """Write an account whole, as it is from now on: a new one, or over the one that is known. A
    scope on invoice stays so (S4), and none is taken away.

    Asked again after the answer was lost, it is answered, although the version has changed by it.

    Raises:
        VersionMismatch: the account in the ledger is not as `wanted` says.
        InvalidFile: a scope belongs to another account, something is named twice, or the account
            was erased.
    """
    async with ledger.writing() as transaction:
        imports = transaction.imports
        await imports.one_at_a_time()
        (account,) = await as_known(imports, [account])
        stored = await imports.locked([account.id])
        holding = stored.get(account.id)
        present = version_of(holding.account) if holding else None
        if not wanted.holds(present):
            done_before = holding is not None and merged(holding, account) == holding.account
            if wanted.new or not done_before:
                raise mismatch(present)
        await refuse_unusable(imports, [account])
        (change,) = await store_accounts(transaction, stored, [account], at)
    return _put(holding, account, change)


async def put_accounts(ledger: Ledger, given: Sequence[Given], at: datetime) -> list[AccountLine]:
    """Write those of many accounts that can be used; of each is said what became of it. What is
    wrong with one keeps no other from being written."""
    async with ledger.writing() as transaction:
        imports = transaction.imports
        await imports.one_at_a_time()
        accounts = await as_known(imports, [each.account for each in given])
        problems = _by_place(await unusable(imports, accounts))
        usable = [each for place, each in enumerate(accounts) if place not in problems]
        stored = await imports.locked([account.id for account in usable])
        changes = await store_accounts(transaction, stored, usable, at)
    written = {
        account.id: _put(stored.get(account.id), account, change)
        for account, change in zip(usable, changes, strict=True)
    }
    return [
        refused_line(each.line, account.id, problems[place])
        if place in problems
        else _line(each.line, written[account.id])
        for place, (each, account) in enumerate(zip(given, accounts, strict=True))
    ]


def refused_line(
    line: int, account: str | None, problems: Sequence[Mapping[str, Any]]
) -> AccountLine:
    """A line of which nothing was written, with every problem of it."""
    found = tuple(LineProblem.model_validate(each) for each in problems)
    return AccountLine(line=line, id=account, outcome=LineOutcome.REFUSED, problems=found)


def _put(holding: Holding | None, account: Account, change: Change) -> PutAccount:
    return PutAccount(
        id=account.id,
        outcome=outcome_of(change),
        kept_on_invoice=kept_on_invoice(holding, account),
        kept_scopes=scopes_not_named(holding, account),
        version=version_of(change.after),
    )


def _line(line: int, put: PutAccount) -> AccountLine:
    facts = put.model_dump(exclude={"outcome"})
    return AccountLine(line=line, outcome=LineOutcome(put.outcome), **facts)


def _by_place(problems: Sequence[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """The problems of each account, whose field is one of the account's own."""
    by_place: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in problems:
        _, place, field = each["field"].split(".", 2)
        by_place[int(place)].append({**each, "field": field})
    return dict(by_place)
