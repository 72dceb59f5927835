"""The content of a message: its text, and the same as HTML with its images.

Not by the library's messages: their policies take milliseconds for what is a few lines here.
"""

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from email.charset import QP, Charset
from typing import NamedTuple

from adapters.mail.html_letter import Inline
from application.ports.attached_papers import AttachedFile

_END = "\r\n"
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP


class Part(NamedTuple):
    """One part of a message, with the headers that say what it is."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


def content_of(text: str, html: str, images: Sequence[Inline], boundary: str) -> Part:
    """What is in a letter: its text alone, or the HTML as an alternative to it.

    Args:
        boundary: Unlike that of any other message; letters and digits.
    """
    plain = _text(text)
    if not html:
        return plain
    shown = _html(html)
    if images:
        together = [shown, *map(_image, images)]
        shown = _several("related", together, f"{boundary}-r", '; type="text/html"')
    return _several("alternative", [plain, shown], f"{boundary}-a")


def carrying(part: Part, file: AttachedFile, boundary: str) -> Part:
    """The content of a letter, and a file that it carries."""
    shown = ("Content-Disposition", f'attachment; filename="{file.name}"')
    attached = _file(file.media_type, file.content, shown)
    return _several("mixed", [part, attached], f"{boundary}-m")


def written(part: Part) -> bytes:
    """A part with its headers, as it goes over the wire."""
    head = "".join(f"{name}: {value}{_END}" for name, value in part.headers)
    return f"{head}{_END}".encode("ascii") + part.body


def _text(text: str) -> Part:
    body = _QUOTED_PRINTABLE.body_encode(text).replace("\n", _END)
    return Part(_headers('text/plain; charset="utf-8"', "quoted-printable"), body.encode("ascii"))


def _html(html: str) -> Part:
    # A line's end tells the encoder how to end those that it breaks.
    lines = html.replace("\r\n", "\n").replace("\n", _END).encode()
    return Part(_headers('text/html; charset="utf-8"', "quoted-printable"), b2a_qp(lines))


def _image(image: Inline) -> Part:
    shown = ("Content-ID", f"<{image.content_id}>"), ("Content-Disposition", "inline")
    return _file(image.media_type, image.content, *shown)


def _file(media_type: str, content: bytes, *shown: tuple[str, str]) -> Part:
    body = encodebytes(content).replace(b"\n", _END.encode())
    return Part((*_headers(media_type, "base64"), *shown), body)


def _several(kind: str, parts: Sequence[Part], boundary: str, more: str = "") -> Part:
    # An underscore behind an equals sign stands in no encoded text.
    between = f"=_{boundary}"
    content = f'multipart/{kind}; boundary="{between}"{more}'
    body = b"".join(f"--{between}{_END}".encode() + written(part) + _END.encode() for part in parts)
    return Part((("Content-Type", content),), body + f"--{between}--{_END}".encode())


def _headers(media_type: str, encoding: str) -> tuple[tuple[str, str], ...]:
    return ("Content-Type", media_type), ("Content-Transfer-Encoding", encoding)
