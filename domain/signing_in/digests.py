"""Digests of secrets that nobody could guess: these are stored, shown and compared, never them."""

from hashlib import sha256

SESSION_ID = 12
"""Characters of a session's id."""


def digest(secret: str) -> str:
    # Without salt or slowness: those protect what people choose, not 256 random bits.
    return sha256(secret.encode()).hexdigest()


def session_of(token: str) -> str:
    """A session's id that may be shown and logged: it does not reveal the token."""
    return session_of_digest(digest(token))


def session_of_digest(token_sha256: str) -> str:
    return token_sha256[:SESSION_ID]
