"""Accounts that are taken out of the ledger, as `application.ports.removing` asks for it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, delete, literal_column, or_, select

from adapters.ledger.requests.tables import requests
from adapters.ledger.sql.connection import Connection
from adapters.ledger.stored_states import ChargeState
from adapters.ledger.tables import accounts, charges, external_services, metadata, scopes
from application.ports.removing import Kept
from domain.accounts.account import Account

_GO_ALONG = frozenset({scopes.name, charges.name, external_services.name})
"""What is an account's own, and goes with it."""

_CODES = {
    "payment_method_history": "method_changed",
    "credit_limits": "credit_limit",
    "exposure_alerts": "credit_limit",
    "quota_requests": "request",
    "buyers": "request",
    "collections": "collecting",
    "provider_links": "collecting",
    "provider_calls": "collecting",
    "provider_switches": "collecting",
    "invoices": "invoice",
    "papers": "invoice",
    "account_holds": "invoice",
    "payments": "payment",
    "refunds": "payment",
    "people": "access",
    "sessions": "access",
    "api_keys": "access",
    "customer_links": "access",
    "bank_entries": "bank",
    "bank_advice": "bank",
    "bank_payers": "bank",
}
"""What the rows of a table are called here; otherwise by the table's own name."""

_ORDER = (
    "method_changed",
    "collecting",
    "charges_paid",
    "request",
    "invoice",
    "payment",
    "credit_limit",
    "bank",
    "access",
)


class StoredRemovals:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def kept_for(self, account: Account) -> Sequence[Kept]:
        of_scopes = [each.id for each in account.scopes]
        found = {code async for code in self._found(account.id, of_scopes)}
        known = [Kept(code) for code in _ORDER if code in found]
        return [*known, *(Kept(code) for code in sorted(found - {*_ORDER}))]

    async def _found(self, account_id: str, of_scopes: list[str]) -> AsyncIterator[str]:
        for code, table, refers in references(account_id, of_scopes):
            asked: Select[Any] = (
                select(literal_column("1")).select_from(table).where(refers).limit(1)
            )
            if (await self._connection.execute(asked)).first() is not None:
                yield code

    async def remove(self, account: Account) -> None:
        of_scopes = [each.id for each in account.scopes]
        for table in (external_services, charges):
            await self._connection.execute(delete(table).where(table.c.scope_id.in_(of_scopes)))
        await self._connection.execute(delete(scopes).where(scopes.c.account_id == account.id))
        await self._connection.execute(delete(accounts).where(accounts.c.id == account.id))


def references(
    account_id: str, of_scopes: list[str]
) -> Iterator[tuple[str, Table, ColumnElement[bool]]]:
    """Every table that may refer to the account, by foreign keys or without."""
    yield (
        "charges_paid",
        charges,
        charges.c.scope_id.in_(of_scopes) & (charges.c.state == ChargeState.PAID),
    )
    ids = [account_id, account_id.upper(), account_id.lower()]
    of_request = or_(requests.c.account_id.in_(ids), requests.c.scope_id.in_(of_scopes))
    yield "request", requests, of_request
    for table in metadata.sorted_tables:
        if table.name in _GO_ALONG:
            continue
        for column in table.columns:
            if (refers := _refers(column, account_id, of_scopes)) is not None:
                yield _CODES.get(table.name, table.name), table, refers


def _refers(
    column: Column[Any], account_id: str, of_scopes: list[str]
) -> ColumnElement[bool] | None:
    targets = {key.column for key in column.foreign_keys}
    if accounts.c.id in targets:
        return column == account_id
    return column.in_(of_scopes) if scopes.c.id in targets else None
