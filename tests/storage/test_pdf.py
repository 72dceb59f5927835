"""A PDF is something to read: nothing in the way of that, and nothing that acts or hides."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from adapters.storage.inspection import inspect
from adapters.storage.reading_process import read
from domain.errors import DocumentRefused
from tests.storage import files

LIMIT = 1024 * 1024


def flaw_of(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as refusal:
        inspect(content, LIMIT, read)
    assert refusal.value.reason.endswith(".")
    return str(refusal.value.details["code"])


def made(change: Callable[[pikepdf.Pdf], object], **saving: Any) -> bytes:
    """The small PDF with something done to it by the library, saved as asked."""
    out = BytesIO()
    with pikepdf.open(BytesIO(files.pdf())) as pdf:
        change(pdf)
        pdf.save(out, **saving)
    return out.getvalue()


def nothing(pdf: pikepdf.Pdf) -> None:
    """As it is."""


def titled(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "How we /Encrypt, /Launch and run /JavaScript"


def linked(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://contoso.nl/JS/JavaScript/Launch")
    annotate(pdf, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)


def signed(pdf: pikepdf.Pdf) -> None:
    value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature", V=value)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)], SigFlags=3)


def with_form(pdf: pikepdf.Pdf) -> None:
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="Name", V="Contoso B.V.")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])


def opening_somewhere(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


def named_like_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.Font["/JS"] = pdf.pages[0].Resources.Font["/F1"]


def with_a_blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def annotate(pdf: pikepdf.Pdf, **entries: Any) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, **entries)
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])


@pytest.mark.parametrize(
    "change",
    [titled, linked, signed, with_form, opening_somewhere, named_like_a_script, with_a_blank_page],
)
def test_what_an_honest_pdf_has_is_fine(change: Callable[[pikepdf.Pdf], object]) -> None:
    inspect(made(change), LIMIT, read)


@pytest.mark.parametrize(
    "saving",
    [
        {"linearize": True},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"compress_streams": False},
        {"min_version": "1.4"},
        {"encryption": pikepdf.Encryption(owner="only to change it", user="")},
    ],
)
def test_however_an_honest_pdf_is_written_it_is_fine(saving: dict[str, Any]) -> None:
    inspect(made(nothing, **saving), LIMIT, read)


@pytest.mark.parametrize("front", [b"\n", b"\r\n", b"\xef\xbb\xbf", b"\x00" * 12, b"  \n"])
@pytest.mark.parametrize("behind", [b"", b"\r\n\x00 \n", b"\x00" * 4096, b" " * 2048, b"\x1a"])
def test_blanks_and_padding_around_it_do_not_matter(front: bytes, behind: bytes) -> None:
    inspect(front + files.pdf() + behind, LIMIT, read)


@pytest.mark.parametrize(
    "catalog",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"/OpenAction << /S /J#61vaScript /#4A#53 6 0 R >>",
        b"/OpenAction << /S /Launch /F (calc.exe) >>",
        b"/AA << /WC << /S /JavaScript /JS (1) >> >>",
        b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>",
        b"/Names << /EmbeddedFiles << /Names [] >> >>",
        b"/AF [<< /Type /Filespec /F (a.xml) /EF << /F 5 0 R >> >>]",
        b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /Launch /F (a) >> >>",
    ],
)
def test_a_pdf_that_acts_or_carries_files_is_refused(catalog: bytes) -> None:
    assert flaw_of(files.pdf(catalog=catalog)) == "active"


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize(
    ("template", "taken"),
    [
        (b"<template><field name='script'/></template>", True),
        (b"<template><script>app.alert(1)</script></template>", False),
        (b"<x:template><x:script contentType='a'>1</x:script></x:template>", False),
    ],
)
def test_a_form_in_xml_is_read_for_scripts(template: bytes, taken: bool, parts: int) -> None:
    def with_xml(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_indirect(pdf.make_stream(template))
        named = [pikepdf.String("preamble"), pdf.make_stream(b"<xdp>"), pikepdf.String("x"), form]
        xfa = form if parts == 1 else pikepdf.Array(named)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=xfa)

    if taken:
        inspect(made(with_xml), LIMIT, read)
    else:
        assert flaw_of(made(with_xml)) == "active"


def test_a_program_attached_to_a_page_is_found() -> None:
    def attach(pdf: pikepdf.Pdf) -> None:
        spec = pikepdf.AttachedFileSpec(pdf, b"MZ\x90\x00", filename="setup.exe")
        annotate(pdf, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec.obj)

    assert flaw_of(made(attach)) == "active"


@pytest.mark.parametrize(
    "mode", [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable]
)
def test_a_script_is_found_whatever_it_is_packed_in(mode: pikepdf.ObjectStreamMode) -> None:
    def act(pdf: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = pdf.make_indirect(script)

    assert flaw_of(made(act, object_stream_mode=mode)) == "active"


def test_a_pdf_that_nobody_can_open_without_a_password_is_refused() -> None:
    protected = made(nothing, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert flaw_of(protected) == "encrypted"


def test_a_pdf_without_pages_is_refused() -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(out)
    assert flaw_of(out.getvalue()) == "empty"


def test_a_pdf_whose_middle_is_missing_is_refused() -> None:
    whole = files.pdf()
    assert flaw_of(whole[:40] + whole[-20:]) == "damaged"


def test_a_page_that_cannot_be_unpacked_is_refused() -> None:
    whole = files.pdf()
    at = whole.index(b"stream\n") + 7
    broken = whole[:at] + b"\x00" * 20 + whole[at + 20 :]
    assert flaw_of(broken) == "damaged"


def test_the_text_of_a_page_may_speak_of_anything() -> None:
    inspect(files.pdf(objects=(files.stream(b"(/JavaScript /Launch /Encrypt)"),)), LIMIT, read)
    plain = b"<< /Length 24 >>\nstream\n(/JavaScript /Encrypt)  \nendstream"
    inspect(files.pdf(objects=(plain,)), LIMIT, read)
