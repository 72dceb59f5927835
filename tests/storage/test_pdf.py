"""A PDF is something to read: without a password, and nothing that acts or hides."""

import pytest

from adapters.storage.pdf import check_pdf
from domain.errors import DocumentRefused
from tests.storage import files

OBJECT_STREAM = b"/Type /ObjStm /N 1 /First 4"


def flaw_of(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as refusal:
        check_pdf(content)
    return str(refusal.value.details["code"])


@pytest.mark.parametrize(
    "catalog",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"/OpenAction << /S /J#61vaScript /#4A#53 6 0 R >>",
        b"/OpenAction << /S /Launch /F (calc.exe) >>",
        b"/Names << /EmbeddedFiles 6 0 R >>",
    ],
)
def test_a_pdf_that_acts_or_carries_files_is_refused(catalog: bytes) -> None:
    assert flaw_of(files.pdf(catalog=catalog)) == "active"


def test_a_script_in_a_packed_object_is_found() -> None:
    hidden = files.stream(b"6 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>", OBJECT_STREAM)

    assert flaw_of(files.pdf(objects=(hidden,))) == "active"


def test_packed_objects_as_such_are_fine() -> None:
    harmless = files.stream(b"6 0 << /Lang (nl) >>", OBJECT_STREAM)

    check_pdf(files.pdf(objects=(harmless,)))
    check_pdf(files.pdf(objects=(harmless.replace(b"/FlateDecode", b"[ /FlateDecode ]"),)))


def test_an_unpacked_object_stream_is_read_too() -> None:
    plain = b"<< /Type /ObjStm >>\nstream\n6 0 << /S /Launch >>\nendstream"

    assert flaw_of(files.pdf(objects=(plain,))) == "active"


@pytest.mark.parametrize(
    "unreadable",
    [
        b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nnot packed\nendstream",
        b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n00>\nendstream",
        files.stream(bytes(33 * 1024 * 1024), OBJECT_STREAM),
    ],
)
def test_objects_that_cannot_be_looked_into_are_refused(unreadable: bytes) -> None:
    assert flaw_of(files.pdf(objects=(unreadable,))) == "damaged"


def test_the_text_of_a_page_may_speak_of_anything() -> None:
    check_pdf(files.pdf(objects=(files.stream(b"(/JavaScript /Launch /Encrypt)"),)))
    check_pdf(files.pdf(objects=(b"<< >>\nstream\n(/JavaScript /Encrypt)\nendstream",)))


def test_opening_at_a_page_is_no_action_to_fear() -> None:
    check_pdf(files.pdf(catalog=b"/OpenAction [3 0 R /Fit]"))


def test_a_pdf_with_a_password_is_refused() -> None:
    assert flaw_of(files.pdf(trailer=b"/Encrypt 6 0 R")) == "encrypted"


def test_blanks_behind_the_end_do_not_matter() -> None:
    check_pdf(files.pdf() + b"\r\n\x00 \n")


def test_a_pdf_whose_table_lies_outside_of_it_is_refused() -> None:
    head, _, _ = files.pdf().rpartition(b"startxref")

    assert flaw_of(head + b"startxref\n999999\n%%EOF\n") == "damaged"
