"""Stored security keys: adding one, and using one as a second factor."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from adapters.ledger.access.key_challenges import NewKey, Site, used_key
from adapters.ledger.access.log import write_down
from adapters.ledger.access.second_factors import (
    SECURITY_KEY,
    confirmed,
    factor_added,
    make_room,
    name_of_factor,
    use_factor,
)
from adapters.ledger.access.second_steps import STEP_LASTS, keep_challenge, step_of
from adapters.ledger.access.tables import second_factors
from adapters.ledger.access.tokens import new_id, new_secret
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from domain.errors import AccessNotAcceptable
from domain.people.access_events import AccessEvent


class SecurityKeys:
    """Adding a key: begun with a challenge, stored once the answer is verified."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, sign_in: str, now: datetime) -> tuple[str, list[str]]:
        """The challenge for a new key, and the ids of the keys that they have."""
        challenge = new_secret()
        async with self._database.writing() as connection:
            await make_room(connection, sign_in)
            # There is no public key yet: until then the challenge is stored in its place.
            await connection.execute(
                insert(second_factors).values(
                    id=new_id(),
                    sign_in=sign_in,
                    kind=SECURITY_KEY,
                    name=SECURITY_KEY,
                    secret=challenge,
                    created_at=now,
                )
            )
            known = await keys_of(connection, sign_in)
            return challenge, [each.credential_id for each in known]

    async def take_challenge(self, sign_in: str, now: datetime) -> str:
        """The challenge that a new key has to answer; it is valid once. Raises AccessNotAcceptable
        if there is none any more."""
        async with self._database.writing() as connection:
            awaited = (
                second_factors.c.sign_in == sign_in,
                second_factors.c.kind == SECURITY_KEY,
                second_factors.c.confirmed_at.is_(None),
            )
            found = await connection.execute(
                select(second_factors.c.id, second_factors.c.secret).where(
                    *awaited, second_factors.c.created_at > now - STEP_LASTS
                )
            )
            row = found.first()
            gone = await connection.execute(delete(second_factors).where(*awaited))
            if row is not None and gone.rowcount:
                return str(row.secret)
        raise AccessNotAcceptable("This took too long. Add the key once more.", field="credential")

    async def refused(self, sign_in: str, now: datetime) -> None:
        """Logs that the answer for a new key proved nothing."""
        async with self._database.writing() as connection:
            await write_down(
                connection, AccessEvent.SECOND_FACTOR_REFUSED, now, subject=sign_in, kind="new key"
            )

    async def add(self, sign_in: str, key: NewKey, name: str, now: datetime) -> list[str]:
        """A verified security key. Returns recovery codes if it is the first.

        Raises:
            AccessNotAcceptable: it is somebody's already, or they have too many.
        """
        factor = new_id()
        async with self._database.writing() as connection:
            await make_room(connection, sign_in)
            taken = await connection.execute(
                select(second_factors.c.id).where(second_factors.c.credential_id == key.credential)
            )
            if taken.first() is not None:
                raise AccessNotAcceptable("This key is in use already.", field="credential")
            await connection.execute(
                insert(second_factors).values(
                    id=factor,
                    sign_in=sign_in,
                    kind=SECURITY_KEY,
                    name=name_of_factor(name, "security key"),
                    credential_id=key.credential,
                    public_key=key.public_key,
                    counter=key.count,
                    created_at=now,
                    confirmed_at=now,
                )
            )
            return await factor_added(connection, sign_in, factor, now)


async def keys_of(connection: Connection, sign_in: str) -> list[Row[Any]]:
    """The keys with what is needed to verify them."""
    found = await connection.execute(
        confirmed(sign_in).where(second_factors.c.kind == SECURITY_KEY)
    )
    return list(found.all())


async def take_key(
    connection: Connection, step: str, sign_in: str, answer: str, site: Site, now: datetime
) -> bool:
    """Whether a key of theirs gave this answer to the challenge of this step. The challenge is
    valid once, whatever the answer."""
    challenge = (await step_of(connection, step, now)).challenge
    if challenge is None:
        return False
    await keep_challenge(connection, step, None)
    used = used_key(answer, challenge, await keys_of(connection, sign_in), site)
    if used is None or not await _count_key(connection, *used, now):
        return False
    await write_down(
        connection,
        AccessEvent.SECURITY_KEY_USED,
        now,
        by=sign_in,
        subject=sign_in,
        factor=used[0],
    )
    return True


async def _count_key(connection: Connection, factor: str, count: int, now: datetime) -> bool:
    """Whether the key's counter may have this value. Some keys never count and always say 0."""
    if count:
        return await use_factor(connection, factor, count, now)
    used = await connection.execute(
        update(second_factors)
        .where(second_factors.c.id == factor, second_factors.c.counter == 0)
        .values(used_at=now)
    )
    return used.rowcount == 1
