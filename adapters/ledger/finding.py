"""Searches for accounts by a part of their name or the beginning of an id."""

from sqlalchemy import ColumnElement, func, or_, select

from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import account_holds
from adapters.ledger.tables import accounts, scopes
from domain.account import AccountName

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


async def find_accounts(database: Database, search: str, limit: int) -> list[AccountName]:
    """Accounts of which the id, or a scope's, begins with this text, or whose name contains it, in
    any case."""
    text = search.strip().replace("\0", "")
    if not text:
        return []
    of_scope = select(scopes.c.account_id).where(scopes.c.id.istartswith(text, autoescape=True))
    found = (
        select(accounts.c.id, accounts.c.name, accounts.c.address, _HELD.label("held"))
        .where(
            or_(
                accounts.c.id.istartswith(text, autoescape=True),
                name_contains(text),
                accounts.c.id.in_(of_scope),
            )
        )
        .order_by(func.lower(accounts.c.name), accounts.c.id)
        .limit(limit)
    )
    async with database.reading() as connection:
        return [
            AccountName(
                id=row.id, name=row.name, country=row.address["country"], on_hold=bool(row.held)
            )
            for row in await connection.execute(found)
        ]
