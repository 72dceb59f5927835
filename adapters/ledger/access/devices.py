"""Browsers in which somebody has signed in before: failed attempts from elsewhere do not lock them
out."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.tables import known_devices
from adapters.ledger.access.tokens import digest, new_secret
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database

LASTS = timedelta(days=365)
"""How long a browser stays known without another sign-in."""


class KnownDevices:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, token: str | None, sign_in: str, now: datetime) -> bool:
        """Whether this is the token of a browser in which this person has signed in."""
        if not token:
            return False
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(known_devices.c.sign_in).where(
                    known_devices.c.token_sha256 == digest(token),
                    known_devices.c.sign_in == normal_name(sign_in),
                    known_devices.c.used_at > now - LASTS,
                )
            )
            return found.first() is not None

    async def forget(self, sign_in: str) -> None:
        """Forgets every browser of theirs."""
        async with self._database.writing() as connection:
            await forget_devices(connection, sign_in)


async def remember_device(
    connection: Connection, sign_in: str, token: str | None, now: datetime
) -> str:
    """The token of this person's browser: the one that it has, or a new one."""
    table = known_devices
    await connection.execute(delete(table).where(table.c.used_at < now - LASTS))
    if token:
        seen = await connection.execute(
            update(table)
            .where(table.c.token_sha256 == digest(token), table.c.sign_in == sign_in)
            .values(used_at=now)
        )
        if seen.rowcount:
            return token
    made = new_secret()
    row = {"token_sha256": digest(made), "sign_in": sign_in, "used_at": now}
    await connection.execute(insert(table).values(row))
    return made


async def forget_devices(connection: Connection, sign_in: str) -> None:
    await connection.execute(delete(known_devices).where(known_devices.c.sign_in == sign_in))
