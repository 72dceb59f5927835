"""The state between the right password and the second factor, as it is kept."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from adapters.ledger.access.tables import second_steps
from adapters.ledger.access.tokens import new_secret
from adapters.ledger.sql.connection import Connection
from application.ports.access import OwedStep
from domain.signing_in.digests import digest

_STEP = second_steps.c


class StoredSecondSteps:
    """What `application.ports.access.SecondSteps` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, sign_in: str, password_hash: str, until: datetime) -> str:
        token = new_secret()
        await self._connection.execute(
            insert(second_steps).values(
                token_sha256=digest(token),
                sign_in=sign_in,
                password_hash=password_hash,
                expires_at=until,
            )
        )
        return token

    async def one(self, token: str, now: datetime) -> OwedStep | None:
        found = await self._connection.execute(
            select(second_steps).where(_STEP.token_sha256 == digest(token), _STEP.expires_at > now)
        )
        row = found.first()
        return None if row is None else OwedStep(row.sign_in, row.password_hash, row.challenge)

    async def keep_challenge(self, token: str, challenge: str | None) -> None:
        kept = update(second_steps).where(_STEP.token_sha256 == digest(token))
        await self._connection.execute(kept.values(challenge=challenge))

    async def end(self, token: str) -> bool:
        ended = delete(second_steps).where(_STEP.token_sha256 == digest(token))
        return (await self._connection.execute(ended)).rowcount == 1

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(second_steps).where(_STEP.expires_at < before))
