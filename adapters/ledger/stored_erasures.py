"""What the ledger has of an account's people, to be erased, and how far that is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select, update

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
from adapters.ledger.database import Database
from adapters.ledger.erasure_tables import erasures
from adapters.ledger.holdings import StoredAccounts
from adapters.ledger.inserting import insert_missing
from adapters.ledger.invoices.balances import balances_of
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.owners import is_request_of
from adapters.ledger.paper_tables import buyers
from adapters.ledger.requests.lives import opened_lives
from adapters.ledger.requests.tables import request_lives, requests
from adapters.ledger.retention import blank, delete_guarded, forget_runs, unguarded
from adapters.ledger.sealed_accounts import without_people
from adapters.ledger.tables import (
    OUTSTANDING,
    accounts,
    charges,
    credit_limits,
    outbox,
    payment_method_history,
    quota_requests,
    scopes,
)
from application.ports.erasing import OpenRequest
from application.ports.letters import DeliveryState
from domain.erasure import Erasure, ErasureState, Obstacles
from domain.errors import AccountErased, AccountUnknown
from domain.invoices.invoice import invoice_id

_ERASURE, _REQUEST, _LETTER = erasures.c, requests.c, outbox.c

ERASED_NAME = "(erased)"
"""In place of the name of an erased account, and of its people."""


class StoredErasures:
    """What `application.ports.erasing.Erasures` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: str) -> Erasure | None:
        async with self._database.reading() as connection:
            return await erasure_of(connection, account_id)

    async def obstacles(self, account_id: str, now: datetime) -> Obstacles:
        async with self._database.reading() as connection:
            stored = StoredAccounts(connection)
            if await stored.one(account_id) is None:
                raise AccountUnknown("There is no account with this id.", account_id=account_id)
            balances = await balances_of(connection, account_id, now)
            of_account = charges.c.scope_id.in_(_scopes_of(account_id))
            owing = select(charges.c.id).where(of_account, OUTSTANDING).limit(1)
            paid = select(func.max(charges.c.closed_at)).where(of_account)
            moments = (
                await stored.last_step(account_id),
                (await connection.execute(paid)).scalar_one(),
            )
            return Obstacles(
                money_open=any(each.open or each.unapplied for each in balances.values())
                or (await connection.execute(owing)).first() is not None,
                last_booked=max((each for each in moments if each is not None), default=None),
            )

    async def open_requests(self, account_id: str) -> Sequence[OpenRequest]:
        wanted = (
            select(_REQUEST.request, _REQUEST.run_id)
            .where(is_request_of(account_id), _REQUEST.ended_at.is_(None))
            .order_by(_REQUEST.opened_at, _REQUEST.run_id)
        )
        async with self._database.reading() as connection:
            found = await connection.execute(wanted)
            return [OpenRequest(row.request, row.run_id) for row in found]

    async def ask(self, erasure: Erasure) -> Erasure:
        unconfirmed = erasure.state is ErasureState.TO_BE_CONFIRMED
        row = {
            "account_id": erasure.account,
            "asked_at": erasure.asked_at,
            "asked_by": erasure.asked_by,
            "reason": erasure.reason,
            "unconfirmed_since": erasure.asked_at if unconfirmed else None,
        }
        async with self._database.writing() as connection:
            await connection.execute(insert_missing(connection, erasures), row)
            kept = await erasure_of(connection, erasure.account)
        return kept or erasure

    async def schedule(self, account_id: str, day: date | None) -> None:
        await self._set(account_id, possible_on=day)

    async def confirm(self, account_id: str, by: str, at: datetime) -> None:
        await self._set(account_id, confirmed_by=by, confirmed_at=at)

    async def due(self, today: date) -> Sequence[Erasure]:
        may_be = or_(_ERASURE.possible_on.is_(None), _ERASURE.possible_on <= today)
        agreed = or_(_ERASURE.unconfirmed_since.is_(None), _ERASURE.confirmed_at.is_not(None))
        wanted = (
            select(erasures)
            .where(_ERASURE.done_at.is_(None))
            .where(or_(_ERASURE.begun_at.is_not(None), may_be & agreed))
            .order_by(_ERASURE.asked_at, _ERASURE.account_id)
        )
        async with self._database.reading() as connection:
            return [_erasure(row) for row in await connection.execute(wanted)]

    async def begin(self, account_id: str, at: datetime) -> None:
        wanted = select(
            _REQUEST.scope_id, is_request_of(account_id).label("mine"), request_lives.c.life
        )
        of_scopes = select(_REQUEST.scope_id).where(is_request_of(account_id))
        lives = wanted.join(request_lives, request_lives.c.run_id == _REQUEST.run_id)
        async with self._database.writing() as connection:
            begun = select(_ERASURE.begun_at).where(_ERASURE.account_id == account_id)
            if (await connection.execute(begun)).scalar_one() is not None:
                return
            mine: set[str] = set()
            others: set[str] = set()
            found = await connection.execute(lives.where(_REQUEST.scope_id.in_(of_scopes)))
            rows = found.all()
            opened = await opened_lives(connection, [row.life for row in rows])
            for row, life in zip(rows, opened, strict=True):
                if life is not None:
                    (mine if row.mine else others).update(life.locations)
            values = {"begun_at": at, "documents": sorted(mine - others)}
            await _update(connection, account_id, values)

    async def blank(self, account_id: str, at: datetime) -> dict[str, int]:
        async with self._database.writing() as connection:
            known = select(_REQUEST.run_id).where(is_request_of(account_id))
            wanted = known.where(_REQUEST.forgotten_at.is_(None))
            runs = (await connection.execute(wanted)).scalars().all()
            letters = await _letters_of(connection, account_id)
            await _close_unsent(connection, [key for key, _ in letters], at)
            await blank(connection, letters, at)
            await forget_runs(connection, runs, at)
            await _forget_people(connection, account_id)
            await _forget_who_switched(connection, account_id)
            await connection.execute(
                delete(bank_payers).where(bank_payers.c.account_id == account_id)
            )
            found = select(accounts.c.address).where(accounts.c.id == account_id)
            country = (await connection.execute(found)).scalar_one()["country"]
            await connection.execute(
                update(accounts)
                .where(accounts.c.id == account_id)
                .values(name=ERASED_NAME, **without_people(country))
            )
        return {"requests": len(runs), "letters": len(letters)}

    async def documents(self, account_id: str) -> Sequence[str]:
        wanted = select(_ERASURE.documents).where(_ERASURE.account_id == account_id)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalar_one() or []

    async def finish(self, account_id: str, at: datetime, counts: dict[str, int]) -> None:
        await self._set(account_id, done_at=at, counts=counts, documents=None)

    async def _set(self, account_id: str, **values: Any) -> None:
        async with self._database.writing() as connection:
            await _update(connection, account_id, values)


