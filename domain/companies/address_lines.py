"""Reads the lines of an address: street, house number, flat, floor, building, box (E7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from domain.companies.address import Address
from domain.companies.address_pieces import door, pieces, without_units
from domain.companies.folding import fold, in_a_word
from domain.companies.street_kinds import NUMBER_FIRST, is_english, kinds, shortened
from domain.companies.towns import is_region, region_code, squeezed

Number = tuple[str, ...]
"""A house number, its numbers and letters apart: 12/A is ("12", "a")."""


@dataclass(frozen=True, slots=True)
class Street:
    """One way to read the line with the street."""

    names: frozenset[str]
    """Its name without blanks, as written and with its words in order."""
    number: Number


@dataclass(frozen=True)
class Lines:
    """What the lines of an address say."""

    streets: tuple[Street, ...]
    """The ways to read it, the likeliest first; empty where no street is named."""
    units: dict[str, frozenset[str]] = field(default_factory=dict)
    """Flat, floor, building, box: those that are named."""
    houses: frozenset[str] = frozenset()
    """Anything else: a house's name, a company's name."""


_DIGITS = r"\d+(?:\s?[-/]\s?\d+)*"
_SUFFIX = r"(?:\s?[-/]?\s?(?:bis|ter|quater)\b|\s?[-/]\s?[a-z]\b|[a-z](?![^\W_]))"
_LEADING = re.compile(rf"^({_DIGITS}{_SUFFIX}?)(?![^\W_])(?!\.\s?[^\W\d_])")
_LEADING_APART = re.compile(rf"^({_DIGITS} [a-z])(?= \w{{2}})")
_TRAILING = re.compile(rf"(?<![^\W_])({_DIGITS}(?:{_SUFFIX}|\s[a-z]\b)?)$")
_ONE_TO_TEN = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip


@lru_cache(maxsize=4000)
def read_lines(address: Address) -> Lines:
    """What line1 and line2 say, whatever their order."""
    plain = _read(address, False)
    if f"{address.line1}{address.line2 or ''}".isascii():
        return plain
    written_out = _read(address, True)
    streets = tuple(dict.fromkeys([*plain.streets, *written_out.streets]))
    return Lines(streets, plain.units, plain.houses)


def _read(address: Address, digraphs: bool) -> Lines:
    country, units, houses = address.country, dict[str, set[str]](), set[str]()
    candidates: list[tuple[str, str]] = []
    loose: list[str] = []
    for piece in pieces(address, digraphs=digraphs):
        rest = without_units(piece, units)
        if not any(in_a_word(char) for char in rest) or _is_place(rest, address):
            continue
        if re.fullmatch(rf"{_DIGITS}{_SUFFIX}?|\d+(?:o|a|e|er)?\.? ?[a-z]{{0,4}}", rest):
            loose.append(rest)
        else:
            candidates.append((rest, piece))
    best = max((text for text, _ in candidates), key=lambda text: _rank(text, country), default="")
    houses.update(squeezed(text) for text, _ in candidates if text != best)
    streets = _streets(best, loose, address, units) if best else ()
    if not streets:
        for number in loose:
            units.setdefault("unit", set()).add(door(number))
    named = {part: frozenset(values) for part, values in units.items()}
    return Lines(streets, named, frozenset(houses))


def _is_place(text: str, address: Address) -> bool:
    """Whether a piece only repeats the town, the region, the country or the postal code."""
    written = squeezed(text)
    known = (address.city, address.region, address.country, address.postal_code)
    if written in {squeezed(each) for each in known if each}:
        return True
    region = address.region or ""
    return is_region(address.country, text) and region_code(address.country, text) == region_code(
        address.country, region
    )


def _rank(text: str, country: str) -> int:
    """How much a piece looks like the street: by its number, and by a word such as Road."""
    has_number = bool(_LEADING.match(text) or _TRAILING.search(text))
    words = [word for word in shortened(_words(text), country) if word in kinds(country)]
    return 2 * has_number + bool(words)


def _streets(
    text: str, loose: list[str], address: Address, units: dict[str, set[str]]
) -> tuple[Street, ...]:
    readings = list(_readings(text, address))
    if loose:
        # "12, rue de la Paix" and "Via Roma, 12": the number stands in a piece of its own.
        alone = [(name, ()) for name in (text,)] if not all(n for _, n in readings) else []
        if alone or readings[0][1] == ():
            readings = [(text, _number(loose[0])), *readings]
            loose = loose[1:]
        else:
            readings.append((text, _number(loose[0])))
    for each in loose:
        units.setdefault("unit", set()).add(door(each))
    found = []
    for name, number in readings:
        if (
            address.country in ("AU", "NZ")
            and len(number) == 2
            and "/" in text
            and number[1].isdigit()
        ):
            units.setdefault("unit", set()).add(number[0])
            number = number[1:]
        if names := _names(name, address):
            found.append(Street(names, number))
            if address.country == "CA" and len(number) == 2 and text.startswith("-".join(number)):
                # In Canada `200-100 King St` is unit 200 of number 100; it can be a range as well.
                units.setdefault("unit", set()).add(number[0])
                found.append(Street(names, number[1:]))
    return tuple(dict.fromkeys(found))


def _readings(text: str, address: Address) -> Iterator[tuple[str, Number]]:
    """The street's name and number: before it, behind it, or none."""
    first, _, rest = text.partition(" ")
    if is_english(address.country) and first in _ONE_TO_TEN and rest:
        text = f"{_ONE_TO_TEN[first]} {rest}"
    leading, trailing = _leading(text, address), _TRAILING.search(text)
    found = []
    if leading:
        found.append((text[len(leading) :], _number(leading)))
    if trailing:
        found.append((text[: trailing.start()], _number(trailing[1])))
    if address.country not in NUMBER_FIRST:
        found.reverse()
    found = [(name, number) for name, number in found if _words(name)]
    yield from found or [(text, ())]


