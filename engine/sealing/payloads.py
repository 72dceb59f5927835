"""How a sealed payload is laid out: which key, for which workflow, and what was sealed, compressed.

What is sealed is small, and much of it is alike: names of fields, sentences of the rules. So it is
compressed with a dictionary of that, which each sealed payload names by its number. A dictionary
never changes, or nothing sealed with it could be read: a better one has the next number, and the
file beside this one stays.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload

from domain.errors import SealBroken

ENCODING = b"binary/sealed"
PACKED = b"binary/packed"
"""The encoding of what is compressed and not sealed."""
_KEY, _FOR = "key", "for"
"""In the metadata of what was sealed first, without a dictionary."""
_PLAIN, _NEWEST = 0, 1
_AS_IT_IS, _SMALLER = b"\0", b"\1"
_BEGINNING = b"\n\x16\n\x08encoding\x12\njson/plain\x12"
"""How nearly every payload begins that is about to be sealed."""
_WINDOW, _MEMORY = -14, 5
"""Of the compression, as zlib counts them: without a header, and with little memory, since
preparing that takes longer than compressing."""


class Sealed(NamedTuple):
    """What stands in a sealed payload."""

    key: str
    """The id of the key, in hexadecimal digits."""
    workflow: str
    """The id of the workflow that it was sealed for; empty where it was sealed for none."""
    sealed: bytes
    dictionary: int = _NEWEST
    """The number of its dictionary."""

    @classmethod
    def of(cls, payload: Payload) -> Self:
        """Raises SealBroken where it is no sealed payload that this release knows."""
        if _KEY in payload.metadata:
            key, workflow = (_text(payload.metadata.get(name, b"")) for name in (_KEY, _FOR))
            return cls(key, workflow, payload.data, _PLAIN)
        data = memoryview(payload.data)
        if len(data) < 2 or data[0] not in _DICTIONARIES:
            raise SealBroken("This was not sealed by a release that this one knows.")
        after_key = 2 + data[1]
        length = int.from_bytes(data[after_key : after_key + 2])
        begins = after_key + 2 + length
        workflow = _text(bytes(data[after_key + 2 : begins]))
        return cls(data[2:after_key].hex(), workflow, bytes(data[begins:]), data[0])

    @property
    def payload(self) -> Payload:
        """With the newest dictionary. The first byte is its number; then come the key's id and the
        workflow's, each after its length, and then what was sealed."""
        key, workflow = bytes.fromhex(self.key), self.workflow.encode()
        head = bytes((self.dictionary, len(key))) + key + len(workflow).to_bytes(2) + workflow
        return Payload(metadata={"encoding": ENCODING}, data=head + self.sealed)

    def about(self, owner: str) -> bytes:
        """What is bound to what was sealed, and not in it."""
        said = "\0".join((self.key, owner, self.workflow)).encode()
        return said if self.dictionary == _PLAIN else bytes((self.dictionary,)) + said


def packed(payload: Payload) -> bytes:
    """A payload as it is sealed, with the newest dictionary."""
    plain = payload.SerializeToString()
    words = _dictionary(_NEWEST)
    packing = zlib.compressobj(wbits=_WINDOW, memLevel=_MEMORY, zdict=words)
    smaller = packing.compress(plain) + packing.flush()
    return _SMALLER + smaller if len(smaller) < len(plain) else _AS_IT_IS + plain


def unpacked(content: bytes, dictionary: int) -> Payload:
    """The payload that was sealed so."""
    kind, said = content[:1], content[1:]
    if kind == _AS_IT_IS:
        return Payload.FromString(said)
    if dictionary == _PLAIN:
        return Payload.FromString(zlib.decompress(said))
    unpacking = zlib.decompressobj(wbits=_WINDOW, zdict=_dictionary(dictionary))
    return Payload.FromString(unpacking.decompress(said) + unpacking.flush())


def compressed(payload: Payload) -> Payload:
    """For whoever seals nothing: in clear, and shorter. The first byte names the dictionary."""
    data = bytes((_NEWEST,)) + packed(payload)
    return Payload(metadata={"encoding": PACKED}, data=data)


def decompressed(payload: Payload) -> Payload:
    """Raises SealBroken where it was compressed by a later release, or changed since."""
    number = payload.data[0] if payload.data else 0
    if number not in _DICTIONARIES:
        raise SealBroken("This was not written by a release that this one knows.")
    try:
        return unpacked(payload.data[1:], number)
    except (zlib.error, DecodeError):
        raise SealBroken("This was changed since it was written: it cannot be read.") from None


_DICTIONARIES: Mapping[int, str] = {1: "dictionary_1.txt"}


@cache
def _dictionary(number: int) -> bytes:
    return Path(__file__).with_name(_DICTIONARIES[number]).read_bytes() + _BEGINNING


def _text(said: bytes) -> str:
    try:
        return said.decode()
    except UnicodeDecodeError:
        raise SealBroken("This was changed since it was sealed: it cannot be opened.") from None
