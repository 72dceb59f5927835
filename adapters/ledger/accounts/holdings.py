"""Reads accounts from rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select

from adapters.ledger.accounts.limit_history import limit_of
from adapters.ledger.accounts.sealed import opened_accounts
from adapters.ledger.accounts.spellings import spellings
from adapters.ledger.invoices.tables import invoice_events, invoices, payments
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import OUTSTANDING, accounts, charges, external_services, scopes
from application.ports.accounts import Holding
from domain.accounts.account import Account
from domain.limits.in_force import Limit
from domain.values.money import Money

_OUTSTANDING = (
    select(func.sum(charges.c.amount_minor))
    .where(charges.c.scope_id == scopes.c.id, OUTSTANDING)
    .scalar_subquery()
    .label("outstanding")
)

_SCOPES = (
    select(scopes, _OUTSTANDING, external_services.c.name, external_services.c.billed_separately)
    .select_from(scopes.outerjoin(external_services))
    .order_by(scopes.c.id, external_services.c.name)
)

# The query of every assessment and every switch, built once.
_ONE = select(accounts).where(accounts.c.id == bindparam("of_account"))
_ONE_LOCKED = _ONE.with_for_update()
_SCOPES_OF_ONE = _SCOPES.where(scopes.c.account_id == bindparam("of_account"))


# The last moment at which an account's invoices or payments changed.
_LAST_EVENT = (
    select(func.max(invoice_events.c.at))
    .join_from(invoice_events, invoices)
    .where(invoices.c.account_id == bindparam("of_account"))
)
_LAST_PAYMENT = select(func.max(payments.c.received_at)).where(
    payments.c.account_id == bindparam("of_account")
)


class StoredAccounts:
    """What `application.ports.accounts` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def one(self, account_id: str) -> Account | None:
        stored = await read_one(self._connection, account_id)
        if stored is None:
            known = await spellings(self._connection, [account_id])
            stored = await read_one(self._connection, known[0]) if known else None
        return stored.account if stored else None

    async def some(self, account_ids: Sequence[str]) -> dict[str, Account]:
        found = await read(self._connection, accounts.c.id.in_(account_ids))
        return {key: held.account for key, held in found.items()}

    async def locked(self, account_id: str) -> Holding | None:
        return await read_one(self._connection, account_id, lock=True)

    async def locked_with_scope(self, scope_id: str) -> Holding | None:
        held = await read(self._connection, has_scope(scope_id), lock=True)
        return next(iter(held.values()), None)

    async def limit(self, account_id: str) -> Limit | None:
        return await limit_of(self._connection, account_id)

    async def last_step(self, account_id: str) -> datetime | None:
        of_account = {"of_account": account_id}
        moments: list[datetime | None] = [
            (await self._connection.execute(asked, of_account)).scalar_one()
            for asked in (_LAST_EVENT, _LAST_PAYMENT)
        ]
        return max((each for each in moments if each is not None), default=None)


def has_scope(scope_id: str) -> ColumnElement[bool]:
    """Matches the account that this scope belongs to."""
    owner = select(scopes.c.account_id).where(scopes.c.id == scope_id).scalar_subquery()
    return accounts.c.id == owner


async def read_one(connection: Connection, account_id: str, lock: bool = False) -> Holding | None:
    """One account by its id; otherwise as `read`."""
    this = {"of_account": account_id}
    row = (await connection.execute(_ONE_LOCKED if lock else _ONE, this)).one_or_none()
    if row is None:
        return None
    lines = _by_account(await connection.execute(_SCOPES_OF_ONE, this))
    (facts,) = await opened_accounts(connection, [row._asdict()])
    return _holding(facts, lines.get(account_id, []))


async def read(
    connection: Connection, which: ColumnElement[bool], lock: bool = False
) -> dict[str, Holding]:
    """The accounts that match, by id, each with its scopes in the order of their ids.

    With `lock`, nobody else can change them or their scopes until the transaction ends.
    """
    found = select(accounts).where(which).order_by(accounts.c.id)
    rows = (await connection.execute(found.with_for_update() if lock else found)).all()
    if not rows:
        return {}
    of_them = _SCOPES.where(scopes.c.account_id.in_([row.id for row in rows]))
    lines = _by_account(await connection.execute(of_them))
    return {
        facts["id"]: _holding(facts, lines.get(facts["id"], []))
        for facts in await opened_accounts(connection, [row._asdict() for row in rows])
    }


def _by_account(found: Iterable[Row[Any]]) -> dict[str, list[list[Row[Any]]]]:
    """The rows of each scope, by the scope's account."""
    by_account: dict[str, list[list[Row[Any]]]] = {}
    for _, group in groupby(found, key=lambda row: row.id):
        lines = list(group)
        by_account.setdefault(lines[0].account_id, []).append(lines)
    return by_account


def _holding(facts: dict[str, Any], scope_lines: Sequence[Sequence[Row[Any]]]) -> Holding:
    del facts["imported_at"]
    held = sorted(scope_lines, key=lambda lines: str(lines[0].id))
    return Holding(
        account=Account(**facts, scopes=tuple(_scope(lines) for lines in held)),
        moved_invoice={
            lines[0].id: lines[0].moved_invoice for lines in held if lines[0].moved_invoice
        },
        billed_separately={
            lines[0].id: frozenset(line.name for line in lines if line.billed_separately)
            for lines in held
        },
        language={lines[0].id: lines[0].language for lines in held if lines[0].language},
    )


def _scope(lines: Sequence[Row[Any]]) -> Any:
    """A scope from its rows: one for each external service, or a single one without."""
    scope = lines[0]
    return {
        "id": scope.id,
        "kind": scope.kind,
        "payment_method": scope.payment_method,
        "outstanding": (
            Money.from_minor(int(scope.outstanding or 0), scope.currency)
            if scope.currency
            else None
        ),
        "external_services": sorted(
            line.name for line in lines if line.name and not line.billed_separately
        ),
        "open_invoice": scope.open_invoice,
    }
