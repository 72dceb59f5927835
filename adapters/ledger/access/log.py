"""The access log. It only grows, which the database enforces."""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select

from adapters.ledger.access.tables import access_log
from adapters.ledger.database import Database
from adapters.ledger.sql.connection import Connection
from application.ports.doer import who_acts
from domain.people.access_events import AccessEvent
from domain.people.access_log import AccessEntry
from domain.turns import WORKER

MOST = 1000

_log = logging.getLogger(__name__)
_ADD = insert(access_log)


async def write_down(
    connection: Connection,
    event: AccessEvent,
    at: datetime,
    *,
    by: str | None = None,
    subject: str | None = None,
    account: str | None = None,
    through: str | None = None,
    **details: Any,
) -> None:
    """Writes an entry, in the transaction of what it is about, and a line in the process's own log:
    at debug what the product did by itself, such as a link in a letter.

    Args:
        by: who did it, where that is not who acts at this moment.
    """
    doer = who_acts()
    row = {
        "at": at,
        "event": event,
        "actor": by or doer.name,
        "subject": subject,
        "account_id": account,
        "through": through or doer.through,
        "address": doer.address,
        "details": details,
    }
    await connection.execute(_ADD, row)
    # Without names: those are in the ledger, for readers with access to it.
    way = through or doer.through
    by_itself = row["actor"] == WORKER
    _log.log(
        logging.DEBUG if by_itself else logging.INFO,
        "access: %s%s", event, f" through {way}" if way else "",
    )  # fmt: skip


class StoredAccessLog:
    """What `application.ports.access.AccessLog` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def write(
        self,
        event: AccessEvent,
        at: datetime,
        *,
        by: str | None = None,
        subject: str | None = None,
        account: str | None = None,
        through: str | None = None,
        **details: Any,
    ) -> None:
        await write_down(
            self._connection,
            event,
            at,
            by=by,
            subject=subject,
            account=account,
            through=through,
            **details,
        )


class AccessLog:
    """The log by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(
        self, event: AccessEvent, at: datetime, account: str | None = None, **details: Any
    ) -> None:
        """Writes an entry about what changes nothing else."""
        async with self._database.writing() as connection:
            await write_down(connection, event, at, account=account, **details)

    async def entries(
        self,
        *,
        before: int | None = None,
        since: datetime | None = None,
        event: AccessEvent | None = None,
        about: str | None = None,
        most: int = MOST,
    ) -> list[AccessEntry]:
        """The latest entries, newest first.

        Args:
            before: Only entries with a smaller number: the next page.
            since: Only entries of then or later.
            about: Only what this sign-in, key, link or session did, or what was done to it.
        """
        wanted = select(access_log).order_by(access_log.c.number.desc()).limit(most)
        if before is not None:
            wanted = wanted.where(access_log.c.number < before)
        if since is not None:
            wanted = wanted.where(access_log.c.at >= since)
        if event is not None:
            wanted = wanted.where(access_log.c.event == event)
        if about is not None:
            named = (access_log.c.actor, access_log.c.subject, access_log.c.through)
            wanted = wanted.where(or_(*(each == about for each in named)))
        async with self._database.reading() as connection:
            return [
                AccessEntry(
                    number=row.number,
                    at=row.at,
                    event=row.event,
                    actor=row.actor,
                    subject=row.subject,
                    account=row.account_id,
                    through=row.through,
                    address=row.address,
                    details=row.details or {},
                )
                for row in await connection.execute(wanted)
            ]
