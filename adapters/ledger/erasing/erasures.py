"""What the ledger has of an account's people, to be erased, and how far that is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from adapters.ledger.access.tables import access_log, customer_links, people
from adapters.ledger.accounts.holdings import StoredAccounts
from adapters.ledger.database import Database
from adapters.ledger.erasing.people import forget_account, known_runs, letters_counted
from adapters.ledger.erasing.tables import erasures
from adapters.ledger.invoices.balances import balances_of
from adapters.ledger.invoices.tables import invoices, payments
from adapters.ledger.owners import is_request_of, scopes_of
from adapters.ledger.paper_tables import papers
from adapters.ledger.requests.lives import locations_of
from adapters.ledger.requests.tables import request_lives, requests
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from adapters.ledger.tables import OUTSTANDING, charges
from application.ports.erasing import OpenRequest
from domain.erasure.erasure import Erasure, ErasureState, may_be_carried_out
from domain.erasure.may_erase import Balance, Books
from domain.errors import AccountUnknown
from domain.requests.lifecycle import State

_ERASURE, _REQUEST = erasures.c, requests.c
_AGREED = or_(_ERASURE.unconfirmed_since.is_(None), _ERASURE.confirmed_at.is_not(None))
_WAITS = _ERASURE.begun_at.is_(None) & _ERASURE.cancelled_at.is_(None)
_STAY = {"invoices": invoices, "payments": payments}


class StoredErasures:
    """What `application.ports.erasing.Erasures` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: str) -> Erasure | None:
        async with self._database.reading() as connection:
            return await erasure_of(connection, account_id)

    async def newest(self, at_most: int) -> Sequence[Erasure]:
        wanted = select(erasures).order_by(_ERASURE.asked_at.desc(), _ERASURE.account_id)
        async with self._database.reading() as connection:
            found = await connection.execute(wanted.limit(at_most))
            return [_erasure(row) for row in found]

    async def books(self, account_id: str, now: datetime) -> Books:
        async with self._database.reading() as connection:
            stored = StoredAccounts(connection)
            if await stored.one(account_id) is None:
                raise AccountUnknown("There is no account with this id.", account_id=account_id)
            balances = await balances_of(connection, account_id, now)
            of_account = charges.c.scope_id.in_(scopes_of(account_id))
            owing = select(charges.c.id).where(of_account, OUTSTANDING).limit(1)
            paid = select(func.max(charges.c.closed_at)).where(of_account)
            return Books(
                balances=[Balance(each.open, each.unapplied) for each in balances.values()],
                charges_open=(await connection.execute(owing)).first() is not None,
                last_step=await stored.last_step(account_id),
                last_charge_paid=(await connection.execute(paid)).scalar_one(),
            )

    async def goes(self, account_id: str) -> dict[str, int]:
        of_account = {
            "people": people.c.account_id == account_id,
            "links": customer_links.c.account_id == account_id,
            "access_log": access_log.c.account_id == account_id,
            "papers": papers.c.account_id == account_id,
        }
        async with self._database.reading() as connection:
            open_ = select(_REQUEST.run_id).where(*_open(account_id))
            goes = {
                "requests": len((await connection.execute(known_runs(account_id))).all()),
                "withdrawn": len((await connection.execute(open_)).all()),
                "documents": len(await _documents_of(connection, account_id)),
                "letters": await letters_counted(connection, account_id),
            }
            for what, condition in of_account.items():
                counted = select(func.count()).where(condition)
                goes[what] = int((await connection.execute(counted)).scalar_one())
        return _some(goes)

    async def stays(self, account_id: str) -> dict[str, int]:
        stays = {}
        async with self._database.reading() as connection:
            for what, table in _STAY.items():
                counted = select(func.count()).where(table.c.account_id == account_id)
                stays[what] = int((await connection.execute(counted)).scalar_one())
        return _some(stays)

    async def open_requests(self, account_id: str) -> Sequence[OpenRequest]:
        async with self._database.reading() as connection:
            return await _open_requests(connection, account_id)

    async def ask(self, erasure: Erasure) -> Erasure:
        unconfirmed = erasure.state is ErasureState.TO_BE_CONFIRMED
        row = {
            "account_id": erasure.account,
            "asked_at": erasure.asked_at,
            "asked_by": erasure.asked_by,
            "reason": erasure.reason,
            "unconfirmed_since": erasure.asked_at if unconfirmed else None,
        }
        anew = dict.fromkeys(
            (
                "possible_on",
                "confirmed_at",
                "confirmed_by",
                "cancelled_at",
                "cancelled_by",
                "withdraws",
            )
        )
        cancelled = (_ERASURE.account_id == erasure.account) & _ERASURE.cancelled_at.is_not(None)
        async with self._database.writing() as connection:
            await connection.execute(insert_missing(connection, erasures), row)
            await connection.execute(update(erasures).where(cancelled).values(**row, **anew))
            kept = await erasure_of(connection, erasure.account)
        return kept or erasure

    async def schedule(self, account_id: str, day: date | None) -> None:
        await self._set(account_id, possible_on=day)

    async def confirm(self, account_id: str, by: str, at: datetime) -> None:
        waits = _WAITS & _ERASURE.confirmed_at.is_(None)
        await self._set(account_id, waits, confirmed_by=by, confirmed_at=at)

    async def cancel(self, account_id: str, by: str, at: datetime) -> None:
        waits = _WAITS & _ERASURE.withdraws.is_(None)
        await self._set(account_id, waits, cancelled_by=by, cancelled_at=at)

    async def due(self, today: date) -> Sequence[Erasure]:
        may_be = or_(_ERASURE.possible_on.is_(None), _ERASURE.possible_on <= today)
        wanted = (
            select(erasures)
            .where(_ERASURE.done_at.is_(None), _ERASURE.cancelled_at.is_(None))
            .where(or_(_ERASURE.begun_at.is_not(None), may_be & _AGREED))
            .order_by(_ERASURE.asked_at, _ERASURE.account_id)
        )
        async with self._database.reading() as connection:
            return [_erasure(row) for row in await connection.execute(wanted)]

    async def withdraw(self, account_id: str, confirmed: bool) -> Sequence[OpenRequest]:
        async with self._database.writing() as connection:
            row = await _locked(connection, account_id)
            if row.done_at is not None:
                return []
            if row.begun_at is None:
                may_be_carried_out(_erasure(row).under(confirmed))
            open_ = await _open_requests(connection, account_id)
            runs = sorted({*(row.withdraws or ()), *(each.run for each in open_)})
            await _write(connection, account_id, withdraws=runs)
        return open_

    async def wait_again(self, account_id: str) -> None:
        await self._set(account_id, _ERASURE.begun_at.is_(None), withdraws=None)

    async def begin(self, account_id: str, at: datetime) -> None:
        async with self._database.writing() as connection:
            row = await _locked(connection, account_id)
            if row.begun_at is None:
                may_be_carried_out(_erasure(row))
                await _write(connection, account_id, begun_at=at)

    async def blank(self, account_id: str, at: datetime) -> None:
        async with self._database.writing() as connection:
            row = await _locked(connection, account_id)
            if row.done_at is not None:
                return
            # Before the requests that name them go.
            documents = {*(row.documents or ()), *await _documents_of(connection, account_id)}
            counts = Counter(row.counts or {})
            counts.update(await forget_account(connection, account_id, at))
            values = {"documents": sorted(documents), "counts": _some(counts)}
            await _write(connection, account_id, **values)

    async def documents(self, account_id: str) -> Sequence[str]:
        wanted = select(_ERASURE.documents).where(_ERASURE.account_id == account_id)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalar_one() or []

    async def finish(self, account_id: str, at: datetime, counts: Mapping[str, int]) -> None:
        async with self._database.writing() as connection:
            row = await _locked(connection, account_id)
            if row.done_at is not None:
                return
            withdrawn = await _withdrawn(connection, row.withdraws or ())
            went = _some({**(row.counts or {}), "withdrawn": withdrawn, **counts})
            values = {"done_at": at, "counts": went, "documents": None, "withdraws": None}
            await _write(connection, account_id, **values)

    async def _set(self, account_id: str, *only: Any, **values: Any) -> None:
        async with self._database.writing() as connection:
            await _write(connection, account_id, *only, **values)


