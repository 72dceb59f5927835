"""Secrets that nobody could guess."""

import secrets

_BYTES = 32


def new_secret() -> str:
    """256 bits, as text that may be part of an address."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """A short id of a key or a link, which may be shown and logged."""
    return secrets.token_hex(6)
