"""Searches for accounts by a part of their name or the beginning of an id."""

from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import account_holds
from adapters.ledger.sql.cursors import cursor_of, read_cursor
from adapters.ledger.tables import accounts, scopes
from domain.accounts.account import AccountName, AccountPage

_HELD = (
    select(account_holds.c.account_id)
    .where(account_holds.c.account_id == accounts.c.id, account_holds.c.lifted_at.is_(None))
    .exists()
)


def name_contains(text: str) -> ColumnElement[bool]:
    """Matches account names that contain this text, in any case. SQLite knows upper and lower case
    of ASCII letters only, so the text is searched for in every case in which it is usually
    written."""
    cases = {text, text.lower(), text.upper(), text.title()}
    return or_(*(accounts.c.name.icontains(each, autoescape=True) for each in sorted(cases)))


_NAMES = select(accounts.c.id, accounts.c.name, accounts.c.address, _HELD.label("held"))


async def find_accounts(database: Database, search: str, limit: int) -> list[AccountName]:
    """Accounts of which the id, or a scope's, begins with this text, or whose name contains it, in
    any case."""
    text = _searched(search)
    if not text:
        return []
    by_name = _NAMES.where(_matches(text)).order_by(func.lower(accounts.c.name), accounts.c.id)
    async with database.reading() as connection:
        return [_name(row) for row in await connection.execute(by_name.limit(limit))]


async def page_of_accounts(
    database: Database, search: str | None, after: str | None, limit: int
) -> AccountPage:
    """Accounts by id, all of them or those that match.

    Raises:
        InvalidFile: `after` is nothing that a page named.
    """
    listed = _NAMES.order_by(accounts.c.id).limit(limit + 1)
    if text := _searched(search or ""):
        listed = listed.where(_matches(text))
    if after is not None:
        (last,) = read_cursor(after, "accounts", str)
        listed = listed.where(accounts.c.id > last)
    async with database.reading() as connection:
        found = [_name(row) for row in await connection.execute(listed)]
    shown = tuple(found[:limit])
    more = cursor_of("accounts", shown[-1].id) if len(found) > limit else None
    return AccountPage(accounts=shown, next=more)


def _searched(search: str) -> str:
    return search.strip().replace("\0", "")


def _matches(text: str) -> ColumnElement[bool]:
    of_scope = select(scopes.c.account_id).where(scopes.c.id.istartswith(text, autoescape=True))
    return or_(
        accounts.c.id.istartswith(text, autoescape=True),
        name_contains(text),
        accounts.c.id.in_(of_scope),
    )


def _name(row: Row[Any]) -> AccountName:
    return AccountName(
        id=row.id, name=row.name, country=row.address["country"], on_hold=bool(row.held)
    )
