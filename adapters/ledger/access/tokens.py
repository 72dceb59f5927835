"""Secrets that nobody could guess, and what the ledger keeps of them."""

import secrets
from hashlib import sha256

_BYTES = 32


def new_secret() -> str:
    """256 bits, as text that may stand in an address."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """A short name for a key or a link, that may be shown and logged."""
    return secrets.token_hex(6)


def digest(secret: str) -> str:
    # Without salt or slowness: they protect what people choose, not 256 random bits.
    return sha256(secret.encode()).hexdigest()
