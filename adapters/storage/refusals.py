"""Why an upload is refused, in words that help the customer."""

from enum import StrEnum
from typing import Any

from domain.errors import DocumentRefused


class Flaw(StrEnum):
    """`details.code` of a `DocumentRefused`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    DAMAGED = "damaged"
    DISGUISED = "disguised"
    """It begins as something else than what it is further on."""
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    """It contains a script, a command or another file."""
    UNREADABLE = "unreadable"
    """Reading it took more time or memory than a document needs."""
    MISSING = "missing"
    ALTERED = "altered"
    ERASED = "erased"
    """Its key was destroyed."""
    KEY_UNKNOWN = "key_unknown"
    IN_CLEAR = "in_clear"
    """It is not sealed, where nothing may lie in clear any more."""


def refused(flaw: Flaw, reason: str, **details: Any) -> DocumentRefused:
    return DocumentRefused(reason, code=flaw.value, **details)


def damaged(kind: str) -> DocumentRefused:
    """For a file of a known kind, such as a PDF, that is cut short or broken."""
    return refused(
        Flaw.DAMAGED,
        f"The {kind} file is damaged or incomplete. Please scan or export the document again.",
    )


def altered(location: str) -> DocumentRefused:
    return refused(
        Flaw.ALTERED,
        "The document in the storage is no longer the one that was uploaded.",
        location=location,
    )


def erased(**details: Any) -> DocumentRefused:
    return refused(
        Flaw.ERASED,
        "The document was erased: its key was destroyed, and nobody can read it any more.",
        **details,
    )


def too_large(max_bytes: int) -> DocumentRefused:
    return refused(
        Flaw.TOO_LARGE,
        f"The file is larger than {_readable(max_bytes)}, the most that can be uploaded.",
        max_bytes=max_bytes,
    )


def _readable(size: int) -> str:
    for unit, bytes_each in (("MB", 1024**2), ("kB", 1024)):
        if size >= bytes_each:
            return f"{size / bytes_each:.3g} {unit}"
    return f"{size} bytes"
