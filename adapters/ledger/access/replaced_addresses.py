"""Links that were mailed to an address which was replaced: they end at once. Such a link
leads to a new one, which is mailed to the present recipient of the account's letters."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.sessions import end_sessions
from adapters.ledger.access.tables import customer_links, sessions
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from adapters.ledger.holdings import read_one
from adapters.ledger.tables import outbox
from domain.accounts.account import Account
from domain.letters import on_file, same_address
from domain.people.access_events import AccessEvent

_LINK = customer_links.c


async def replaced_on_account(
    connection: Connection, before: Account, after: Account, now: datetime
) -> None:
    """Ends the sessions of people who are not on file any more, too."""
    gone = _same(on_file(before)) - _same(on_file(after))
    if gone:
        dead = await _die(connection, after.id, now, _LINK.account_id == after.id, among=gone)
        await end_sessions(connection, sessions.c.link_id.in_(dead), now)


async def replaced_on_request(
    database: Database, request: str, account_id: str, contact: str | None, now: datetime
) -> None:
    """A request's links work for its present contact and for who is on file of the account. The
    session that changed the form continues."""
    about = _LINK.letter.in_(select(outbox.c.key).where(outbox.c.request == request))
    async with database.writing() as connection:
        held = await read_one(connection, account_id)
        known = on_file(held.account) if held else ()
        stay = _same((*known, *([contact] if contact else [])))
        await _die(connection, account_id, now, about, but=stay)


async def _die(
    connection: Connection,
    account_id: str,
    now: datetime,
    which: ColumnElement[bool],
    *,
    among: Collection[str] | None = None,
    but: Collection[str] = (),
) -> list[str]:
    """Those of these links that went to addresses `among` these, or to any `but` these."""
    works = (
        which,
        _LINK.mailed_to.is_not(None),
        _LINK.revoked_at.is_(None),
        _LINK.replaced_at.is_(None),
        _LINK.expires_at > now,
    )
    dead = []
    for link in await connection.execute(select(_LINK.id, _LINK.mailed_to).where(*works)):
        address = same_address(link.mailed_to)
        if address not in but and (among is None or address in among):
            dead.append(link.id)
    for link_id in dead:
        await write_down(
            connection, AccessEvent.LINK_REVOKED, now, subject=link_id, account=account_id,
            because="the address was replaced",
        )  # fmt: skip
    if dead:
        gone = update(customer_links).where(_LINK.id.in_(dead))
        await connection.execute(gone.values(replaced_at=now))
    return dead


def _same(addresses: Collection[str]) -> set[str]:
    return {same_address(each) for each in addresses}
