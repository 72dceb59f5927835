"""Recovery codes, for somebody who has lost their second factors. Each is valid once."""

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.tables import recovery_codes
from adapters.ledger.access.tokens import digest
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from domain.people.access_events import AccessEvent

RECOVERY_CODES = 10


class RecoveryCodes:
    """Counting a person's codes, and replacing them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def left(self, sign_in: str) -> int:
        """How many a person has not used yet."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(recovery_codes.c.code_sha256).where(
                    recovery_codes.c.sign_in == sign_in, recovery_codes.c.used_at.is_(None)
                )
            )
            return len(found.all())

    async def renew(self, sign_in: str, now: datetime) -> list[str]:
        """New recovery codes in place of the old ones; they cannot be looked up again."""
        async with self._database.writing() as connection:
            return await new_codes(connection, sign_in, now)


async def take_recovery_code(
    connection: Connection, sign_in: str, code: str, now: datetime
) -> bool:
    """Whether this is an unused code of theirs; it is used now."""
    used = await connection.execute(
        update(recovery_codes)
        .where(
            recovery_codes.c.code_sha256 == digest(f"{sign_in} {code}"),
            recovery_codes.c.sign_in == sign_in,
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if used.rowcount:
        await write_down(
            connection, AccessEvent.RECOVERY_CODE_USED, now, by=sign_in, subject=sign_in
        )
    return bool(used.rowcount)


async def new_codes(connection: Connection, sign_in: str, now: datetime) -> list[str]:
    """New codes in place of the old ones, as they are shown."""
    await forget_codes(connection, sign_in)
    codes = [secrets.token_hex(8) for _ in range(RECOVERY_CODES)]
    rows = [
        {"code_sha256": digest(f"{sign_in} {code}"), "sign_in": sign_in, "created_at": now}
        for code in codes
    ]
    await connection.execute(insert(recovery_codes), rows)
    await write_down(connection, AccessEvent.RECOVERY_CODES_MADE, now, subject=sign_in)
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


async def forget_codes(connection: Connection, sign_in: str) -> None:
    """Deletes all of their codes."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.sign_in == sign_in))
