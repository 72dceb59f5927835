"""What is looked for in the text of an entry: references and numbers, as people and banks write
them, with blanks, punctuation and line breaks wherever a line was full.

A place in a text is counted in its letters and digits alone, so that it is the same however the
text was cut.
"""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

SURE_LENGTH = 6
"""Letters and digits from which a number or a reference is hardly anything else."""

SURE_DIGITS = 10
"""Digits, zeros before them included, from which a reference of digits alone is hardly anything
else in a text that is not about references only."""

_NOT_COUNTED = re.compile(r"[^A-Z0-9]+")
_TOKEN = re.compile(r"[A-Z0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_RF = re.compile(r"RF(?=[0-9]{2}[A-Z0-9])")
_LONGEST_RF, _SHORTEST_RF = 25, 5
_LONGEST_NUMBER = 40
_TOKENS_TOGETHER = 6


class Span(NamedTuple):
    """A stretch of a squashed text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def within(self, other: "Span") -> bool:
        """Whether it is a part of a longer one."""
        inside = other.start <= self.start and self.end <= other.end
        return inside and len(self.text) < len(other.text)


def squashed(text: str) -> str:
    """Letters as capitals, and digits."""
    return _NOT_COUNTED.sub("", text.upper())


def begun_references(text: str) -> list[int]:
    """Where something begins as a creditor's reference does, right or wrong."""
    return [begun.start() for begun in _RF.finditer(text)]


def possible_references(text: str) -> Iterator[Span]:
    """Whatever could be a creditor's reference (RF) in a squashed text. Nothing in it says where a
    reference ends."""
    for at in begun_references(text):
        for length in range(_SHORTEST_RF, min(_LONGEST_RF, len(text) - at) + 1):
            yield Span(text[at : at + length], at)


def possible_numbers(text: str, begin_with: Container[str]) -> set[Span]:
    """Whatever could be a number of ours in a text: tokens, and up to six of them together, each
    way that a line's end may have cut one.

    Args:
        begin_with: The characters that our numbers begin with; digits do in any case.
    """
    upper = text.upper()
    found = set(_together(upper, begin_with))
    if "\n" in upper:
        found.update(_together(upper.replace("\n", ""), begin_with))
    return found


def possible_digits(text: str) -> set[Span]:
    """Whatever could be a reference of digits alone in a text: runs of digits, and up to six of
    them together where no letter stands between them."""
    upper = text.upper()
    found = set(_runs_together(upper))
    if "\n" in upper:
        found.update(_runs_together(upper.replace("\n", "")))
    return found


def _runs_together(text: str) -> Iterator[Span]:
    runs = [*_runs(text)]
    for first in range(len(runs)):
        joined = runs[first]
        for following in runs[first + 1 : first + _TOKENS_TOGETHER]:
            yield joined
            joined = Span(joined.text + following.text, joined.start)
            if following.end != joined.end or len(joined.text) > _LONGEST_NUMBER:
                break  # a letter stands between them
        else:
            yield joined


def _runs(text: str) -> Iterator[Span]:
    """Digits with nothing between them."""
    start = 0
    for token in _TOKEN.findall(text):
        for run in _DIGITS.finditer(token):
            yield Span(run[0], start + run.start())
        start += len(token)


def _together(text: str, begin_with: Container[str]) -> Iterator[Span]:
    tokens = _TOKEN.findall(text)
    start = 0
    for first, begun in enumerate(tokens):
        joined = ""
        begins = begun[0].isdecimal() or begun[0] in begin_with
        for token in tokens[first : first + _TOKENS_TOGETHER] if begins else ():
            joined += token
            if len(joined) > _LONGEST_NUMBER:
                break
            yield Span(joined, start)
        start += len(begun)
