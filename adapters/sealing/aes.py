"""AES-256-GCM: a fresh nonce for each seal, which stands before what was sealed."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import SealBroken

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
ADDED_BYTES = _NONCE_BYTES + _TAG_BYTES
"""How much longer something is once it is sealed."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    """`about` is not kept with it, and must be the same when it is opened."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """What was sealed.

    Raises:
        SealBroken: by another key, about something else, or changed since.
    """
    if len(sealed) <= _NONCE_BYTES:
        raise _broken()
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except InvalidTag:
        raise _broken() from None


def _broken() -> SealBroken:
    return SealBroken(
        "This was sealed for something else, or was changed since: it cannot be opened."
    )
