"""Secrets that nobody could guess, and their stored digests."""

import secrets
from hashlib import sha256

_BYTES = 32


def new_secret() -> str:
    """256 bits, as text that may be part of an address."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """A short id of a key or a link, which may be shown and logged."""
    return secrets.token_hex(6)


def digest(secret: str) -> str:
    # Without salt or slowness: those protect what people choose, not 256 random bits.
    return sha256(secret.encode()).hexdigest()
