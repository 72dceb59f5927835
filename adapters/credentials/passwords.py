"""Passwords: argon2id, computed in threads and never many at a time."""

import asyncio
import unicodedata
from functools import cache
from hashlib import scrypt, sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.people.own_access import LONGEST_PASSWORD

_hasher = PasswordHasher()

# Each takes 64 MiB and a whole core: without a limit, guessing passwords would take the machine.
_AT_ONCE = 2


class Passwords:
    """What `application.ports.credentials.Passwords` says."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(_hasher.hash, _normal(password))

    async def match(self, kept: str | None, password: str) -> bool:
        async with self._turn:
            return await asyncio.to_thread(_match, kept, password)

    async def said(self, password: str, key: str) -> str:
        """A hash that is the same for the same password under the same key of its caller, and as
        hard to guess from as the stored one."""
        salt = sha256(key.encode("utf-8", "surrogatepass")).digest()
        typed = _normal(password[: LONGEST_PASSWORD + 1]).encode("utf-8", "surrogatepass")
        async with self._turn:
            return (await asyncio.to_thread(_scrypt, typed, salt)).hex()

    def is_outdated(self, kept: str) -> bool:
        return _hasher.check_needs_rehash(kept)


def _scrypt(typed: bytes, salt: bytes) -> bytes:
    return scrypt(typed, salt=salt, n=2**14, r=8, p=1)


def _match(kept: str | None, password: str) -> bool:
    nobodys = _of_nobody()
    try:
        _hasher.verify(kept or nobodys, _normal(password[:LONGEST_PASSWORD]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and len(password) <= LONGEST_PASSWORD


@cache
def _of_nobody() -> str:
    return _hasher.hash("no one signs in with this")


def _normal(password: str) -> str:
    # Keyboards encode the same letter in several ways.
    return unicodedata.normalize("NFKC", password)
