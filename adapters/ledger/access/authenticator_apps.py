"""Apps that generate codes for signing in (TOTP): adding one, and checking a code."""

import hmac
from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import Row, insert, select, update

from adapters.ledger.access.second_factors import (
    TOTP,
    confirmed,
    factor_added,
    make_room,
    name_of_factor,
    use_factor,
)
from adapters.ledger.access.tables import second_factors
from adapters.ledger.access.tokens import new_id
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from domain.errors import AccessNotAcceptable, AccessUnknown

STEP_SECONDS = 30
_DRIFT = 1
"""Steps before and after now whose codes are accepted: clocks differ, and people type slowly."""


class AuthenticatorApps:
    """Adding an app: begun with a secret, confirmed by its first code."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, sign_in: str, now: datetime) -> tuple[str, str]:
        """The id and the secret of a new app, which its first code will confirm."""
        factor, secret = new_id(), pyotp.random_base32()
        async with self._database.writing() as connection:
            await make_room(connection, sign_in)
            await connection.execute(
                insert(second_factors).values(
                    id=factor, sign_in=sign_in, kind=TOTP, name="app", secret=secret, created_at=now
                )
            )
        return factor, secret

    async def pending(self, sign_in: str, factor: str) -> str:
        """The secret of an app that is not confirmed yet; raises AccessUnknown."""
        async with self._database.reading() as connection:
            row = await _pending(connection, sign_in, factor)
            return str(row.secret)

    async def confirm(
        self, sign_in: str, factor: str, code: str, name: str, now: datetime
    ) -> list[str]:
        """The app is theirs from now on. Gives recovery codes where it is the first factor.

        Raises:
            AccessUnknown: there is no such app to be confirmed.
            AccessNotAcceptable: that is not the code that the app shows.
        """
        async with self._database.writing() as connection:
            row = await _pending(connection, sign_in, factor)
            step = _step_of(row.secret, code, now)
            if step is None:
                said = "That is not the code that the app shows now. Look at it again."
                raise AccessNotAcceptable(said, field="code")
            await connection.execute(
                update(second_factors)
                .where(second_factors.c.id == factor)
                .values(confirmed_at=now, counter=step, name=name_of_factor(name, "app"))
            )
            return await factor_added(connection, sign_in, factor, now)


async def take_code_of_app(connection: Connection, sign_in: str, code: str, now: datetime) -> bool:
    """Whether an app of theirs shows this code now, and it was not used before."""
    for row in await connection.execute(confirmed(sign_in).where(second_factors.c.kind == TOTP)):
        step = _step_of(row.secret, code, now)
        if step is not None and await use_factor(connection, row.id, step, now):
            return True
    return False


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step near now that has this code."""
    at = int(now.timestamp()) // STEP_SECONDS
    app, said = pyotp.TOTP(secret), code.replace(" ", "").encode()
    for step in range(at - _DRIFT, at + _DRIFT + 1):
        # As bytes: for text that is not ASCII this comparison raises.
        if hmac.compare_digest(app.at(step * STEP_SECONDS).encode(), said):
            return step
    return None


async def _pending(connection: Connection, sign_in: str, factor: str) -> Row[Any]:
    found = await connection.execute(
        select(second_factors).where(
            second_factors.c.id == factor,
            second_factors.c.sign_in == sign_in,
            second_factors.c.kind == TOTP,
            second_factors.c.confirmed_at.is_(None),
        )
    )
    row = found.first()
    if row is None:
        raise AccessUnknown("This app is confirmed already, or was begun anew.", id=factor)
    return row
