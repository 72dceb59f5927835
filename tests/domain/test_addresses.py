"""Addresses: the same place written differently, a difference worth a document, another place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import Address
from domain.addresses import Part, compare
from domain.companies.bands import Band


def place(line1: str, postal_code: str | None, city: str, country: str, **more: Any) -> Address:
    return Address(line1=line1, postal_code=postal_code, city=city, country=country, **more)


HOME = place("Stationsplein 1", "1012 AB", "Amsterdam", "NL")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HOME, place("STATIONSPLEIN 1", "1012AB", "amsterdam", "NL")),
        (HOME, place("Stationsplein 1", "NL-1012 AB", "A'dam", "NL")),
        (HOME, place("Stationsplein 1-3", "1012 AB", "Amsterdam", "NL")),
        (
            place("Hauptstraße 12", "10827", "Berlin", "DE"),
            place("Hauptstr. 12", "D-10827", "Berlin", "DE"),
        ),
        (
            place("Königsallee 12 a", "40212", "Düsseldorf", "DE"),
            place("Koenigsallee 12A", "40212", "Dusseldorf", "DE"),
        ),
        (
            place("Lange Voorhout 20", "2514 EE", "Den Haag", "NL"),
            place("Lange Voorhout 20", "2514 EE", "'s-Gravenhage", "NL"),
        ),
        (
            place("350 Market Avenue, Suite 300", "98101", "Seattle", "US"),
            place("350 Market Ave", "98101-2034", "Seattle", "US", line2="Suite 300"),
        ),
        (
            place("350 Market Ave", "98101", "Seattle", "US"),
            place("350 Market Ave", "98101", "Seattle", "US", line2="3rd Floor"),
        ),
        (
            place("14 Harbour St.", "E1W 1AA", "London", "GB"),
            place("14 Harbour Street", "E1W1AA", "London", "GB"),
        ),
        (
            place("Kerkstraat 5", None, "Waterdam", "NL"),
            place("Kerkstr. 5", "9712 CD", "Waterdam", "NL"),
        ),
        (
            place("Straße des 17. Juni 135", "10623", "Berlin", "DE"),
            place("Strasse des 17 Juni 135", "10623", "Berlin", "DE"),
        ),
    ],
)
def test_the_same_place_matches(one: Address, other: Address) -> None:
    assert compare(one, other).band is Band.MATCH
    assert compare(other, one) == compare(one, other)


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (place("Stationsplein 2", "1012 AB", "Amsterdam", "NL"), Part.NUMBER),
        (place("Stationsplein 1a", "1012 AB", "Amsterdam", "NL"), Part.NUMBER),
        (place("Stationsplein", "1012 AB", "Amsterdam", "NL"), Part.NUMBER),
        (place("Damrak 1", "1012 AB", "Amsterdam", "NL"), Part.STREET),
        (place("Stationsplein 1", "1012 AC", "Amsterdam", "NL"), Part.POSTAL_CODE),
        (place("Stationsplein 1", None, "Rotterdam", "NL"), Part.CITY),
    ],
)
def test_one_difference_is_worth_a_document(other: Address, differs: Part) -> None:
    compared = compare(HOME, other)
    assert (compared.band, compared.differs) == (Band.ASK, (differs,))


@pytest.mark.parametrize(
    "other",
    [
        place("Stationsplein 1", "1012 AB", "Amsterdam", "BE"),
        place("Coolsingel 40", "3011 AD", "Rotterdam", "NL"),
        place("Stationsplein 9", "3511 ED", "Utrecht", "NL"),
    ],
)
def test_another_place_is_a_mismatch(other: Address) -> None:
    assert compare(HOME, other).band is Band.MISMATCH


def test_a_street_named_after_a_day_is_not_its_own_number() -> None:
    one = place("Straße des 17. Juni 135", "10623", "Berlin", "DE")
    other = place("Straße des 17. Juni 136", "10623", "Berlin", "DE")
    assert compare(one, other).differs == (Part.NUMBER,)


_LINES = st.text(min_size=1, max_size=30) | st.from_regex(
    r"(Rue|Kerkstr\.|5th Ave|Suite) [0-9]{1,3}( ?[a-c])?", fullmatch=True
)
_PLACES = st.builds(
    place,
    _LINES,
    st.none() | st.from_regex(r"[0-9]{4} ?[A-Z]{2}", fullmatch=True),
    st.text(min_size=1, max_size=20),
    st.sampled_from(["NL", "US"]),
    line2=st.none() | _LINES,
)


@given(_PLACES, _PLACES)
def test_addresses_compare_the_same_both_ways(one: Address, other: Address) -> None:
    assert compare(one, other) == compare(other, one)


@given(_PLACES)
def test_an_address_is_its_own_match(one: Address) -> None:
    assert compare(one, one).band is Band.MATCH
