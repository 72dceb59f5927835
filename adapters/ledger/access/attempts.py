"""Limits of failed sign-ins, counted in the ledger so that they hold for all processes.

Failures count first by name and client together, so that somebody who guesses locks out nobody
else. Much higher limits by client alone and by name alone stop guessing at many names or from many
places.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from sqlalchemy import case, delete, select, update

from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.tables import sign_in_attempts
from adapters.ledger.access.tokens import digest
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from adapters.ledger.inserting import insert_missing
from adapters.ledger.keyed_digests import digests_to_write
from domain.errors import TooManyAttempts

WINDOW = timedelta(minutes=15)
OF_ONE_AT_ONE_NAME = 10
OF_ONE_CLIENT = 100
AT_ONE_NAME = 100


class _Counted(NamedTuple):
    said: str
    """What is counted; only a digest of it is stored."""
    at_most: int
    afresh: bool = False
    """Whether one successful sign-in resets it."""


class Attempts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, name: str, client: str, now: datetime, device: str | None = None) -> bool:
        """Counts an attempt as failed until `forgive` takes it back, so that concurrent attempts
        count as well. Returns whether it is the last one allowed for now.

        Args:
            device: the token of a known browser, which is counted by itself: whoever signed in
                there before still may, however often others fail.

        Raises:
            TooManyAttempts: with the seconds until one may try again. This one is not counted.
        """
        attempts = sign_in_attempts
        begin_again = attempts.c.since <= now - WINDOW
        is_last = False
        await self._forget(now - 2 * WINDOW)
        async with self._database.writing() as connection:
            for said, at_most, _ in _counted(name, client, device):
                key = await _key(connection, said, now - WINDOW)
                row = {"key_sha256": key, "since": now, "failures": 0}
                await connection.execute(insert_missing(connection, attempts), row)
                counted = await connection.execute(
                    update(attempts)
                    .where(attempts.c.key_sha256 == key)
                    .values(
                        failures=case((begin_again, 1), else_=attempts.c.failures + 1),
                        since=case((begin_again, now), else_=attempts.c.since),
                    )
                    .returning(attempts.c.failures, attempts.c.since)
                )
                failures, since = counted.one()
                if failures > at_most:
                    wait = max(1, int((since + WINDOW - now).total_seconds()))
                    said = "Signing in failed too often lately. Try again later."
                    raise TooManyAttempts(said, retry_after=wait)
                is_last = is_last or failures == at_most
        return is_last

    async def forgive(self, name: str, client: str, device: str | None = None) -> None:
        """Takes the attempt back, because it succeeded, and resets this client's count for this
        name."""
        attempts = sign_in_attempts
        async with self._database.writing() as connection:
            for said, _, afresh in _counted(name, client, device):
                keys = await digests_to_write(connection, said)
                fewer = 0 if afresh else attempts.c.failures - 1
                await connection.execute(
                    update(attempts)
                    .where(attempts.c.key_sha256.in_(keys), attempts.c.failures > 0)
                    .values(failures=fewer)
                )

    async def _forget(self, before: datetime) -> None:
        async with self._database.writing() as connection:
            too_old = sign_in_attempts.c.since < before
            await connection.execute(delete(sign_in_attempts).where(too_old))


def _counted(name: str, client: str, device: str | None) -> list[_Counted]:
    """Always in the same order, so that no two transactions deadlock."""
    if device is not None:
        said = f"device {device} {normal_name(name)}"
        return [_Counted(said, OF_ONE_AT_ONE_NAME, afresh=True)]
    who, where = normal_name(name), _network(client)
    return sorted(
        (
            _Counted(f"both {where} {who}", OF_ONE_AT_ONE_NAME, afresh=True),
            _Counted(f"client {where}", OF_ONE_CLIENT),
            _Counted(f"name {who}", AT_ONE_NAME),
        ),
        key=lambda each: digest(each.said),
    )


async def _key(connection: Connection, said: str, since: datetime) -> str:
    """By which it is counted: where a plain digest was counted by lately, it goes on by that."""
    written, plain = await digests_to_write(connection, said)
    if written == plain:
        return plain
    counts = sign_in_attempts.c
    lately = select(counts.since).where(counts.key_sha256 == plain, counts.since > since)
    return written if (await connection.execute(lately)).first() is None else plain


def _network(client: str) -> str:
    """Somebody who has one IPv6 address has all addresses of its network."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)
