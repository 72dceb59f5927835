"""The state between the right password and the second factor, and its time limit."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from adapters.ledger.access.second_factors import confirmed
from adapters.ledger.access.tables import second_steps
from adapters.ledger.access.tokens import digest, new_secret
from adapters.ledger.connection import Connection
from domain.errors import NotSignedIn

STEP_LASTS = timedelta(minutes=5)


async def begin_step(
    connection: Connection, sign_in: str, password_hash: str, now: datetime
) -> str | None:
    """The token of somebody who owes the second factor; None if they have none."""
    await connection.execute(delete(second_steps).where(second_steps.c.expires_at < now))
    if (await connection.execute(confirmed(sign_in))).first() is None:
        return None
    token = new_secret()
    await connection.execute(
        insert(second_steps).values(
            token_sha256=digest(token),
            sign_in=sign_in,
            password_hash=password_hash,
            expires_at=now + STEP_LASTS,
        )
    )
    return token


async def step_of(connection: Connection, token: str, now: datetime) -> Row[Any]:
    """Who gave the right password a moment ago; raises NotSignedIn once that has expired."""
    found = await connection.execute(
        select(second_steps).where(
            second_steps.c.token_sha256 == digest(token), second_steps.c.expires_at > now
        )
    )
    row = found.first()
    if row is None:
        raise NotSignedIn("This took too long. Sign in again.")
    return row


async def keep_challenge(connection: Connection, token: str, challenge: str | None) -> None:
    """Stores the challenge that a key has to answer in this step; None removes it."""
    await connection.execute(
        update(second_steps)
        .where(second_steps.c.token_sha256 == digest(token))
        .values(challenge=challenge)
    )


async def end_step(connection: Connection, token: str) -> bool:
    """Ends the step; returns whether it was still open."""
    gone = await connection.execute(
        delete(second_steps).where(second_steps.c.token_sha256 == digest(token))
    )
    return gone.rowcount == 1
