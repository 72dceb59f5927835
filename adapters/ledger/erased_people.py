"""What the ledger has of an account's people is let go of: forms, letters, sign-ins, names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

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
from adapters.ledger.bank_tables import bank_payers
from adapters.ledger.connection import Connection
from adapters.ledger.erased_books import ERASED_NAME, forget_names_in_books
from adapters.ledger.invoices.rows import batches
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.owners import is_request_of, scopes_of
from adapters.ledger.paper_tables import buyers
from adapters.ledger.requests.tables import requests
from adapters.ledger.retention import blank, delete_guarded, forget_runs, unguarded
from adapters.ledger.sealed_accounts import without_people
from adapters.ledger.tables import (
    accounts,
    credit_limits,
    outbox,
    payment_method_history,
    quota_requests,
)
from application.ports.letters import DeliveryState
from domain.invoices.invoice import invoice_id
from domain.limits.notifying import about_account

_REQUEST, _LETTER = requests.c, outbox.c


async def forget_account(connection: Connection, account_id: str, at: datetime) -> dict[str, int]:
    """Let go of what says anything about people; returns how much of each kind went."""
    runs = (await connection.execute(known_runs(account_id))).scalars().all()
    letters = await letters_of(connection, account_id)
    await _close_unsent(connection, [key for key, _ in letters], at)
    await blank(connection, letters, at)
    await forget_runs(connection, runs, at)
    papers = await forget_names_in_books(connection, account_id)
    await _forget_people(connection, account_id)
    await _forget_who_switched(connection, account_id)
    await connection.execute(delete(bank_payers).where(bank_payers.c.account_id == account_id))
    found = select(accounts.c.address).where(accounts.c.id == account_id)
    country = (await connection.execute(found)).scalar_one()["country"]
    await connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(name=ERASED_NAME, **without_people(country))
    )
    return {"requests": len(runs), "letters": len(letters), "papers": papers}


def known_runs(account_id: str) -> Select[Any]:
    """The runs of its requests of which anything is known."""
    known = select(_REQUEST.run_id).where(is_request_of(account_id))
    return known.where(_REQUEST.forgotten_at.is_(None))


async def letters_of(connection: Connection, account_id: str) -> list[tuple[str, Any]]:
    """Those about its requests and invoices, and those that name the account."""
    wanted = select(_LETTER.key, _LETTER.notice).where(
        _LETTER.blanked_at.is_(None),
        or_(
            _LETTER.request.in_(await _written_about(connection, account_id)),
            _LETTER.notice["account"].as_string() == account_id,
        ),
    )
    found = await connection.execute(wanted)
    return [(row.key, row.notice) for row in found]


async def letters_counted(connection: Connection, account_id: str) -> int:
    """How many letters there are about an account, found by an index: a page asks for that."""
    about = await _written_about(connection, account_id)
    number = 0
    for some in batches(about):
        these = _LETTER.request.in_(some)
        counted = select(func.count()).where(_LETTER.blanked_at.is_(None), these)
        number += int((await connection.execute(counted)).scalar_one())
    return number


async def _written_about(connection: Connection, account_id: str) -> list[str]:
    """What letters of this account are kept under."""
    numbers = select(invoices.c.number).where(invoices.c.account_id == account_id)
    about = [invoice_id(each) for each in (await connection.execute(numbers)).scalars()]
    of_requests = select(_REQUEST.request).where(is_request_of(account_id)).distinct()
    asked = (await connection.execute(of_requests)).scalars()
    return [about_account(account_id), *about, *asked]


async def _close_unsent(connection: Connection, keys: Sequence[str], at: datetime) -> None:
    """Nobody is left to whom a letter could go."""
    unsent = _LETTER.key.in_(keys) & _LETTER.due_at.is_not(None)
    closed = {"state": DeliveryState.REFUSED, "due_at": None, "closed_at": at, "claimed_by": None}
    await connection.execute(update(outbox).where(unsent).values(**closed))
    stuck = (DeliveryState.REFUSED, DeliveryState.UNCONFIRMED)
    await connection.execute(
        update(outbox)
        .where(_LETTER.key.in_(keys), _LETTER.state.in_(stuck), _LETTER.dismissed_at.is_(None))
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
