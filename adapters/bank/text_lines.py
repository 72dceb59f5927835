"""The lines of a bank's text file, in whichever encoding each was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from adapters.bank.refusing import refused

_LONGEST = 64 * 1024
"""Characters of a line, which has about eighty."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str
    """Without what ends it. Blanks at its end stay: they are part of a text that is cut there."""


def lines_of(file: IO[bytes]) -> Iterator[Line]:
    """Line by line, so that the file is never in memory as a whole.

    Raises:
        InvalidFile: a line is longer than any format has them.
    """
    number = 0
    while raw := file.readline(_LONGEST):
        number += 1
        if len(raw) == _LONGEST:
            raise refused(
                "line_too_long", "This line is too long for a bank statement.", line=number
            )
        text = _decoded(raw).rstrip("\r\n")
        yield Line(
            number, text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}") if number == 1 else text
        )


def _decoded(raw: bytes) -> str:
    """UTF-8 where it is that, and else the Latin letters of Western banks, which are always."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