async def erasure_of(connection: Connection, account_id: str) -> Erasure | None:
    wanted = select(erasures).where(_ERASURE.account_id == account_id)
    row = (await connection.execute(wanted)).first()
    return None if row is None else _erasure(row)


async def refuse_erased(connection: Connection, account_id: str) -> None:
    """Raises AccountErased where an account's personal data was erased, or is being erased."""
    erasure = await erasure_of(connection, account_id)
    if erasure is None or erasure.state not in (ErasureState.BEGUN, ErasureState.DONE):
        return
    raise AccountErased(
        "The personal data of this account was erased. Its books are kept: invoices, payments,"
        " amounts and dates.",
        account_id=account_id,
        erased_at=erasure.done_at.isoformat() if erasure.done_at else None,
    )


async def _update(connection: Connection, account_id: str, values: dict[str, Any]) -> None:
    here = _ERASURE.account_id == account_id
    await connection.execute(update(erasures).where(here).values(**values))


def _erasure(row: Row[Any]) -> Erasure:
    if row.done_at is not None:
        state = ErasureState.DONE
    elif row.begun_at is not None:
        state = ErasureState.BEGUN
    elif row.unconfirmed_since is not None and row.confirmed_at is None:
        state = ErasureState.TO_BE_CONFIRMED
    else:
        state = ErasureState.SCHEDULED
    return Erasure(
        account=row.account_id,
        state=state,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        reason=row.reason,
        possible_on=row.possible_on,
        confirmed_by=row.confirmed_by,
        done_at=row.done_at,
        counts=row.counts or {},
    )


def _scopes_of(account_id: str) -> Select[Any]:
    return select(scopes.c.id).where(scopes.c.account_id == account_id)


async def _letters_of(connection: Connection, account_id: str) -> list[tuple[str, Any]]:
    """Those about its requests and invoices, and those that name the account."""
    numbers = select(invoices.c.number).where(invoices.c.account_id == account_id)
    about = [invoice_id(each) for each in (await connection.execute(numbers)).scalars()]
    of_requests = select(_REQUEST.request).where(is_request_of(account_id))
    wanted = select(_LETTER.key, _LETTER.notice).where(
        _LETTER.blanked_at.is_(None),
        or_(
            _LETTER.request.in_(of_requests),
            _LETTER.request.in_(about),
            _LETTER.notice["account"].as_string() == account_id,
        ),
    )
    found = await connection.execute(wanted)
    return [(row.key, row.notice) for row in found]


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
            .where(switched.scope_id.in_(_scopes_of(account_id)), switched.changed_by.is_not(None))
            .values(changed_by=ERASED_NAME)
        )
    async with unguarded(connection, credit_limits, "changed"):
        await connection.execute(
            update(credit_limits)
            .where(credit_limits.c.account_id == account_id)
            .values(set_by=ERASED_NAME)
        )
    asked = quota_requests.c.scope_id.in_(_scopes_of(account_id))
    await connection.execute(update(quota_requests).where(asked).values(asked_by=ERASED_NAME))
    bought = buyers.c.scope_id.in_(_scopes_of(account_id))
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
