"""Checks that a PDF is complete, opens without a password, and contains nothing active.

This checks what an honest file looks like and is no virus scanner: every object is read, however it
is packed, and no page is drawn.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from adapters.storage.refusals import Flaw, damaged, refused

if TYPE_CHECKING:
    from pikepdf import Pdf

_PADDING = b"\x00\t\n\x0c\r \x1a\xff"
"""Bytes that senders and scanners put before or after a file."""
_MARK = b"\xef\xbb\xbf"
_HEADER, _END = b"%PDF-", b"%%EOF"
_HEADER_LOOKED_FOR_BYTES = 1024

_ACTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/GoToE"})
_CARRIES = frozenset({"/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Sound"})
_FILES = frozenset({"/EF", "/EmbeddedFiles"})
_SCRIPT = re.compile(rb"<(?:\w+:)?script\b")
_DEEPEST = 100


def check_pdf(content: bytes) -> None:
    """Raises `DocumentRefused` for a file with foreign content before or after the document, or one
    that is cut short. Reads only the beginning and the end."""
    if not content.removeprefix(_MARK).lstrip(_PADDING).startswith(_HEADER):
        if _HEADER in content[:_HEADER_LOOKED_FOR_BYTES]:
            # A web page or a program may precede it.
            raise refused(
                Flaw.DISGUISED,
                "The file is a PDF with something else in front of it. Please export it again.",
            )
        raise damaged("PDF")
    if not content.rstrip(_PADDING).endswith(_END):
        raise damaged("PDF")


def read_pdf(content: bytes) -> None:
    """Raises `DocumentRefused` for a PDF that a verifier could not read, now or in ten years.

    A password that is only asked for to change or to print the file is none in the way of reading.
    Slow on a large file, and no safer than the library: for a process that may be stopped.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            _refuse_active(pdf)
            pages = list(pdf.pages)
            for page in pages:
                _read_page(page.obj)
    except pikepdf.PasswordError:
        raise refused(
            Flaw.ENCRYPTED,
            "The PDF file is protected with a password. Please print it to a new PDF without "
            "one, or scan the document.",
        ) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        raise damaged("PDF") from None
    if not pages:
        raise refused(Flaw.EMPTY, "The PDF file has no pages. Please scan or export it again.")


def _refuse_active(pdf: "Pdf") -> None:
    for each in _dictionaries([pdf.trailer, *pdf.objects]):
        kind, subtype = each.get("/S"), each.get("/Subtype")
        acts = str(kind) in _ACTS or str(subtype) in _CARRIES or _FILES & set(each.keys())
        if acts or _scripted_form(each.get("/XFA")):
            raise refused(
                Flaw.ACTIVE,
                "The PDF file carries a script, a command or another file. Please print it to a "
                "new PDF and send that.",
            )


def _scripted_form(form: Any) -> bool:
    """Whether an XML form, in one stream or several with names between, contains a script."""
    import pikepdf

    parts = list(form) if isinstance(form, pikepdf.Array) else [form]
    streams = (part for part in parts if isinstance(part, pikepdf.Stream))
    return any(_SCRIPT.search(part.read_bytes()) for part in streams)


def _dictionaries(objects: list[Any]) -> Iterator[Any]:
    """Every dictionary, also within others and in streams. What is only referred to comes up as an
    object of its own."""
    import pikepdf

    waiting = [(each, 0) for each in objects]
    while waiting:
        each, depth = waiting.pop()
        if depth > _DEEPEST:
            raise damaged("PDF")
        if isinstance(each, pikepdf.Stream):
            each = each.stream_dict
        if isinstance(each, pikepdf.Dictionary):
            yield each
            inner = [value for _, value in each.items()]
        elif isinstance(each, pikepdf.Array):
            inner = list(each)
        else:
            continue
        waiting += [
            (value, depth + 1)
            for value in inner
            if isinstance(value, pikepdf.Object) and not value.is_indirect
        ]


def _read_page(page: Any) -> None:
    """Unpacks the page's contents."""
    import pikepdf

    contents = page.get("/Contents")
    if contents is None:
        return  # an empty page
    for part in list(contents) if isinstance(contents, pikepdf.Array) else [contents]:
        part.read_bytes()
