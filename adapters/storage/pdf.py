"""Whether a PDF is whole, can be read without a password, and is only something to read.

This is a check of what an honest file looks like, not a virus scanner: object streams are
unpacked and names written with escapes are understood, but no page is interpreted.
"""

import re
import zlib
from collections.abc import Iterator

from adapters.storage.refusals import Flaw, damaged, refused

_WHITESPACE = b"\x00\t\n\x0c\r "
_HEADER = re.compile(rb"%PDF-\d\.\d")
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\Z")

_STREAM = re.compile(rb">>\s*stream\r?\n")
_STREAM_END = b"endstream"
_FILTERS = re.compile(rb"/Filter\s*(/\w+|\[[^\]]*\])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")

_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")

_MAX_UNPACKED_BYTES = 32 * 1024 * 1024


def check_pdf(content: bytes) -> None:
    """Raise `DocumentRefused` for a PDF that a verifier could not read, now or in ten years.

    Nothing may stand before the header or, blanks aside, behind the end: there a file could be
    something else at the same time. A password is refused even where it only restricts printing,
    because then nobody can look inside here.
    """
    end = _END.search(content.rstrip(_WHITESPACE)[-64:])
    if not _HEADER.match(content) or end is None or int(end[1]) >= len(content):
        raise damaged("PDF")
    for text in _readable_parts(content):
        if _ENCRYPTED.search(text):
            raise refused(
                Flaw.ENCRYPTED,
                "The PDF file is protected with a password. Please print it to a new PDF without "
                "one, or scan the document.",
            )
        if _ACTIVE.search(text):
            raise refused(
                Flaw.ACTIVE,
                "The PDF file carries a script, a command or another file. Please print it to a "
                "new PDF and send that.",
            )


def _readable_parts(content: bytes) -> Iterator[bytes]:
    """What is outside of streams, and what is in the streams that hold objects."""
    unpacked = 0
    position = 0
    while opening := _STREAM.search(content, position):
        end = content.find(_STREAM_END, opening.end())
        if end < 0:
            break
        before = _plain(content[position : opening.start()])
        yield before
        description = before.rpartition(b"obj")[2]
        if b"/ObjStm" in description:
            objects = _unpack(description, content[opening.end() : end])
            unpacked += len(objects)
            if unpacked > _MAX_UNPACKED_BYTES:
                raise damaged("PDF")
            yield _plain(objects)
        position = end + len(_STREAM_END)
    yield _plain(content[position:])


def _plain(text: bytes) -> bytes:
    """With names as they are meant: `/J#61vaScript` is `/JavaScript`."""
    return _ESCAPED.sub(lambda escape: bytes([int(escape[1], 16)]), text)


def _unpack(description: bytes, packed: bytes) -> bytes:
    filters = _FILTERS.search(description)
    if filters is None:
        return packed
    if filters[1].strip(b"[] ") != b"/FlateDecode":
        raise damaged("PDF")
    try:
        return zlib.decompressobj().decompress(packed, _MAX_UNPACKED_BYTES + 1)
    except zlib.error:
        raise damaged("PDF") from None
