"""The beginning of a table (CSV), from which a person makes a profile."""

import csv
import io
from collections import Counter
from typing import NamedTuple

from adapters.bank.table import read_table
from domain.bank.profiles import CsvProfile, Encoding
from domain.bank.statements import Entry
from domain.errors import InvalidFile

_LINES = 40
_BYTES = 24 * 1024
_DELIMITERS = "|\t,;"
"""Where two fit alike the later one is meant: commas stand in amounts, too."""


class Shape(NamedTuple):
    """How a table seems to be written."""

    delimiter: str
    encoding: Encoding
    skip_lines: int
    """Lines before the one that names the columns."""


class Preview(NamedTuple):
    """What a profile reads in the beginning of a table."""

    entries: list[Entry]
    problems: list[dict[str, object]]


def beginning(content: bytes) -> bytes:
    """Whole lines, and no cell that is cut."""
    lines = content[:_BYTES].splitlines(keepends=True)[: _LINES + 1]
    if len(content) > sum(map(len, lines)) or len(lines) > _LINES:
        lines.pop()
    while lines and b"".join(lines).count(b'"') % 2:
        lines.pop()
    return b"".join(lines)


def guessed(sample: bytes) -> Shape:
    """By what most lines have in common, and by the first row with the most in it."""
    encoding: Encoding = "utf-8"
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError:
        text, encoding = sample.decode("iso-8859-1"), "cp1252"
    lines = [each for each in text.splitlines() if each.strip()]
    best = max(_DELIMITERS, key=lambda each: (*_alike(lines, each), _DELIMITERS.index(each)))
    skip, most, began = 0, 0, 0
    reader = csv.reader(text.splitlines(keepends=True), delimiter=best)
    for row in reader:
        filled = sum(bool(each.strip()) for each in row)
        if filled > most:
            skip, most = began, filled
        began = reader.line_num
    return Shape(best, encoding, skip)


def _alike(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have the same number of these, if they have any, and that number."""
    counts = Counter(each.count(delimiter) for each in lines if delimiter in each)
    return max(((times, number) for number, times in counts.items()), default=(0, 0))


def rows_of(sample: bytes, delimiter: str, encoding: str) -> list[list[str]]:
    """Its rows; what the encoding does not have is shown as a question mark."""
    text = sample.decode(encoding, "replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def preview(sample: bytes, profile: CsvProfile) -> Preview:
    """What is read, and what cannot be."""
    entries: list[Entry] = []
    try:
        for part in read_table(io.BytesIO(sample), profile):
            if isinstance(part, Entry):
                entries.append(part)
    except InvalidFile as invalid:
        return Preview(entries, invalid.details["problems"])
    return Preview(entries, [])
