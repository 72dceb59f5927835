"""The text of a letter in pieces, for its HTML: paragraphs, lists, quotations, rows of a table.

Nothing here makes markup: the template does, which escapes all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a letter."""

    kind: Literal["paragraph", "quotation", "list"]
    lines: tuple[str, ...] = ()
    """Of a quotation; the only one of a paragraph."""
    items: tuple[tuple["Block", ...], ...] = ()
    """Of a list: what each of its entries says."""


class Row(NamedTuple):
    """A line such as `Due date:  Wednesday 11 November 2026`."""

    name: str
    value: str


def rows_of(text: str) -> list[Row]:
    """The rows of a table that was written with blanks."""
    lines = (line.partition(":") for line in text.split("\n") if line.strip())
    return [Row(name.strip(), value.strip()) for name, _, value in lines]


def blocks_of(text: str) -> list[Block]:
    """The pieces of a letter's text before its lines were filled."""
    found: list[Block] = []
    for paragraph in text.split("\n\n"):
        found += _blocks([line for line in paragraph.split("\n") if line.strip()])
    return found


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Lines that belong together, by how each begins."""
    at = 0
    while at < len(lines):
        kind = _kind(lines[at])
        end = at + 1
        while end < len(lines) and (
            _kind(lines[end]) == kind or (kind == "list" and lines[end].startswith(" "))
        ):
            end += 1
        yield _block(kind, lines[at:end])
        at = end


def _kind(line: str) -> Literal["paragraph", "quotation", "list"]:
    if line.startswith(">"):
        return "quotation"
    return "list" if line.startswith("- ") else "paragraph"


def _block(kind: Literal["paragraph", "quotation", "list"], lines: list[str]) -> Block:
    if kind == "quotation":
        return Block(kind, tuple(line[1:].removeprefix(" ") for line in lines))
    if kind == "paragraph":
        return Block(kind, (" ".join(line.strip() for line in lines),))
    starts = [at for at, line in enumerate(lines) if line.startswith("- ")]
    entries = [lines[at:end] for at, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return Block(kind, items=tuple(tuple(_entry(each)) for each in entries))


def _entry(lines: list[str]) -> Iterator[Block]:
    """What an entry of a list says; the lines below its first are two columns further in."""
    return _blocks([line[2:] for line in lines])
