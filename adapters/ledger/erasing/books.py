"""An erased account's books stay, and say nothing of people any more: numbers, amounts, dates,
states and references stay; names, addresses and everybody's own words are replaced."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    delete,
    select,
    update,
)

from adapters.ledger.access.tables import people
from adapters.ledger.accounts.limit_tables import limit_changes, limit_proposals
from adapters.ledger.bank.tables import bank_advice, bank_decisions, bank_entries
from adapters.ledger.invoices.event_rows import chain_anew, is_sound
from adapters.ledger.invoices.tables import (
    allocations,
    invoice_adjustments,
    invoice_events,
    invoices,
    payment_changes,
    payments,
    refunds,
)
from adapters.ledger.paper_tables import invoice_formats, paper_files, papers
from adapters.ledger.provider.tables import provider_calls, provider_switches
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.unguarded import unguarded
from adapters.ledger.tables import answered_account, effects
from domain.people.reserved_names import is_reserved

ERASED_NAME = "(erased)"
"""In place of the name of an erased account, of its people, and of what somebody said."""

Stays = Callable[[str], bool]
"""Whether a name stays: the program's own, and that of somebody of ours who may sign in."""

_NAMES = frozenset(
    {"by", "resolved_by", "made_by", "created_by", "sign_in", "mailed_to", "leads_to"}
)
_WORDS = frozenset({"reason", "said", "resolution", "name", "text"})


class _Said(NamedTuple):
    """What rows of a table say of people."""

    table: Table
    mine: ColumnElement[bool]
    """Those of the account."""
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """JSON with names and words in it."""


async def forget_names_in_books(connection: Connection, account_id: str) -> int:
    """Returns how many papers were made nobody's. The account is locked, so that nobody adds to its
    books meanwhile. Done twice, it comes to the same."""
    stays = await _who_stays(connection)
    numbers = (await connection.execute(_numbers(account_id))).scalars().all()
    sound = [each for each in numbers if await is_sound(connection, each)]
    for each in _all_said(account_id):
        async with _open_to_change(connection, each.table):
            for column in each.names:
                await _replace_names(connection, each, column, stays)
            for column in each.words:
                said = each.table.c[column]
                filled = update(each.table).where(each.mine, said.is_not(None), said != "")
                await connection.execute(filled.values({column: ERASED_NAME}))
            if each.documents:
                await _rewrite(connection, each, lambda said: _bare(said, stays))
    await _forget_notes(connection, account_id, stays)
    # A timeline that somebody changed before stays one that was changed.
    async with _open_to_change(connection, invoice_events):
        for number in sound:
            await chain_anew(connection, number)
    await _forget_transactions(connection, account_id)
    return await _forget_papers(connection, account_id)


def _all_said(account_id: str) -> Iterator[_Said]:
    def of_account(table: Table) -> ColumnElement[bool]:
        return table.c.account_id == account_id

    numbers = _numbers(account_id)
    received = select(payments.c.id).where(of_account(payments))
    booked = bank_entries.c.customer == account_id
    entries = select(bank_entries.c.id).where(booked)
    adjusted = invoice_adjustments.c.invoice.in_(numbers)
    happened = invoice_events.c.invoice.in_(numbers)
    changed = payment_changes.c.payment_id.in_(received)
    yield _Said(payments, of_account(payments), ("received_by",), (), ("through",))
    yield _Said(
        refunds,
        of_account(refunds),
        ("by", "corrected_by"),
        ("correction_reason",),
        ("through", "corrected_through"),
    )
    yield _Said(payment_changes, changed, ("by",), ("why",), ("through",))
    yield _Said(allocations, allocations.c.invoice.in_(numbers), ("by",))
    yield _Said(invoice_adjustments, adjusted, ("by",), ("why",), ("facts",))
    yield _Said(invoice_events, happened, ("by",), (), ("through", "facts"))
    yield _Said(
        limit_changes, of_account(limit_changes), ("changed_by", "proposed_by"), ("because",)
    )
    yield _Said(
        limit_proposals, of_account(limit_proposals), ("proposed_by", "closed_by"), ("because",)
    )
    yield _Said(
        provider_calls, of_account(provider_calls), ("settled_by",), ("trouble",), ("facts",)
    )
    yield _Said(invoice_formats, of_account(invoice_formats), ("by",))
    yield _Said(bank_advice, of_account(bank_advice), ("kept_by",), ("name",))
    yield _Said(bank_decisions, bank_decisions.c.entry.in_(entries), documents=("decided",))
    yield _Said(bank_entries, booked, documents=("decided",))
    yield _Said(effects, answered_account == account_id, documents=("answer",))


async def _forget_notes(connection: Connection, account_id: str, stays: Stays) -> None:
    """What invoices say of disputes and declared payments, and their timelines in sentences."""
    mine = invoices.c.account_id == account_id
    clocks = _Said(invoices, mine, documents=("clock",))
    await _rewrite(connection, clocks, lambda clock: _bare_clock(clock, stays))
    told = invoice_events.c.invoice.in_(_numbers(account_id))
    async with _open_to_change(connection, invoice_events):
        await connection.execute(update(invoice_events).where(told).values(note=None))


