"""Whether two addresses are the same place (E7).

House number, street with its kind, flat, town and region count. Abbreviations, their order, and
what only one of them says (a suite, a house's name with a number) do not; nor does a postal code
that only fills the field.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.companies import postal_codes
from domain.companies.address import Address
from domain.companies.address_lines import Lines, Number, read_lines
from domain.companies.bands import Band
from domain.companies.towns import COUNTED, is_region, same_region, same_town, squeezed


class Part(StrEnum):
    """What of an address differs."""

    COUNTRY = "country"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    REGION = "region"
    STREET = "street"
    NUMBER = "number"
    UNIT = "unit"
    """Flat, floor, building, or a post-office box."""


@dataclass(frozen=True)
class AddressComparison:
    band: Band | None
    """None: nothing that differs, and no street or box to compare."""
    differs: tuple[Part, ...]


def compare(one: Address, other: Address) -> AddressComparison:
    """Compare two addresses; the same the other way round.

    One part that differs is worth a document; another country, or another town, region or postal
    code together with another street, number or flat, is another place.
    """
    mine, theirs = read_lines(one), read_lines(other)
    where, there = _where(one, other), _there(mine, theirs, one.country == other.country == "JP")
    differs = tuple(part for part in Part if part in where | there)
    if differs:
        elsewhere = Part.COUNTRY in differs or (where and there)
        return AddressComparison(Band.MISMATCH if elsewhere else Band.ASK, differs)
    comparable = (mine.streets and theirs.streets) or "box" in mine.units.keys() & theirs.units
    return AddressComparison(Band.MATCH if comparable else None, ())


def _where(one: Address, other: Address) -> set[Part]:
    """The country, town, region and postal code that differ."""
    country = one.country
    if country != other.country:
        return {Part.COUNTRY}
    found: set[Part] = set()
    codes = postal_codes.code_of(one), postal_codes.code_of(other)
    distinguished = all(codes) and not postal_codes.differ(*codes)
    if all(codes) and not distinguished:
        found.add(Part.POSTAL_CODE)
    cities, regions = zip(_city_and_region(one), _city_and_region(other), strict=True)
    known_town = distinguished and all(postal_codes.is_fine(country, code) for code in codes)
    if not known_town and not same_town(*cities, within=distinguished):
        found.add(Part.CITY)
    if country in COUNTED or not distinguished:
        if all(regions) and not same_region(country, *regions):
            found.add(Part.REGION)
        elif country in COUNTED and any(regions) != all(regions) and not distinguished:
            # It is unknown whether the other Springfield is meant.
            found.add(Part.REGION)
    return found


def _city_and_region(address: Address) -> tuple[str, str]:
    """`Springfield, IL` is a town and a region."""
    city, region = address.city, address.region or postal_codes.region_in(address)
    before, comma, after = city.rpartition(",")
    if comma and is_region(address.country, after):
        city, region = before, region or after
    return city, region if squeezed(region) != squeezed(address.country) else ""


def _there(mine: Lines, theirs: Lines, all_numbers: bool) -> set[Part]:
    """The street, number and flat that differ."""
    found: set[Part] = set()
    if any(
        mine.units[kind] != theirs.units[kind] for kind in mine.units.keys() & theirs.units.keys()
    ):
        found.add(Part.UNIT)
    if any(_numbered_apart(one, other) for one in mine.houses for other in theirs.houses):
        found.add(Part.UNIT)
    if bool(mine.streets) != bool(theirs.streets):
        return found | {Part.STREET}
    pairs = [
        (first.number, second.number)
        for first in mine.streets
        for second in theirs.streets
        if first.names & second.names
    ]
    if not pairs and mine.streets:
        first, second = mine.streets[0], theirs.streets[0]
        numbers = _same_number(first.number, second.number, all_numbers)
        return found | {Part.STREET} | (set() if numbers else {Part.NUMBER})
    unnamed = mine.streets and not any(map(any, pairs))
    if unnamed and mine.houses != theirs.houses:
        # Without a number the house's name is the number.
        found.add(Part.NUMBER)
    elif pairs and not any(_same_number(*numbers, all_numbers) for numbers in pairs):
        found.add(Part.NUMBER)
    return found


def _numbered_apart(one: str, other: str) -> bool:
    """`Sector 18` is not `Sector 19`, whatever a sector is."""
    words = re.sub(r"\d+", " ", one)
    return one != other and words != one and words == re.sub(r"\d+", " ", other)


def _same_number(one: Number, other: Number, all_numbers: bool) -> bool:
    """The far end of `1-3`, or a door behind the number, may be left out; in Japan it may not."""
    shorter, longer = sorted((one, other), key=len)
    if shorter == longer:
        return True
    rest = longer[1:]
    left_out = len(shorter) == 1 and shorter == longer[:1] and all(map(str.isdigit, rest))
    return left_out and not all_numbers
