"""Tax ids as people write them: with the words before them, in any script's digits, in any of
their country's kinds. Offline: a format and check digits, never whether the number exists."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from domain.companies.tax_id_kinds import kinds_of

LONGEST_TAX_ID = 120
"""Characters, as written, words included."""

_LONGEST_NUMBER = 30
_SHORTEST_NUMBER = 4
_MOST_WORDS = 6
"""Words before and after a number that is none of the country's kinds; with more it is a
sentence."""


class TaxIdCheck(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    """It does not check out: a wrong digit, or a kind of number that is not known here."""
    UNVERIFIED = "unverified"
    """Nothing is known about this country's numbers, so nothing can be wrong with this one."""
    IMPOSSIBLE = "impossible"
    """It cannot be a tax id of any country: no digits, nothing but zeros, or a sentence."""


_VAT_PREFIX = {"GR": ("EL", "GR"), "GB": ("GB", "XI"), "MC": ("FR", "MC"), "JP": ("T", "JP")}
"""Where the prefix of a VAT number is not the country's ISO code alone."""

_PREFIXES = frozenset(
    """AT BE BG CHE CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
    XI""".split()  # noqa: SIM905
)
"""Directly before the digits these say whose number it is, and are no word to take off."""


@lru_cache(maxsize=1000)
def check_tax_id(country: str, number: str) -> TaxIdCheck:
    """What can be said of a tax id, written as people write it, of a company in this country."""
    if len(number) > LONGEST_TAX_ID:
        return TaxIdCheck.IMPOSSIBLE
    text = _plain(number)
    core = _core(text)
    if not _says_something(core):
        return TaxIdCheck.IMPOSSIBLE
    if _recognised(country, number) is not None:
        return TaxIdCheck.VALID
    words = [word for word in _tokens(text) if word.isalpha() and len(word) > 1]
    possible = _SHORTEST_NUMBER <= len(core) <= _LONGEST_NUMBER and len(words) <= _MOST_WORDS
    if not possible:
        return TaxIdCheck.IMPOSSIBLE
    return TaxIdCheck.INVALID if kinds_of(country) else TaxIdCheck.UNVERIFIED


def compact_tax_id(country: str, number: str) -> str:
    """The number as a register wants it: no words, spaces or dots, no country prefix."""
    known = _recognised(country, number)
    if known is not None:
        return known
    core = _core(_plain(number))
    prefix = next((each for each in _prefixes_of(country) if core.startswith(each)), "")
    return core.removeprefix(prefix)


def _recognised(country: str, number: str) -> str | None:
    kinds = kinds_of(country)
    for spelling in dict.fromkeys(_spellings(country, _plain(number))):
        if spelling.isascii() and _says_something(spelling):
            for kind in kinds:
                if (known := kind(spelling)) is not None:
                    return known
    return None


def _plain(number: str) -> str:
    """Capitals and our own digits, whatever script and width they were written in."""
    text = unicodedata.normalize("NFKC", number).upper()
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _spellings(country: str, text: str) -> Iterator[str]:
    """What of a text may be the number: without separators, other words and a prefix."""
    parts = re.split(r"[,;|()\[\]\n]| / |/(?=\s)", text)
    for part in dict.fromkeys((text, *parts, *text.split("/"))):
        tokens = _tokens(part)
        for run in (tokens, *_runs(tokens)):
            for spelling in _without_words(country, run):
                yield spelling
                for prefix in _prefixes_of(country):
                    if spelling.startswith(prefix):
                        yield spelling.removeprefix(prefix)


def _runs(tokens: list[str]) -> Iterator[list[str]]:
    """The numbers between words of two letters and more, each with the words before it."""
    run: list[str] = []
    for token in tokens:
        if len(token) > 1 and token.isalpha() and any(map(_has_digit, run)):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _without_words(country: str, tokens: list[str]) -> Iterator[str]:
    """The tokens as one, and again with fewer and fewer of the words at both ends."""
    places = [place for place, token in enumerate(tokens) if _has_digit(token)]
    if not places:
        return
    first, last = places[0], places[-1]
    starts = [start for start in (0, *range(max(0, first - 2), first + 1)) if start <= first]
    ends = [len(tokens), *range(min(len(tokens), last + 3), last, -1)]
    for start in dict.fromkeys(starts):
        before = tokens[start - 1] if start else ""
        if before in _PREFIXES and before not in (*_prefixes_of(country), country):
            continue
        for end in dict.fromkeys(ends):
            whole = "".join(tokens[start:end])
            yield whole
            yield from _without_glued_word(country, whole)


def _without_glued_word(country: str, number: str) -> Iterator[str]:
    """`IVA00743110157`: letters that run into the number, fewer and fewer of them."""
    letters = re.match(r"[^\W\d_]*", number)
    length = letters.end() if letters else 0
    if length < 2 or number[:length] in _PREFIXES - {*_prefixes_of(country), country}:
        return
    yield from (number[start:] for start in range(1, length + 1))


def _core(text: str) -> str:
    """The text from its first to its last token with a digit, and no separators."""
    tokens = _tokens(text)
    places = [place for place, token in enumerate(tokens) if _has_digit(token)]
    return "".join(tokens[places[0] : places[-1] + 1]) if places else ""


def _prefixes_of(country: str) -> tuple[str, ...]:
    return _VAT_PREFIX.get(country, (country,))


def _says_something(number: str) -> bool:
    return any(char.isdigit() and char != "0" for char in number)


def _has_digit(token: str) -> bool:
    return any(char.isdigit() for char in token)
