"""Documents sealed by the key of whom they are about: in parts, each bound to where it stands.

A sealed file is a mark, the id of its key, and its parts, each AES-256-GCM. The number of a part,
whether it is the last, and the document's location are bound to it: a file that was cut off, whose
parts were exchanged or that is another document's does not open.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from adapters.sealing.aes import ADDED_BYTES, seal, unseal
from application.ports.sealing import DataKey, Keyring
from domain.errors import ClearRefused, SealBroken

MARK = b"\x93sealed document 1\n"
"""No PDF, PNG, JPEG or TIFF begins with it."""

PART_BYTES = 256 * 1024
_SEALED_PART_BYTES = PART_BYTES + ADDED_BYTES
_HEAD_BYTES = len(MARK) + 1 + 255
"""The most that stands before the parts: the mark, a length, and an id of this length."""


class DocumentSeal:
    """Whose key seals what, and the keys that open it again."""

    def __init__(
        self,
        keyring: Keyring,
        owner_of: Callable[[str], Awaitable[str]],
        *,
        seals: bool,
        refuses_clear: bool = False,
    ) -> None:
        """Args:
        owner_of: The owner of the keys for a scope.
        seals: Whether what is new is sealed. What is sealed is opened in any case.
        refuses_clear: Whether what is there in clear is refused.
        """
        self._keyring = keyring
        self._owner_of = owner_of
        self._seals = seals
        self.refuses_clear = refuses_clear

    async def key_for(self, scope_id: str) -> DataKey | None:
        """What seals a new document of this scope; None where there is no master key.

        Raises:
            KeyDestroyed: the account was erased.
            MasterKeyUnusable: there was a master key, and this process does not have it.
            ServiceUnreachable: the ledger, or whoever keeps the master key, does not answer.
        """
        await self._keyring.refuse_lost_master()
        if not self._seals:
            return None
        return await self._keyring.key_for(await self._owner_of(scope_id))

    async def key(self, key_id: str) -> DataKey:
        """As `Keyring.key`."""
        return await self._keyring.key(key_id)


def sealed(key: DataKey, location: str, content: bytes) -> bytes:
    """What the storage keeps of a document that lies there."""
    name = key.id.encode()
    file = [MARK, bytes([len(name)]), name]
    starts = range(0, max(len(content), 1), PART_BYTES)
    for number, start in enumerate(starts):
        about = _about(key, location, number, last=number == len(starts) - 1)
        file.append(seal(key.secret, content[start : start + PART_BYTES], about))
    return b"".join(file)


async def opened(
    chunks: AsyncIterator[bytes],
    location: str,
    key_of: Callable[[str], Awaitable[DataKey]],
    *,
    refuses_clear: bool = False,
) -> AsyncIterator[bytes]:
    """The clear content of what lies there, part by part; what is not sealed, as it is.

    Raises:
        ClearRefused: it is not sealed, and that is refused.
        SealBroken: it was changed, or was sealed for another place.
        KeyDestroyed, KeyUnknown, MasterKeyUnusable, ServiceUnreachable: as `Keyring.key`.
    """
    held = await _at_least(_HEAD_BYTES, b"", chunks)
    if not held.startswith(MARK):
        if refuses_clear:
            raise ClearRefused(ClearRefused.SENTENCE)
        yield held
        async for chunk in chunks:
            yield chunk
        return
    key_id, held = _head_of(held)
    key = await key_of(key_id)
    number, last = 0, False
    while not last:
        held = await _at_least(_SEALED_PART_BYTES + 1, held, chunks)
        last = len(held) <= _SEALED_PART_BYTES
        part, held = held[:_SEALED_PART_BYTES], held[_SEALED_PART_BYTES:]
        yield unseal(key.secret, part, _about(key, location, number, last=last))
        number += 1


def _head_of(file: bytes) -> tuple[str, bytes]:
    """The id of the key, and what of the file follows it."""
    length, rest = file[len(MARK) : len(MARK) + 1], file[len(MARK) + 1 :]
    name = rest[: length[0]] if length else b""
    if not name.isalnum() or len(name) != length[0]:
        raise SealBroken("This sealed document names no key.")
    return name.decode(), rest[len(name) :]


async def _at_least(size: int, held: bytes, chunks: AsyncIterator[bytes]) -> bytes:
    """What is held and what follows, until it is this long or ends."""
    parts, length = [held], len(held)
    while length < size:
        chunk = await anext(chunks, None)
        if chunk is None:
            break
        parts.append(chunk)
        length += len(chunk)
    return b"".join(parts)


def _about(key: DataKey, location: str, number: int, *, last: bool) -> bytes:
    place = f"part {number}, {'the last' if last else 'more follow'}"
    return "\0".join((key.id, key.owner, "document", location, place)).encode()
