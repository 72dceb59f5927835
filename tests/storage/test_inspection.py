"""An upload is what its content says, and a whole one."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.storage.inspection import Inspected, inspect
from adapters.storage.reading_process import read
from domain.errors import DocumentRefused
from tests.storage import files

LIMIT = 1024 * 1024
EXAMPLES = Path("examples/documents")


def flaw_of(content: bytes, max_bytes: int = LIMIT) -> str:
    with pytest.raises(DocumentRefused) as refusal:
        inspect(content, max_bytes, read)
    assert refusal.value.reason.endswith(".")
    return str(refusal.value.details["code"])


@pytest.mark.parametrize("media_type", files.ACCEPTED)
def test_every_accepted_type_is_recognised_by_its_content(media_type: str) -> None:
    content = files.ACCEPTED[media_type]

    sha256 = hashlib.sha256(content).hexdigest()
    assert inspect(content, LIMIT) == Inspected(media_type, sha256, len(content))


@pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
def test_every_variety_of_tiff_is_accepted(order: str, big: bool) -> None:
    assert inspect(files.tiff(order, big=big), LIMIT).media_type == "image/tiff"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("certificate-of-incorporation.pdf", "application/pdf"),
        ("tax-certificate-scan.png", "image/png"),
    ],
)
def test_the_example_documents_are_accepted(name: str, media_type: str) -> None:
    assert inspect((EXAMPLES / name).read_bytes(), LIMIT).media_type == media_type


def test_the_example_that_is_no_document_is_refused() -> None:
    assert flaw_of((EXAMPLES / "not-a-document.pdf").read_bytes()) == "wrong_type"


def test_a_tiff_that_hardly_any_program_reads_is_refused_in_words() -> None:
    assert flaw_of(files.tiff(">", big=True)) == "wrong_type"


def test_an_empty_file_is_refused() -> None:
    assert flaw_of(b"") == "empty"


def test_a_file_may_be_as_large_as_the_limit_and_not_a_byte_larger() -> None:
    content = files.pdf()

    assert inspect(content, len(content)).size == len(content)
    assert flaw_of(content, len(content) - 1) == "too_large"


def test_the_limit_is_given_in_words() -> None:
    with pytest.raises(DocumentRefused, match="larger than 10 MB"):
        inspect(bytes(10 * 1024 * 1024 + 1), 10 * 1024 * 1024)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + bytes(60),
        b"PK\x03\x04" + bytes(60),
        b"GIF89a" + bytes(60),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"Certificate of incorporation",
        b" \n",
    ],
)
def test_another_type_of_file_is_refused(content: bytes) -> None:
    assert flaw_of(content) == "wrong_type"


def test_a_scan_that_is_a_pdf_as_well_is_refused() -> None:
    comment = b"\xff\xfe\x00\x09%PDF-1"

    assert flaw_of(files.JPEG[:2] + comment + files.JPEG[2:]) == "disguised"


@pytest.mark.parametrize("front", [b"<html>", b"MZ\x90\x00", b"GIF89a", b"#!/bin/sh\n"])
def test_a_pdf_with_something_in_front_of_it_is_refused(front: bytes) -> None:
    assert flaw_of(front + files.pdf()) == "disguised"


@pytest.mark.parametrize("media_type", files.ACCEPTED)
def test_a_file_that_was_cut_off_anywhere_is_refused(media_type: str) -> None:
    content = files.ACCEPTED[media_type]
    # A PDF is whole without the newline at its end; a scan's last byte is part of the picture.
    whole = len(content.rstrip()) if media_type == "application/pdf" else len(content)

    for length in range(1, whole):
        assert flaw_of(content[:length]) in ("damaged", "wrong_type")


def test_a_png_with_a_flipped_bit_anywhere_is_refused() -> None:
    content = files.png()
    for position in range(len(content)):
        broken = bytearray(content)
        broken[position] ^= 1
        assert flaw_of(bytes(broken)) in ("damaged", "wrong_type")


def test_a_png_without_a_picture_is_refused() -> None:
    without = files.png()[:33] + files.png_chunk(b"IEND", b"")

    assert flaw_of(without) == "damaged"


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png"])
def test_a_file_hidden_behind_the_end_is_refused(media_type: str) -> None:
    assert flaw_of(files.ACCEPTED[media_type] + b"PK\x03\x04 another file") == "damaged"


def test_what_a_telephone_appends_to_a_photograph_is_let_through() -> None:
    assert inspect(files.JPEG + b"\x00\x00SEFH", LIMIT).media_type == "image/jpeg"


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_and_nothing_worse(content: bytes) -> None:
    flaw_of(content)


@given(st.sampled_from(list(files.ACCEPTED.values())), st.binary(max_size=300))
def test_random_bytes_after_a_true_beginning_are_refused(whole: bytes, rest: bytes) -> None:
    assert flaw_of(whole[:10] + rest) in ("damaged", "wrong_type", "disguised")


@settings(deadline=None)
@given(
    st.sampled_from(list(files.ACCEPTED.values())),
    st.integers(min_value=0),
    st.integers(0, 255),
)
def test_a_changed_byte_is_refused_or_does_not_matter(whole: bytes, at: int, byte: int) -> None:
    changed = bytearray(whole)
    changed[at % len(changed)] = byte
    try:
        assert inspect(bytes(changed), LIMIT, read).size == len(whole)
    except DocumentRefused as refusal:
        assert refusal.details["code"]
