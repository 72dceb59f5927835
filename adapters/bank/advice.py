"""Reads payment advice of customers: a mail (.eml) with its table or its attached one, a table
(CSV), or a plain text."""

import csv
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from adapters.bank.advice_rows import Row, advice_in, advice_in_lines, cells_of, names_columns
from adapters.bank.html_rows import rows_of_html
from adapters.bank.refusing import refused
from domain.bank.advice import WrittenAdvice

MAX_ADVICE_BYTES = 5 * 1024 * 1024

_MAIL = re.compile(rb"\A(?:[A-Za-z0-9-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_OF_MAIL = re.compile(rb"(?im)^(?:from|mime-version|subject|received|content-type):")
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"
_DELIMITERS = ";\t|,"


def read_advice(content: bytes) -> list[WrittenAdvice]:
    """The advice in a file, one for each transfer.

    Raises:
        InvalidFile: it is empty, too large, of another kind, or names no invoice with its amount.
    """
    if not content.strip():
        raise refused("file_empty", "This file is empty.")
    if len(content) > MAX_ADVICE_BYTES:
        problem = f"This file is larger than {MAX_ADVICE_BYTES // 1024 // 1024} MB."
        raise refused("file_too_large", problem)
    if content.startswith(_OUTLOOK):
        problem = "This is a mail as Outlook keeps it (.msg): save it as .eml, or as text."
        raise refused("format_unknown", problem)
    if content.startswith((_ZIP, _PDF)) or (b"\0" in content and content[:2] not in _UTF_16):
        problem = "This is no mail (.eml), table (CSV) or text."
        raise refused("format_unknown", problem)
    head = _MAIL.match(content)
    found = _in_mail(content) if head and _OF_MAIL.search(head[0]) else _in_text(_decoded(content))
    found = [each for each in found if each.lines]
    if not found:
        problem = "No line here names an invoice and its amount."
        raise refused("advice_empty", problem)
    return found


def _in_mail(content: bytes) -> list[WrittenAdvice]:
    """Of its parts the first that names invoices: a table that is attached, then what is written in
    it. What is written says the transfer's reference where the table does not."""
    message = message_from_bytes(content, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    plain = [advice_in_lines(cells_of(_text_of(each))) for each in parts if _is(each, "text/plain")]
    web = [_in_html(_text_of(each)) for each in parts if _is(each, "text/html")]
    written = next((each for each in (*plain, *web) if each.lines or each.reference), None)
    for part in parts:
        if _is_table(part):
            tables = _in_table(_text_of(part))
            if len(tables) == 1 and written and not tables[0].reference:
                only = tables[0]
                return [WrittenAdvice(only.lines, written.reference, only.total, only.currency)]
            if tables:
                return tables
    return [each for each in (*plain, *web) if each.lines][:1]


def _in_html(text: str) -> WrittenAdvice:
    return advice_in_lines(rows_of_html(text))


def _in_text(text: str) -> list[WrittenAdvice]:
    return _in_table(text) or [advice_in_lines(cells_of(text))]


def _in_table(text: str) -> list[WrittenAdvice]:
    """By the delimiter with which a row names the columns; none where none does."""
    lines = text.splitlines()
    for delimiter in _DELIMITERS:
        if not any(names_columns(line.split(delimiter)) for line in lines):
            continue
        if found := [each for each in advice_in(_rows(lines, delimiter)) if each.lines]:
            return found
    return []


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in rows:
            yield rows.line_num, [each.strip() for each in row]
    except csv.Error:
        problem = "This row is not as a table has it."
        raise refused("row_invalid", problem, line=rows.line_num) from None


def _is(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_table(part)


def _is_table(part: Message) -> bool:
    name = (part.get_filename() or "").casefold()
    return part.get_content_type() == "text/csv" or name.endswith((".csv", ".tsv"))


def _text_of(part: Message) -> str:
    if isinstance(part, EmailMessage):
        try:
            said = part.get_content()
            if isinstance(said, str):
                return said
        except (LookupError, UnicodeError):
            pass  # an encoding that nobody knows: it is read as any file
    raw = part.get_payload(decode=True)
    return _decoded(raw) if isinstance(raw, bytes) else ""


def _decoded(content: bytes) -> str:
    if content[:2] in _UTF_16:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