async def _forget_transactions(connection: Connection, account_id: str) -> None:
    """Who paid, as the bank says it, and how it was recognised; what the billing system had against
    a switch."""
    mine = bank_entries.c.customer == account_id
    lines = _Said(bank_entries, mine, documents=("transaction",))
    await _rewrite(connection, lines, _bare_transaction)
    await connection.execute(update(bank_entries).where(mine).values(proposals=[]))
    asked = provider_switches.c.account_id == account_id
    await connection.execute(update(provider_switches).where(asked).values(findings=[]))


async def _forget_papers(connection: Connection, account_id: str) -> int:
    """Whose an invoice was, and what it was for; the hashes of the files that said so go along."""
    mine = papers.c.account_id == account_id
    changed = await _rewrite(connection, _Said(papers, mine, documents=("paper",)), _bare_paper)
    of_these = select(papers.c.number).where(mine)
    await connection.execute(delete(paper_files).where(paper_files.c.number.in_(of_these)))
    return changed


def _numbers(account_id: str) -> Select[tuple[str]]:
    return select(invoices.c.number).where(invoices.c.account_id == account_id)


async def _who_stays(connection: Connection) -> Stays:
    of_ours = select(people.c.sign_in).where(people.c.account_id.is_(None))
    staff = frozenset((await connection.execute(of_ours)).scalars())
    return lambda name: name in staff or is_reserved(name)


async def _replace_names(connection: Connection, said: _Said, column: str, stays: Stays) -> None:
    name = said.table.c[column]
    found = await connection.execute(select(name).where(said.mine, name.is_not(None)).distinct())
    gone = [each for each in found.scalars() if not stays(each)]
    if not gone:
        return
    await connection.execute(
        update(said.table).where(said.mine, name.in_(gone)).values({column: ERASED_NAME})
    )


async def _rewrite(connection: Connection, said: _Said, bare: Callable[[Any], Any]) -> int:
    """Returns how many rows changed."""
    changed = 0
    keys = list(said.table.primary_key.columns)
    wanted = select(*keys, *(said.table.c[each] for each in said.documents)).where(said.mine)
    for row in (await connection.execute(wanted)).mappings().all():
        new = {each: bare(row[each]) for each in said.documents if row[each] is not None}
        if any(value != row[each] for each, value in new.items()):
            this = [key == row[key.name] for key in keys]
            await connection.execute(update(said.table).where(*this).values(new))
            changed += 1
    return changed


def _bare(said: Any, stays: Stays) -> Any:
    """JSON without names and anybody's words, wherever they stand in it."""
    if isinstance(said, list):
        return [_bare(each, stays) for each in said]
    if not isinstance(said, dict):
        return said
    return {name: _bare_field(name, value, stays) for name, value in said.items()}


def _bare_field(name: str, value: Any, stays: Stays) -> Any:
    if not isinstance(value, str):
        return _bare(value, stays)
    gone = (name in _NAMES and not stays(value)) or (name in _WORDS and value != "")
    return ERASED_NAME if gone else value


def _bare_clock(clock: dict[str, Any], stays: Stays) -> dict[str, Any]:
    """`reason` of a reminder is a code and stays."""
    bare = {name: _bare(value, stays) for name, value in clock.items() if name != "reminders"}
    reminders = clock.get("reminders")
    if reminders is not None:
        bare["reminders"] = [
            each | {name: ERASED_NAME for name in ("said", "why") if each.get(name)}
            for each in reminders
        ]
    return bare


def _bare_transaction(transaction: dict[str, Any]) -> dict[str, Any]:
    """What the bank says of who paid, and all that was written to us."""
    returned = transaction.get("returned")
    return transaction | {
        "party": {},
        "references": [],
        "text": "",
        "returned": returned and returned | {"text": ""},
    }


def _bare_paper(paper: dict[str, Any]) -> dict[str, Any]:
    country = paper["buyer"]["address"]["country"]
    said = {"purchase_order", "buyer_reference", "note"}
    return {name: value for name, value in paper.items() if name not in said} | {
        "buyer": {
            "name": ERASED_NAME,
            "address": {"line1": "-", "city": "-", "country": country},
        },
        "lines": [each | {"description": ERASED_NAME} for each in paper["lines"]],
    }


@asynccontextmanager
async def _open_to_change(connection: Connection, table: Table) -> AsyncIterator[None]:
    """Some tables only grow otherwise."""
    if table not in _GUARDED:
        yield
        return
    async with unguarded(connection, table, "changed"):
        yield


_GUARDED = frozenset(
    {
        allocations,
        effects,
        invoice_adjustments,
        invoice_events,
        limit_changes,
        payment_changes,
        refunds,
    }
)
