"""What type an upload is: by its content, never by its name."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import filetype

from adapters.storage.images import check_jpeg, check_png, check_tiff
from adapters.storage.pdf import check_pdf
from adapters.storage.reading import read_apart
from adapters.storage.refusals import Flaw, refused, too_large

_CHECKS: dict[str, Callable[[bytes], None]] = {
    "application/pdf": check_pdf,
    "image/png": check_png,
    "image/jpeg": check_jpeg,
    "image/tiff": check_tiff,
}

_BIG_TIFF = (b"II\x2b\x00", b"MM\x00\x2b")
_PDF_HEADER = b"%PDF-"
_HEADER_LOOKED_FOR_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Inspected:
    """An upload that is acceptable as a file; a verifier judges its content."""

    media_type: str
    sha256: str
    """64 hexadecimal digits, lower case."""
    size: int
    """Bytes."""


def inspect(
    content: bytes, max_bytes: int, read: Callable[[str, bytes], None] = read_apart
) -> Inspected:
    """Accepts a complete PDF, PNG, JPEG or TIFF of at most `max_bytes` bytes that can be read, in a
    process of its own unless `read` says otherwise.

    Raises `DocumentRefused` for anything else; `details.code` is a `Flaw`.
    """
    if not content:
        raise refused(Flaw.EMPTY, "The file is empty.")
    if len(content) > max_bytes:
        raise too_large(max_bytes)
    media_type = _media_type(content)
    _CHECKS[media_type](content)
    read(media_type, content)
    return Inspected(media_type, hashlib.sha256(content).hexdigest(), len(content))


def _media_type(content: bytes) -> str:
    found = filetype.guess_mime(content)
    if content[:4] in _BIG_TIFF:
        found = "image/tiff"
    # Readers accept the header anywhere in the first kilobyte.
    if _PDF_HEADER in content[:_HEADER_LOOKED_FOR_BYTES]:
        found = "application/pdf"
    if found not in _CHECKS:
        raise refused(
            Flaw.WRONG_TYPE,
            "The file is not a PDF, PNG, JPEG or TIFF, whatever its name says. "
            "Please send the document as one of these.",
            found=found,
        )
    return str(found)