def _leading(text: str, address: Address) -> str:
    apart = _LEADING_APART.match(text)
    if apart and not (is_english(address.country) and apart[1][-1] in "nsew"):
        next_word = shortened([text[apart.end() :].split()[0].strip(".")], address.country)[0]
        if next_word not in kinds(address.country):
            return apart[1]
    plain = _LEADING.match(text)
    return plain[1] if plain else ""


def _number(text: str) -> Number:
    text = re.sub(r"\bbis\b", "b", re.sub(r"(?<=\d)(?=bis|ter|quater)", " ", text))
    text = re.sub(r"\bter\b", "t", re.sub(r"\bquater\b", "q", text))
    return tuple(part.lstrip("0") or "0" for part in re.findall(r"\d+|[^\W\d_]+", text))


def _names(text: str, address: Address) -> frozenset[str]:
    names = set()
    words = _words(text)
    for each in (words, *(_without_town(words, address, digraphs) for digraphs in (False, True))):
        short = shortened(each, address.country) if each else []
        names.update({"".join(short), " ".join(sorted(short))})
    names.add(_behind_town("".join(words), address))
    return frozenset(names - {""})


def _without_town(words: list[str], address: Address, digraphs: bool) -> list[str]:
    town = _words(fold(address.city, digraphs=digraphs))
    rest = words[: -len(town)] if town and words[-len(town) :] == town else []
    return rest if len(rest) > 1 or (rest and rest[0] not in kinds(address.country)) else []


def _behind_town(name: str, address: Address) -> str:
    """East Asian addresses go from the large to the small: `東京都千代田区丸の内` in 千代田区."""
    town = re.sub(r"(?:특별시|광역시|市)$", "", squeezed(address.city))
    if not town or not re.match(r"[\u3040-\u9fff\uac00-\ud7af]", town):
        return ""
    in_front = rf"(?:\w{{2,3}}[都道府県省])?{re.escape(town)}(?:특별시|광역시|市|都)?"
    found = re.match(in_front, name)
    return name[found.end() :] if found else ""


def _words(text: str) -> list[str]:
    """Dots within an abbreviation join it (P.za, P.zza), others part words (ul.Lenina)."""
    text = re.sub(r"\b([^\W\d_]{1,3})[.-](?=(?:[^\W\d_]{1,2}|zza)\b)", r"\1", text)
    return "".join(char if in_a_word(char) else " " for char in text).split()
