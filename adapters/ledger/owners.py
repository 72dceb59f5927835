"""Whose a request or an invoice is: the account that its keys belong to."""

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select

from adapters.ledger.invoices.tables import invoices
from adapters.ledger.requests.tables import requests
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import scopes

_OF_SCOPE = select(scopes.c.account_id).where(scopes.c.id == bindparam("of_scope"))
_OF_INVOICE = select(invoices.c.account_id).where(invoices.c.number == bindparam("of_invoice"))


async def account_of_scope(connection: Connection, scope: str) -> str | None:
    found = await connection.execute(_OF_SCOPE, {"of_scope": scope})
    account: str | None = found.scalar_one_or_none()
    return account


async def account_of_invoice(connection: Connection, number: str) -> str | None:
    found = await connection.execute(_OF_INVOICE, {"of_invoice": number})
    account: str | None = found.scalar_one_or_none()
    return account


def scopes_of(account_id: str | BindParameter[str]) -> Select[tuple[str]]:
    return select(scopes.c.id).where(scopes.c.account_id == account_id)


def is_request_of(account_id: str | BindParameter[str]) -> ColumnElement[bool]:
    """A form may name the account in another case; the scope says whose it is."""
    of_account = scopes_of(account_id)
    return or_(requests.c.account_id == account_id, requests.c.scope_id.in_(of_account))
