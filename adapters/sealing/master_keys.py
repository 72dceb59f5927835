"""Master keys: one that the process has itself, and how a setting names one."""

import base64
import binascii
import hashlib
import hmac
from pathlib import Path

from adapters.sealing.aes import KEY_BYTES, new_key, seal, unseal
from adapters.sealing.key_files import make_once
from application.ports.sealing import MasterKey
from domain.errors import MasterKeyUnusable, SealBroken

_KMS, _FILE = "aws-kms:", "file:"

WHAT_IT_IS = (
    "The master key is 32 bytes in base64, a file that holds them (file:/path), or a key of AWS "
    "KMS (aws-kms:alias/name)."
)


class OwnMasterKey:
    """A master key in this process's memory."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.name = f"key:{hmac.digest(key, b'pay-by-invoice master', hashlib.sha256).hex()[:16]}"

    async def wrap(self, plain: bytes, context: str) -> bytes:
        return seal(self._key, plain, context.encode())

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        try:
            return unseal(self._key, wrapped, context.encode())
        except SealBroken:
            raise MasterKeyUnusable(
                f"A key in the ledger is said to be wrapped by the master key {self.name}, and is "
                "not: the ledger was changed by hand, or damaged."
            ) from None


def master_key(setting: str) -> MasterKey:
    """The master key that a setting names.

    Raises:
        MasterKeyUnusable: it names none; the value is never repeated.
    """
    if setting.startswith(_KMS):
        # Imported only for a key that is kept there: its library is large, and need not be there.
        from adapters.sealing.aws_kms import AwsMasterKey

        return AwsMasterKey.named(setting.removeprefix(_KMS))
    if setting.startswith(_FILE):
        return read_master_key(Path(setting.removeprefix(_FILE).removeprefix("//")))
    return OwnMasterKey(_decoded(setting))


def read_master_key(path: Path) -> MasterKey:
    """Raises MasterKeyUnusable where it cannot be read, or holds no key."""
    try:
        text = path.read_text("ascii")
    except (OSError, ValueError):
        raise MasterKeyUnusable(f"The file of the master key, {path}, cannot be read.") from None
    return OwnMasterKey(_decoded(text.strip()))


def made_master_key(path: Path) -> MasterKey:
    """The master key of this file, which only its owner may read; made where there is none."""
    make_once(path, base64.b64encode(new_key()) + b"\n")
    return read_master_key(path)


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyUnusable(WHAT_IT_IS)
    return key
