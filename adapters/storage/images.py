"""Checks that a scanned picture is complete: its structure first, which is fast, then its
pixels."""

import struct
import zlib
from io import BytesIO

from adapters.storage.refusals import Flaw, damaged, refused
from domain.errors import DocumentRefused

_FORMATS = {"image/png": ["PNG"], "image/jpeg": ["JPEG", "MPO"], "image/tiff": ["TIFF"]}
_MOST_PIXELS = 72_000_000
"""A sheet of A3 at 600 dots an inch has 70 million, one of A4 35 million."""
_MOST_PAGES = 500
_UNKNOWN_TO_READERS = b"MM\x00\x2b"

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_SCAN = 0xDA
_JPEG_END = b"\xff\xd9"

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_STRIPS, _TIFF_TILES = 273, 324


def check_png(content: bytes) -> None:
    """Every chunk is whole by its checksum, there is a picture, and the file ends with it."""
    if not content.startswith(_PNG_SIGNATURE):
        raise damaged("PNG")
    kinds: list[bytes] = []
    position = len(_PNG_SIGNATURE)
    while kinds[-1:] != [b"IEND"]:
        header = content[position : position + 8]
        if len(header) < 8:
            raise damaged("PNG")
        length, kind = struct.unpack(">I4s", header)
        end = position + 8 + length + 4
        if end > len(content):
            raise damaged("PNG")
        (checksum,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[position + 4 : end - 4]) != checksum:
            raise damaged("PNG")
        kinds.append(kind)
        position = end
    width, height = content[16:20], content[20:24]
    no_picture = kinds[0] != b"IHDR" or b"IDAT" not in kinds or not (any(width) and any(height))
    if no_picture or position != len(content):
        raise damaged("PNG")


def check_jpeg(content: bytes) -> None:
    """The segments lead to a picture that ends.

    What follows the picture is let through: telephones append their own data there.
    """
    position = 2
    has_size = False
    while True:
        if content[position : position + 1] != b"\xff":
            raise damaged("JPEG")
        while content[position : position + 1] == b"\xff":
            position += 1
        marker = content[position : position + 3]
        if len(marker) < 3:
            raise damaged("JPEG")
        if marker[0] in _JPEG_WITHOUT_LENGTH:
            position += 1
            continue
        if marker[0] in _JPEG_FRAMES:
            has_size = any(content[position + 6 : position + 8])
        length = int.from_bytes(marker[1:], "big")
        position += 1 + length
        if length < 2 or position > len(content):
            raise damaged("JPEG")
        if marker[0] == _JPEG_SCAN:
            break
    if not has_size or content.find(_JPEG_END, position) < 0:
        raise damaged("JPEG")


def check_tiff(content: bytes) -> None:
    """The first directory lies inside the file and describes a picture that does, too."""
    order = "<" if content[:2] == b"II" else ">"
    try:
        tags = _tiff_tags(content, order)
    except struct.error:
        raise damaged("TIFF") from None
    has_size = _TIFF_WIDTH in tags and _TIFF_HEIGHT in tags
    if not has_size or not (_TIFF_STRIPS in tags or _TIFF_TILES in tags):
        raise damaged("TIFF")


def _tiff_tags(content: bytes, order: str) -> set[int]:
    (version,) = struct.unpack_from(order + "H", content, 2)
    is_big = version == 43
    if is_big:
        offset_size, zero, first = struct.unpack_from(order + "HHQ", content, 4)
        if (offset_size, zero) != (8, 0):
            raise damaged("TIFF")
        header, count_format, count_size, entry_size = 16, "Q", 8, 20
    else:
        (first,) = struct.unpack_from(order + "I", content, 4)
        header, count_format, count_size, entry_size = 8, "H", 2, 12
    if not header <= first < len(content):
        raise damaged("TIFF")
    (count,) = struct.unpack_from(order + count_format, content, first)
    entries = first + count_size
    if count * entry_size > len(content) - entries:
        raise damaged("TIFF")
    return {
        struct.unpack_from(order + "H", content, entries + number * entry_size)[0]
        for number in range(count)
    }


def read_image(media_type: str, content: bytes) -> None:
    """Raises `DocumentRefused` unless every picture in the file can be decoded to its last pixel.

    No safer than the library, and slow on a large one: for a process that may be stopped.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    if content.startswith(_UNKNOWN_TO_READERS):
        raise refused(
            Flaw.WRONG_TYPE,
            "The file is a big-endian BigTIFF, which hardly any program reads. Please save it as "
            "an ordinary TIFF or as a PDF.",
        )
    name = media_type.rpartition("/")[2].upper()
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # counted before anything is decoded
    try:
        with Image.open(BytesIO(content), formats=_FORMATS[media_type]) as picture:
            # Telephones append a second picture, which is not checked.
            pages = getattr(picture, "n_frames", 1) if media_type == "image/tiff" else 1
            if pages > _MOST_PAGES:
                raise _too_big()
            for page in range(pages):
                picture.seek(page)
                width, height = picture.size
                if width * height > _MOST_PIXELS:
                    raise _too_big()
                picture.load()
    except UnidentifiedImageError:
        raise damaged(name) from None
    except (
        OSError,
        EOFError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        struct.error,
        zlib.error,
        OverflowError,
    ):
        raise damaged(name) from None


def _too_big() -> DocumentRefused:
    return refused(
        Flaw.TOO_LARGE,
        f"The picture is larger than {_MOST_PIXELS // 1_000_000} million points, or has more than "
        f"{_MOST_PAGES} pages. Please scan the document with less detail, or send its parts.",
        max_pixels=_MOST_PIXELS,
        max_pages=_MOST_PAGES,
    )
