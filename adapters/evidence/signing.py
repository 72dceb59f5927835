"""The key that signs evidence: Ed25519, made once, and read by its owner alone."""

import base64
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from adapters.sealing.key_files import make_once


class NoSigningKey(ValueError):
    """What should be a signing key is none."""


class SigningKey:
    """What `domain.evidence.bundle.Signer` says."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def read(cls, written: str) -> "SigningKey":
        """A key as PEM (PKCS#8), or its 32 bytes in Base64.

        Raises:
            NoSigningKey: it is neither.
        """
        try:
            if "-----BEGIN" in written:
                key = serialization.load_pem_private_key(written.encode(), password=None)
                if isinstance(key, Ed25519PrivateKey):
                    return cls(key)
            else:
                raw = base64.b64decode(written.strip(), validate=True)
                return cls(Ed25519PrivateKey.from_private_bytes(raw))
        except (ValueError, TypeError):
            pass
        raise NoSigningKey("This is no Ed25519 key in PEM, nor its 32 bytes in Base64.")

    @classmethod
    def of_file(cls, path: Path) -> "SigningKey":
        """The key in this file, which is made first where there is none.

        Raises:
            NoSigningKey: the file holds something else.
            OSError: it can be neither read nor written.
        """
        if not path.exists():
            make_once(path, _new_key())
        return cls.read(path.read_text("ascii", errors="replace"))

    @property
    def public_key(self) -> str:
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def sign(self, message: bytes) -> str:
        return base64.b64encode(self._key.sign(message)).decode()


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def fingerprint(public_key: str) -> str:
    """Short enough to be read out: SHA-256 of the key's bytes, the first 16 of them."""
    raw = base64.b64decode(public_key)
    hashed = sha256(raw).hexdigest()[:32]
    return ":".join(hashed[at : at + 4] for at in range(0, 32, 4))


def is_signed(public_key: str, message: bytes, signature: str) -> bool:
    """Whether this is the key's signature; False for what is no key, or no signature."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
