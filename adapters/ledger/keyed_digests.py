"""Digests by which something of people is found again: of addresses, and of who tried to sign in.

Where there is a master key they are HMAC-SHA256 by a key that is derived from the namespace's first
one, which no account's erasure destroys and no renewal replaces. What was written before, or is by
a process without a master key, is a plain SHA-256, and is found as well.
"""

import hmac
from hashlib import sha256
from typing import NamedTuple

from adapters.ledger.sql.connection import Connection
from application.ports.sealing import DataKey
from domain.letters.on_file import same_address

_PURPOSE = b"pay-by-invoice digests"


class Digests(NamedTuple):
    """Of one text."""

    written: str
    """As it is written: keyed, where it can be."""
    plain: str


async def digests(connection: Connection, said: str) -> Digests:
    """For whoever looks for rows of this text, and writes none.

    Raises:
        MasterKeyUnusable, ServiceUnreachable: as `Sealing.seal`; never without a master key.
    """
    return _of(said, await connection.sealing.namespaces_first_key(connection))


async def digests_to_write(connection: Connection, said: str) -> Digests:
    """The same, and the namespace has a key from now on, where there is a master key."""
    return _of(said, await connection.sealing.namespaces_first_key(connection, make=True))


async def digests_of_address(connection: Connection, address: str) -> Digests:
    """However it is spelled."""
    return await digests_to_write(connection, same_address(address))


async def same_address_as(connection: Connection, address: str | None) -> Digests:
    """The same for whoever writes nothing."""
    return await digests(connection, same_address(address or ""))


def _of(said: str, key: DataKey | None) -> Digests:
    plain = sha256(said.encode()).hexdigest()
    if key is None:
        return Digests(plain, plain)
    by = hmac.digest(key.secret, _PURPOSE, sha256)
    return Digests(hmac.digest(by, said.encode(), sha256).hex(), plain)
