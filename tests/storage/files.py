"""Small real documents of every accepted type, made here so that a test can break them."""

import struct
import zlib


def pdf(*, catalog: bytes = b"", trailer: bytes = b"", objects: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one page; `catalog` and `trailer` are added to those dictionaries."""
    page = b"BT /F1 24 Tf 72 700 Td (Certificate of incorporation) Tj ET"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        stream(page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return out + table + end % (size, trailer, len(out))


def stream(content: bytes, description: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), description)
    return head + b"\nstream\n" + packed + b"\nendstream"


def png() -> bytes:
    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00\x00\xff")
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_picture(pixels)


def png_picture(pixels: bytes) -> bytes:
    return png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000"
    "ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000009"
    "ffc40014100100000000000000000000000000000000"
    "ffda0008010100003f0054dfffd9"
)
"""One grey pixel."""


def tiff(order: str = "<", *, big: bool = False) -> bytes:
    """One grey pixel, in either byte order; with `big`, as a BigTIFF."""
    mark = b"II" if order == "<" else b"MM"
    offset = "Q" if big else "I"
    if big:
        header = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16)
        start = struct.pack(order + "Q", 6)
    else:
        header = mark + struct.pack(order + "HI", 42, 8)
        start = struct.pack(order + "H", 6)
    entry_size = struct.calcsize("=HH" + offset * 2)
    pixel_at = len(header) + len(start) + 6 * entry_size + struct.calcsize("=" + offset)
    values = {256: 1, 257: 1, 258: 8, 262: 1, 273: pixel_at, 279: 1}
    entries = b"".join(
        struct.pack(order + "HH" + offset * 2, tag, 16 if big else 4, 1, value)
        for tag, value in values.items()
    )
    return header + start + entries + struct.pack(order + offset, 0) + b"\x7f"


ACCEPTED = {
    "application/pdf": pdf(),
    "image/png": png(),
    "image/jpeg": JPEG,
    "image/tiff": tiff(),
}
