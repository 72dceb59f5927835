"""Whether two addresses are the same place (E7).

Country, postal code and street number decide; the street's name may be abbreviated or slightly
mistyped, and the city's counts only where a postal code is missing ("Den Haag" is also
"'s-Gravenhage").
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.account import Address
from domain.companies.bands import Band
from domain.companies.folding import fold

_SAME_WORDS = 85.0
"""Likeness in percent from which two street or city names are the same."""

_ABBREVIATIONS = {
    "street": "st", "saint": "st", "sint": "st", "sankt": "st", "avenue": "av", "ave": "av",
    "road": "rd", "boulevard": "bd", "blvd": "bd", "drive": "dr", "lane": "ln", "square": "sq",
    "place": "pl", "court": "ct", "suite": "ste", "apartment": "apt", "floor": "fl",
    "building": "bldg", "north": "n", "south": "s", "east": "e", "west": "w", "highway": "hwy",
    "parkway": "pkwy", "calle": "c", "rue": "r", "via": "v", "piazza": "pza", "industrial": "ind",
}  # fmt: skip
_SUFFIXES = (("strasse", "str"), ("straat", "str"), ("platz", "pl"), ("plein", "pl"), ("gata", "g"))
_UNIT_OR_NUMBER = re.compile(r"\b(?:(?:ste|apt|unit|room)\b ?\w*|\d+\w* fl|fl \d+\w*|\d+\w*)")


class Part(StrEnum):
    """What of an address differs."""

    COUNTRY = "country"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    STREET = "street"
    NUMBER = "number"


@dataclass(frozen=True)
class AddressComparison:
    band: Band
    differs: tuple[Part, ...]


def compare(one: Address, other: Address) -> AddressComparison:
    """Compare two addresses; the same the other way round.

    One part that differs is worth a document; another country, or another postal code (or city)
    together with another street or number, is another place.
    """
    differs = tuple(_differences(one, other))
    elsewhere = Part.POSTAL_CODE in differs or Part.CITY in differs
    if not differs:
        band = Band.MATCH
    elif Part.COUNTRY in differs or (elsewhere and len(differs) > 1):
        band = Band.MISMATCH
    else:
        band = Band.ASK
    return AddressComparison(band, differs)


def _differences(one: Address, other: Address) -> list[Part]:
    differs = []
    if one.country != other.country:
        differs.append(Part.COUNTRY)
    codes = _postal_code(one), _postal_code(other)
    if not all(codes):
        if not _alike(_words(one.city), _words(other.city)):
            differs.append(Part.CITY)
    elif codes[0] != codes[1]:
        differs.append(Part.POSTAL_CODE)
    if not _alike(_street(one), _street(other)):
        differs.append(Part.STREET)
    if not _same_numbers(_numbers(one), _numbers(other)):
        differs.append(Part.NUMBER)
    return differs


def _postal_code(address: Address) -> str:
    code = (address.postal_code or "").upper()
    code = re.sub(r"^[A-Z]{1,3}-(?=[0-9])", "", code)
    code = re.sub(r"[^A-Z0-9]", "", code)
    return code[:5] if address.country == "US" else code


def _numbers(address: Address) -> list[str]:
    """`12 a`, `12A` and `12-a` are `12a`; `1-3` is `1` and `3`."""
    found = re.findall(r"\d+(?:[ \-]?[a-z]\b)?", fold(address.line1, digraphs=True))
    more = re.findall(r"\d+", address.line2 or "")
    return [re.sub(r"[ \-]", "", number) for number in [*found, *more]]


def _same_numbers(one: list[str], other: list[str]) -> bool:
    """A suite or the far end of `1-3` may be left out; the first number may not."""
    if not one or not other:
        return one == other
    return one[0] == other[0] and (set(one) <= set(other) or set(other) <= set(one))


def _street(address: Address) -> set[str]:
    """The first line, and both, for whoever begins with a building; without numbers or units."""
    lines = (address.line1, f"{address.line1} {address.line2 or ''}")
    return {_UNIT_OR_NUMBER.sub("", words) for line in lines for words in _words(line)}


def _words(text: str) -> set[str]:
    """The text in both spellings of its umlauts, abbreviated and without punctuation."""
    return {_abbreviated(fold(text, digraphs=digraphs)) for digraphs in (True, False)}


def _abbreviated(text: str) -> str:
    tokens = re.sub(r"[^\w]|_", " ", text.replace("'", "")).split()
    return " ".join(_short(token) for token in tokens)


def _short(token: str) -> str:
    for long, short in _SUFFIXES:
        if token.endswith(long):
            return token.removesuffix(long) + short
    return _ABBREVIATIONS.get(token, token)


def _alike(one: set[str], other: set[str]) -> bool:
    from rapidfuzz import fuzz

    return any(
        fuzz.ratio(first.replace(" ", ""), second.replace(" ", "")) >= _SAME_WORDS
        for first in one
        for second in other
    )
