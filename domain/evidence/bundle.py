"""A bundle: lines of JSON, each with the hash of the one before, and a signature over the last.

| line | `kind` | `content` |
| --- | --- | --- |
| first | `evidence` | the format, what it is about, who took it, when |
| others | as `LineKind` says | what is on record |
| last | `signature` | the last hash, how many lines, the public key, the signature |

The hash of a line is that of its canonical JSON without the field `hash`: it covers the line's
number, its kind, its content and `before`, the hash of the line above.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from domain.evidence.canonical import canonical, digest
from domain.values.record import Record

FORMAT = "pay-by-invoice/evidence"
VERSION = 1
BEGINNING = "0" * 64
"""What the first line says comes before it."""
ALGORITHM = "Ed25519"


class LineKind(StrEnum):
    """What a line of a bundle tells."""

    EVIDENCE = "evidence"
    REQUEST = "request"
    INVOICE = "invoice"
    TIMELINE = "timeline"
    DECISION = "decision"
    FINDING = "finding"
    DOCUMENT = "document"
    PAPER = "paper"
    PAYMENT = "payment"
    ADJUSTMENT = "adjustment"
    LETTER = "letter"
    EVENT = "event"
    SIGNATURE = "signature"


class Signer(Protocol):
    """Our signing key."""

    @property
    def public_key(self) -> str:
        """In Base64."""

    def sign(self, message: bytes) -> str:
        """In Base64."""


class Entry(Record):
    """Something that is on record, on its way into a bundle."""

    kind: LineKind
    content: dict[str, Any]


class Taken(Record):
    """What a bundle says of itself."""

    about: str
    """The request's workflow id, or `invoice/<number>`."""
    taken_at: datetime
    taken_by: str
    sound: bool
    """The ledger's own chain held together when the bundle was taken."""


def hash_of(line: dict[str, Any]) -> str:
    """What a line's hash must be."""
    return digest({name: value for name, value in line.items() if name != "hash"})


def message_of(head: str, lines: int) -> bytes:
    """What is signed."""
    return canonical({"format": FORMAT, "version": VERSION, "head": head, "lines": lines})


def bundle(taken: Taken, entries: Iterable[Entry], signer: Signer) -> Iterator[bytes]:
    """The lines of a bundle, without their ends."""
    said = {"format": FORMAT, "version": VERSION, **taken.model_dump(mode="json")}
    before, number = BEGINNING, 0
    for each in (Entry(kind=LineKind.EVIDENCE, content=said), *entries):
        number += 1
        line = {"number": number, "kind": each.kind, "content": each.content, "before": before}
        before = hash_of(line)
        yield canonical({**line, "hash": before})
    signed = {
        "algorithm": ALGORITHM,
        "head": before,
        "lines": number,
        "public_key": signer.public_key,
        "signature": signer.sign(message_of(before, number)),
    }
    yield canonical({"kind": LineKind.SIGNATURE, "content": signed})
