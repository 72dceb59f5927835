"""Failed sign-ins of late, counted in the ledger so that they hold for all processes."""

from datetime import datetime

from sqlalchemy import case, delete, select, update

from adapters.ledger.access.tables import sign_in_attempts
from adapters.ledger.keyed_digests import digests_to_write
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from domain.signing_in.attempts import Failures

_COUNTS = sign_in_attempts.c


class StoredAttempts:
    """What `application.ports.access.SignInAttempts` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, said: str, begins_again: datetime, now: datetime) -> Failures:
        key = await self._key(said, begins_again)
        row = {"key_sha256": key, "since": now, "failures": 0}
        await self._connection.execute(insert_missing(self._connection, sign_in_attempts), row)
        anew = _COUNTS.since <= begins_again
        counted = await self._connection.execute(
            update(sign_in_attempts)
            .where(_COUNTS.key_sha256 == key)
            .values(
                failures=case((anew, 1), else_=_COUNTS.failures + 1),
                since=case((anew, now), else_=_COUNTS.since),
            )
            .returning(_COUNTS.failures, _COUNTS.since)
        )
        failures, since = counted.one()
        return Failures(failures, since)

    async def take_back(self, said: str, afresh: bool) -> None:
        keys = await digests_to_write(self._connection, said)
        await self._connection.execute(
            update(sign_in_attempts)
            .where(_COUNTS.key_sha256.in_(keys), _COUNTS.failures > 0)
            .values(failures=0 if afresh else _COUNTS.failures - 1)
        )

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(sign_in_attempts).where(_COUNTS.since < before))

    async def _key(self, said: str, since: datetime) -> str:
        """By which it is counted: where a plain digest was counted by lately, it goes on by
        that."""
        written, plain = await digests_to_write(self._connection, said)
        if written == plain:
            return plain
        lately = select(_COUNTS.since).where(_COUNTS.key_sha256 == plain, _COUNTS.since > since)
        found = await self._connection.execute(lately)
        return written if found.first() is None else plain
