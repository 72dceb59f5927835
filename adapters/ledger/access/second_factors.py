"""Second factors of people who sign in with a password: which they have, and what apps and security
keys share. None is accepted twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.records import SecondFactor, factor_of
from adapters.ledger.access.recovery_codes import forget_codes, new_codes
from adapters.ledger.access.tables import second_factors
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from domain.errors import AccessNotAcceptable, AccessUnknown
from domain.people.access_events import AccessEvent

_MOST = 10
_LONGEST_NAME = 80

TOTP, SECURITY_KEY = "totp", "security_key"


class SecondFactors:
    """The second factors of every kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, sign_in: str) -> list[SecondFactor]:
        """A person's confirmed factors, oldest first."""
        async with self._database.reading() as connection:
            found = await connection.execute(confirmed(sign_in))
            return [factor_of(row) for row in found]

    async def remove(self, sign_in: str, factor: str, now: datetime) -> None:
        """Removes one of theirs; raises AccessUnknown."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(second_factors).where(
                    second_factors.c.id == factor, second_factors.c.sign_in == sign_in
                )
            )
            if gone.rowcount != 1:
                raise AccessUnknown("There is no such second factor.", id=factor)
            await write_down(
                connection, AccessEvent.SECOND_FACTOR_REMOVED, now, subject=sign_in, factor=factor
            )
            if (await connection.execute(confirmed(sign_in))).first() is None:
                await forget_codes(connection, sign_in)

    async def reset(self, sign_in: str, now: datetime) -> int:
        """Removes all of a person's factors and recovery codes; returns how many."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(second_factors).where(second_factors.c.sign_in == sign_in)
            )
            await forget_codes(connection, sign_in)
            await write_down(
                connection, AccessEvent.SECOND_FACTOR_RESET, now, subject=sign_in, all=gone.rowcount
            )
            return gone.rowcount


def confirmed(sign_in: str) -> Any:
    """The confirmed factors of a person, oldest first."""
    return (
        select(second_factors)
        .where(second_factors.c.sign_in == sign_in, second_factors.c.confirmed_at.is_not(None))
        .order_by(second_factors.c.created_at)
    )


async def make_room(connection: Connection, sign_in: str) -> None:
    """Deletes a factor that was never confirmed; raises AccessNotAcceptable if they have too
    many."""
    await connection.execute(
        delete(second_factors).where(
            second_factors.c.sign_in == sign_in, second_factors.c.confirmed_at.is_(None)
        )
    )
    if len((await connection.execute(confirmed(sign_in))).all()) >= _MOST:
        raise AccessNotAcceptable(f"One has at most {_MOST} second factors.", field="name")


async def factor_added(
    connection: Connection, sign_in: str, factor: str, now: datetime
) -> list[str]:
    """Logs the new factor; returns recovery codes if it is their first."""
    await write_down(
        connection, AccessEvent.SECOND_FACTOR_ADDED, now, subject=sign_in, factor=factor
    )
    is_first = len((await connection.execute(confirmed(sign_in))).all()) == 1
    return await new_codes(connection, sign_in, now) if is_first else []


async def use_factor(connection: Connection, factor: str, count: int, now: datetime) -> bool:
    """Whether this count is higher than the stored one; stores it."""
    used = await connection.execute(
        update(second_factors)
        .where(second_factors.c.id == factor, second_factors.c.counter < count)
        .values(counter=count, used_at=now)
    )
    return used.rowcount == 1


def name_of_factor(given: str, otherwise: str) -> str:
    """As short as it is shown, on one line."""
    name = " ".join(given.split())[:_LONGEST_NAME]
    return name if name.isprintable() and name else otherwise
