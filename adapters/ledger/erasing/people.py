"""Erases what the ledger has of an account's people: forms, letters, sign-ins, names."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from adapters.ledger.access.tables import (
    access_log,
    api_keys,
    contacts,
    customer_links,
    known_devices,
    people,
    recovery_codes,
    second_factors,
    second_steps,
    sessions,
)
from adapters.ledger.accounts.sealed import without_people
from adapters.ledger.bank.tables import bank_payers
from adapters.ledger.erasing.books import ERASED_NAME, forget_names_in_books
from adapters.ledger.erasing.retention import blank, forget_runs
from adapters.ledger.invoices.rows import batches
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.owners import is_request_of, scopes_of
from adapters.ledger.paper_tables import buyers
from adapters.ledger.provider.tables import provider_calls
from adapters.ledger.requests.tables import requests
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.unguarded import delete_guarded, unguarded
from adapters.ledger.tables import (
    accounts,
    credit_limits,
    outbox,
    payment_method_history,
    quota_requests,
)
from application.ports.letters import DeliveryState
from domain.billing.calls import about_call
from domain.invoices.invoice import invoice_id
from domain.limits.notifying import about_account
from domain.requests.request import request_id

_REQUEST, _LETTER = requests.c, outbox.c


async def forget_account(connection: Connection, account_id: str, at: datetime) -> dict[str, int]:
    """Let go of what says anything about people; returns how much of each kind went."""
    # As every booking does before it reads what it goes on from: one of this account comes before
    # or after, and one of another at the same time.
    here = accounts.c.id == account_id
    locked = select(accounts.c.address).where(here).with_for_update()
    country = (await connection.execute(locked)).scalar_one()["country"]
    runs = (await connection.execute(known_runs(account_id))).scalars().all()
    letters = await _letters_of(connection, account_id)
    await _close_unsent(connection, [key for key, _ in letters], at)
    await blank(connection, letters, at)
    for some in batches(runs):
        await forget_runs(connection, some, at)
    papers = await forget_names_in_books(connection, account_id)
    await _forget_people(connection, account_id)
    await _forget_who_switched(connection, account_id)
    await connection.execute(delete(bank_payers).where(bank_payers.c.account_id == account_id))
    nobody = without_people(country)
    await connection.execute(update(accounts).where(here).values(name=ERASED_NAME, **nobody))
    return {"requests": len(runs), "letters": len(letters), "papers": papers}


def known_runs(account_id: str) -> Select[Any]:
    """The runs of its requests of which anything is known."""
    known = select(_REQUEST.run_id).where(is_request_of(account_id))
    return known.where(_REQUEST.forgotten_at.is_(None))


async def letters_counted(connection: Connection, account_id: str) -> int:
    """How many letters there are about an account and its requests, invoices and calls."""
    number = 0
    async for these in _letters(connection, account_id):
        counted = select(func.count()).where(*these)
        number += int((await connection.execute(counted)).scalar_one())
    return number


async def _letters_of(connection: Connection, account_id: str) -> list[tuple[str, Any]]:
    """These letters, by their keys."""
    found: list[tuple[str, Any]] = []
    async for these in _letters(connection, account_id):
        rows = await connection.execute(select(_LETTER.key, _LETTER.notice).where(*these))
        found += [(row.key, row.notice) for row in rows]
    return found


async def _letters(
    connection: Connection, account_id: str
) -> AsyncIterator[tuple[ColumnElement[bool], ...]]:
    """What they are found by, some at a time."""
    for some in batches(await _written_about(connection, account_id)):
        yield _LETTER.blanked_at.is_(None), _LETTER.request.in_(some)


async def _written_about(connection: Connection, account_id: str) -> list[str]:
    """What letters of this account are kept under."""

    async def all_of(wanted: Select[Any]) -> Sequence[Any]:
        return (await connection.execute(wanted)).scalars().all()

    numbers = select(invoices.c.number).where(invoices.c.account_id == account_id)
    calls = select(provider_calls.c.id).where(provider_calls.c.account_id == account_id)
    requests_of = select(_REQUEST.request).where(is_request_of(account_id))
    about = {about_account(account_id)}
    about |= {invoice_id(each) for each in await all_of(numbers)}
    about |= {about_call(each) for each in await all_of(calls)}
    about |= {request_id(each) for each in await all_of(scopes_of(account_id))}
    return sorted(about.union(await all_of(requests_of)))


async def _close_unsent(connection: Connection, keys: Sequence[str], at: datetime) -> None:
    """Nobody is left to whom a letter could go."""
    closed = {"state": DeliveryState.REFUSED, "due_at": None, "closed_at": at, "claimed_by": None}
    stuck = (DeliveryState.REFUSED, DeliveryState.UNCONFIRMED)
    for some in batches(keys):
        these = _LETTER.key.in_(some)
        unsent = these & _LETTER.due_at.is_not(None)
        await connection.execute(update(outbox).where(unsent).values(**closed))
        await connection.execute(
            update(outbox)
            .where(these, _LETTER.state.in_(stuck), _LETTER.dismissed_at.is_(None))
            .values(dismissed_at=at, follow=0)
        )


async def _forget_who_switched(connection: Connection, account_id: str) -> None:
    """How each scope was paid, the limits, and since when, stay: a customer's switch set them."""
    switched = payment_method_history.c
    async with unguarded(connection, payment_method_history, "changed"):
        await connection.execute(
            update(payment_method_history)
            .where(switched.scope_id.in_(scopes_of(account_id)), switched.changed_by.is_not(None))
            .values(changed_by=ERASED_NAME)
        )
    async with unguarded(connection, credit_limits, "changed"):
        await connection.execute(
            update(credit_limits)
            .where(credit_limits.c.account_id == account_id)
            .values(set_by=ERASED_NAME)
        )
    asked = quota_requests.c.scope_id.in_(scopes_of(account_id))
    await connection.execute(update(quota_requests).where(asked).values(asked_by=ERASED_NAME))
    bought = buyers.c.scope_id.in_(scopes_of(account_id))
    await connection.execute(delete(buyers).where(bought))


async def _forget_people(connection: Connection, account_id: str) -> None:
    """Whoever may sign in for this account, their links and keys, and what the access log says."""
    wanted = select(people.c.sign_in).where(people.c.account_id == account_id)
    names = (await connection.execute(wanted)).scalars().all()
    for table in (known_devices, second_factors, recovery_codes, second_steps, sessions):
        await connection.execute(delete(table).where(table.c.sign_in.in_(names)))
    for table in (sessions, customer_links, api_keys, contacts, people):
        await connection.execute(delete(table).where(table.c.account_id == account_id))
    logged = or_(
        access_log.c.account_id == account_id,
        access_log.c.actor.in_(names),
        access_log.c.subject.in_(names),
    )
    await delete_guarded(connection, access_log, logged)