async def _locked(connection: Connection, account_id: str) -> Row[Any]:
    """As it is now; nobody else changes it before the transaction ends."""
    wanted = select(erasures).where(_ERASURE.account_id == account_id).with_for_update()
    return (await connection.execute(wanted)).one()


async def _write(connection: Connection, account_id: str, *only: Any, **values: Any) -> None:
    here = update(erasures).where(_ERASURE.account_id == account_id, *only)
    await connection.execute(here.values(**values))


async def _open_requests(connection: Connection, account_id: str) -> list[OpenRequest]:
    wanted = (
        select(_REQUEST.request, _REQUEST.run_id)
        .where(*_open(account_id))
        .order_by(_REQUEST.opened_at, _REQUEST.run_id)
    )
    found = await connection.execute(wanted)
    return [OpenRequest(row.request, row.run_id) for row in found]


async def _withdrawn(connection: Connection, runs: Sequence[str]) -> int:
    """How many of these requests were withdrawn: that stays when what they said is gone."""
    withdrawn = _REQUEST.state == State.WITHDRAWN
    counted = select(func.count()).where(_REQUEST.run_id.in_(runs), withdrawn)
    return int((await connection.execute(counted)).scalar_one())


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    """Those kinds of which there is any."""
    return {what: number for what, number in counts.items() if number}


async def erasure_of(connection: Connection, account_id: str) -> Erasure | None:
    wanted = select(erasures).where(_ERASURE.account_id == account_id)
    row = (await connection.execute(wanted)).first()
    return None if row is None else _erasure(row)


async def _documents_of(connection: Connection, account_id: str) -> list[str]:
    """Where its documents lie; the same file may be another account's."""
    of_scopes = select(_REQUEST.scope_id).where(is_request_of(account_id))
    wanted = (
        select(is_request_of(account_id).label("mine"), request_lives.c.life)
        .join(request_lives, request_lives.c.run_id == _REQUEST.run_id)
        .where(_REQUEST.scope_id.in_(of_scopes))
    )
    rows = await connection.execute(wanted)
    return await locations_of(connection, [(row.mine, row.life) for row in rows])


def _open(account_id: str) -> tuple[Any, ...]:
    return is_request_of(account_id), _REQUEST.ended_at.is_(None)


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(
        account=row.account_id,
        state=_state(row),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        reason=row.reason,
        possible_on=row.possible_on,
        confirmed_by=row.confirmed_by,
        cancelled_at=row.cancelled_at,
        cancelled_by=row.cancelled_by,
        done_at=row.done_at,
        counts=row.counts or {},
    )


def _state(row: Row[Any]) -> ErasureState:
    if row.done_at is not None:
        return ErasureState.DONE
    if row.begun_at is not None:
        return ErasureState.BEGUN
    if row.cancelled_at is not None:
        return ErasureState.CANCELLED
    if row.unconfirmed_since is not None and row.confirmed_at is None:
        return ErasureState.TO_BE_CONFIRMED
    return ErasureState.SCHEDULED
