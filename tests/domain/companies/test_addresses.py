"""Addresses: the same place written differently, a difference worth a document, another place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.companies.address import Address
from domain.companies.addresses import AddressComparison, Part, compare
from domain.companies.bands import Band


def place(line1: str, postal_code: str | None, city: str, country: str, **more: Any) -> Address:
    return Address(line1=line1, postal_code=postal_code, city=city, country=country, **more)


def compared(one: Address, other: Address) -> AddressComparison:
    """Either way round it is the same."""
    found = compare(one, other)
    assert compare(other, one) == found
    return found


def lines(country: str, one: str, other: str) -> AddressComparison:
    """Two addresses in one town; a bar parts line1 and line2."""

    def in_town(written: str) -> Address:
        line1, _, line2 = written.partition(" | ")
        return place(line1, "10115", "Waterdam", country, line2=line2 or None)

    return compared(in_town(one), in_town(other))


HOME = place("Stationsplein 1", "1012 AB", "Amsterdam", "NL")


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("US", "77 S Lake St", "77 South Lake Street"),
        ("US", "77 S. Lake St. NW", "77 South Lake Street Northwest"),
        ("US", "456 NW 5th Ave", "456 Northwest Fifth Avenue"),
        ("US", "5 E St", "5 E Street"),
        ("US", "One Contoso Way", "1 Contoso Way"),
        ("US", "350 Market Avenue, Suite 300", "350 Market Ave | Ste 300"),
        ("US", "350 Market Ave #300", "350 Market Ave Apt 300"),
        ("US", "350 Market Ave", "350 Market Ave | 3rd Floor"),
        ("US", "100 St James Ct", "100 Saint James Court"),
        ("US", "123½ Oak St", "123 1/2 Oak Street"),
        ("US", "PO Box 12", "P.O. Box 12"),
        ("CA", "100 King St W", "100 King Street West"),
        ("GB", "7/B Mill Lane", "7B Mill Ln"),
        ("GB", "7 B Mill Lane", "7b Mill Ln"),
        ("GB", "Flat 2, 14 Harbour St.", "14 Harbour Street | Flat 2"),
        ("GB", "Unit 9 33C Dock Rd", "33C Dock Road | Unit 9"),
        ("GB", "The Granary | 8 Mill Lane", "8 Mill Lane"),
        ("GB", "8 Mill Lane, Waterdam", "8 Mill Lane"),
        ("GB", "c/o J Smith, 8 Mill Lane", "8 Mill Ln"),
        ("FR", "18, rue du Port", "18 R. du Port"),
        ("FR", "12 bis rue du Bac", "12bis, rue du Bac"),
        ("FR", "12 rue du 8 Mai 1945", "rue du 8 mai 1945, 12"),
        ("FR", "5 bd St Michel", "5 Boulevard Saint-Michel"),
        ("DE", "Königsallee 12 a", "Koenigsallee 12A"),
        ("DE", "Hauptstr.12", "Haupt Straße 12"),
        ("DE", "Straße des 17. Juni 135", "Strasse des 17 Juni 135"),
        ("DE", "Am Markt 3, 2. OG", "Am Markt 3"),
        ("AT", "Feldgasse 12/3/5", "Feldg. 12/3/5"),
        ("NL", "Kerkstr. 5 A", "Kerkstraat 5a"),
        ("NL", "Stationsplein 1-3", "Stationsplein 1"),
        ("NL", "Kerkstraat 12-2", "Kerkstraat 12 - 2"),
        ("NL", "1e Helmersstraat 12", "Eerste Helmersstraat 12"),
        ("NL", "Plein 1944 nr. 5", "Plein 1944 5"),
        ("BE", "Rue Haute 16 bte 3", "Rue Haute 16 | boîte 3"),
        ("IT", "P.za Garibaldi 3", "Piazza Garibaldi, 3"),
        ("IT", "C.so Italia 1/A", "Corso Italia 1a"),
        ("ES", "C/ Mayor, 12, 2º B", "Calle Mayor 12 2º B"),
        ("ES", "Pl. Mayor s/n", "Plaza Mayor, s/n"),
        ("ES", "Avda. del Mar nº 12", "Avenida del Mar 12"),
        ("PT", "R. Augusta, 1500", "Rua Augusta 1500"),
        ("BR", "Av. Central, 1000 - Sala 4", "Avenida Central 1000 | sala 4"),
        ("CO", "Calle 13 # 45-67", "Calle 13 No. 45-67"),
        ("PL", "ul. Długa 5", "Dluga 5"),
        ("CZ", "nám. Míru 5", "Náměstí Míru 5"),
        ("HU", "Váci u. 5", "Váci utca 5"),
        ("RU", "ул. Ленина, д. 5", "Ленина улица 5"),
        ("RU", "пр-т Мира 5", "проспект Мира, 5"),
        ("GR", "Οδός Ερμού 5", "Ερμου 5"),
        ("SE", "Storgatan 5", "Storg. 5"),
        ("TR", "Deniz Cad. No: 5", "Deniz Caddesi No:5"),
        ("ID", "Jl. Melati No. 5", "Jalan Melati 5"),
        ("SG", "10 Anson Rd #05-12", "10 Anson Road | #05-12"),
        ("AU", "4/12 Bay St", "Unit 4, 12 Bay Street"),
        ("JP", "青葉二丁目11番3号", "青葉２－１１－３"),
        ("CN", "中山路123号", "中山路 123 号"),
        ("KR", "테헤란로 152", "테헤란로152"),
        ("CA", "200-100 King St W", "100 King Street West, Suite 200"),
        ("CA", "100 Rue Ste-Anne O", "100 rue Sainte-Anne Ouest"),
        ("CO", "Cra. 7 # 12-34", "Carrera 7 12 34"),
        ("ES", "C/ Mayor 5, 2º B", "Calle Mayor, 5, 2 B"),
        ("IT", "P.zza Garibaldi 3", "Piazza Garibaldi 3"),
        ("IT", "Via della Scala 5", "Via della Scala, 5"),
        ("RO", "Str. Lalelei nr. 5, sc. B, ap. 7", "Strada Lalelei 5, scara B, apartament 7"),
        ("TR", "Ihlamur Cad. No:5", "Ihlamur Caddesi 5"),
        ("US", "350 Market Ave, 21st Floor", "350 Market Avenue Fl 21"),
    ],
)  # fmt: skip
def test_the_same_place_written_differently_matches(country: str, one: str, other: str) -> None:
    assert lines(country, one, other) == AddressComparison(Band.MATCH, ())


@pytest.mark.parametrize(
    ("country", "one", "other", "differs"),
    [
        ("US", "12 Oak Court", "12 Oak Street", Part.STREET),
        ("US", "12 Oak Rd", "12 Oak St", Part.STREET),
        ("US", "12 N Main St", "12 S Main St", Part.STREET),
        ("US", "12 Main St", "12 Maine St", Part.STREET),
        ("US", "5 E St", "5 East St", Part.STREET),
        ("US", "12 5th Ave", "12 6th Ave", Part.STREET),
        ("US", "12 Main St", "12A Main St", Part.NUMBER),
        ("US", "12 Main St Apt 4", "12 Main St Apt 5", Part.UNIT),
        ("US", "12 Main St, 2nd Floor", "12 Main St, 3rd Floor", Part.UNIT),
        ("US", "12 Main St Bldg A", "12 Main St Bldg B", Part.UNIT),
        ("US", "PO Box 12", "PO Box 13", Part.UNIT),
        ("US", "PO Box 12", "12 Main St", Part.STREET),
        ("GB", "Suite 7", "Suite 7 | 80 Mill Lane", Part.STREET),
        ("GB", "-", "80 Mill Lane", Part.STREET),
        ("GB", "Flat 12, 5 Mill Lane", "12 Mill Lane", Part.NUMBER),
        ("GB", "The Granary, Mill Lane", "The Barn, Mill Lane", Part.NUMBER),
        ("GB", "12-14 Mill Lane", "14 Mill Lane", Part.NUMBER),
        ("FR", "18 rue du Port", "18 avenue du Port", Part.STREET),
        ("FR", "12 rue du Bac", "12 bis rue du Bac", Part.NUMBER),
        ("DE", "Hauptstr. 12", "Hauptstr. 21", Part.NUMBER),
        ("NL", "Kerkstraat 5", "Kerklaan 5", Part.STREET),
        ("NL", "Kerkstraat 12-1", "Kerkstraat 12-3", Part.NUMBER),
        ("ES", "Calle Mayor 1", "Plaza Mayor 1", Part.STREET),
        ("RU", "ул. Мира 5", "проспект Мира 5", Part.STREET),
        ("RU", "ул. Мира 5, кв. 1", "ул. Мира 5, кв. 2", Part.UNIT),
        ("AU", "4/12 Bay St", "5/12 Bay St", Part.UNIT),
        ("AT", "Feldgasse 12, Stiege 1", "Feldgasse 12, Stiege 2", Part.UNIT),
        ("CA", "200-100 King St", "300-100 King St", Part.UNIT),
        ("IN", "Plot 5, Sector 18", "Plot No. 5, Sector-19", Part.UNIT),
        ("RO", "Str. Lalelei 5, sc. 2, ap. 7", "Str. Lalelei 5, sc. 3, ap. 7", Part.UNIT),
        ("RU", "ул. Мира 5, подъезд 1", "ул. Мира 5, подъезд 2", Part.UNIT),
        ("JP", "青葉2-11-3", "青梅2-11-3", Part.STREET),
        ("JP", "青葉2-11-3", "青葉2-11-4", Part.NUMBER),
        ("JP", "青葉2-11-3", "青葉2-11", Part.NUMBER),
        ("JP", "バンク1-2", "パンク1-2", Part.STREET),
        ("CN", "中山路123号", "中山路124号", Part.NUMBER),
    ],
)  # fmt: skip
def test_another_street_number_or_flat_is_worth_a_document(
    country: str, one: str, other: str, differs: Part
) -> None:
    assert lines(country, one, other) == AddressComparison(Band.ASK, (differs,))


def test_days_in_a_streets_name_are_no_house_numbers() -> None:
    found = lines("FR", "8 rue du 12 mai", "12 rue du 8 mai")
    assert found.differs == (Part.STREET, Part.NUMBER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HOME, place("STATIONSPLEIN 1", "1012AB", "amsterdam", "NL")),
        (HOME, place("Stationsplein 1", "NL-1012 AB", "A'dam", "NL")),
        (HOME, place("Stationsplein 1", "1012", "Amsterdam", "NL")),
        (HOME, place("Stationsplein 1", None, "Amsterdam", "NL")),
        (
            place("Lange Voorhout 20", "2514 EE", "Den Haag", "NL"),
            place("Lange Voorhout 20", "2514 EE", "'s-Gravenhage", "NL"),
        ),
        (place("Feldweg 4", "50667", "Köln", "DE"), place("Feldweg 4", "50667", "Cologne", "DE")),
        (
            place("Zeil 1", "D-60313", "Frankfurt", "DE"),
            place("Zeil 1", "60313", "Frankfurt am Main", "DE"),
        ),
        (
            place("1 rue X", "75002", "Paris", "FR"),
            place("1 rue X", "75002", "PARIS CEDEX 02", "FR"),
        ),
        (
            place("9 Elm St", "98101", "Seattle", "US", region="WA"),
            place("9 Elm St", "98101-2034", "Seattle", "US", region="Washington"),
        ),
        (
            place("9 Elm St", None, "Greenville, SC", "US"),
            place("9 Elm St", "SC 29601", "Greenville", "US"),
        ),
        (
            place("Via Roma 1", "20121", "Milano", "IT", region="MI"),
            place("Via Roma 1", "20121", "Milan", "IT", region="Milano"),
        ),
        (
            place("Marina Road 12", "00000", "Dubai", "AE"),
            place("Marina Rd 12", "12345", "Dubai", "AE"),
        ),
        (place("Main 1", "-", "Town", "ZA"), place("Main 1", "1000", "Town", "ZA")),
        (place("X iela 1", "LV-1010", "Rīga", "LV"), place("X iela 1", "1010", "Riga", "LV")),
        (
            place("Hauptstr. 5", "60311", "Frankfurt a.M.", "DE"),
            place("Hauptstr. 5", "60311", "Frankfurt am Main", "DE"),
        ),
        (
            place("Plot 5, Sector 18", "122015", "Gurgaon", "IN", region="HR"),
            place("Plot 5, Sector 18", "122015", "Gurugram", "IN", region="Haryana"),
        ),
        (
            place("東京都千代田区青葉1丁目1番1号", "100-0005", "千代田区", "JP"),
            place("青葉1-1-1", "1000005", "千代田区", "JP"),
        ),
        (
            place("北京市青葉区青葉路88号", "100022", "北京", "CN"),
            place("青葉区青葉路88号", "100022", "北京市", "CN"),
        ),
        (
            place("서울특별시 강남구 테헤란로 152", "06236", "서울", "KR"),
            place("강남구 테헤란로 152", "06236", "서울특별시", "KR"),
        ),
    ],
)
def test_one_town_under_several_names_and_codes_matches(one: Address, other: Address) -> None:
    assert compared(one, other) == AddressComparison(Band.MATCH, ())


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (HOME, place("Stationsplein 1", "1012 AC", "Amsterdam", "NL"), Part.POSTAL_CODE),
        (HOME, place("Stationsplein 1", None, "Rotterdam", "NL"), Part.CITY),
        (HOME, place("Stationsplein 1", "0000", "Rotterdam", "NL"), Part.CITY),
        (
            place("9 Elm St", None, "Greenville", "US", region="SC"),
            place("9 Elm St", None, "Greenville", "US", region="NC"),
            Part.REGION,
        ),
        (
            place("9 Elm St", None, "Greenville", "US", region="ME"),
            place("9 Elm St", None, "Greenville", "US", region="Massachusetts"),
            Part.REGION,
        ),
        (
            place("9 Elm St", None, "Greenville", "US", region="SC"),
            place("9 Elm St", None, "Greenville", "US"),
            Part.REGION,
        ),
        (
            place("12 King St", "K7L 1A1", "Kingston", "CA", region="ON"),
            place("12 King St", "K7L 1A1", "Kingston", "CA", region="NS"),
            Part.REGION,
        ),
        (
            place("Marina Road 12", "00000", "Dubai", "AE"),
            place("Marina Road 12", "00000", "Sharjah", "AE"),
            Part.CITY,
        ),
        (
            place("Main 1", "1000", "Town", "ZA"),
            place("Main 1", "1000", "Village", "ZA"),
            Part.CITY,
        ),
        (place("Main 1", "1", "Town", "ZA"), place("Main 1", "1", "Village", "ZA"), Part.CITY),
        (place("Main 1", "N/A", "Town", "ZA"), place("Main 1", "N/A", "Village", "ZA"), Part.CITY),
        (
            place("Markt 1", None, "Frankfurt (Oder)", "DE"),
            place("Markt 1", None, "Frankfurt am Main", "DE"),
            Part.CITY,
        ),
    ],
)
def test_another_town_region_or_code_is_worth_a_document(
    one: Address, other: Address, differs: Part
) -> None:
    assert compared(one, other) == AddressComparison(Band.ASK, (differs,))


@pytest.mark.parametrize(
    "other",
    [
        place("Stationsplein 1", "1012 AB", "Amsterdam", "BE"),
        place("Coolsingel 40", "3011 AD", "Rotterdam", "NL"),
        place("Stationsplein 9", "3511 ED", "Utrecht", "NL"),
    ],
)
def test_another_place_is_a_mismatch(other: Address) -> None:
    assert compared(HOME, other).band is Band.MISMATCH


@pytest.mark.parametrize("line", ["-", "N/A", "x", "Suite 100", "Floor 3"])
def test_where_no_street_is_named_nothing_is_known(line: str) -> None:
    where = place(line, "NW1 6XE", "London", "GB")
    assert compared(where, where) == AddressComparison(None, ())


_LINES = st.text(min_size=1, max_size=30) | st.from_regex(
    r"(Rue|Kerkstr\.|5th Ave|Suite|Flat 2,) [0-9]{1,3}( ?[a-c]|/[0-9])?", fullmatch=True
)
_PLACES = st.builds(
    place,
    _LINES,
    st.none() | st.from_regex(r"[0-9]{4} ?[A-Z]{2}|[0-9]{5}|N/A", fullmatch=True),
    st.text(min_size=1, max_size=20),
    st.sampled_from(["NL", "US", "JP", "AU", "FR"]),
    line2=st.none() | _LINES,
    region=st.none() | st.sampled_from(["IL", "Illinois", "NSW", "x"]),
)


@given(_PLACES, _PLACES)
def test_addresses_compare_the_same_both_ways(one: Address, other: Address) -> None:
    compared(one, other)


@given(_PLACES)
def test_an_address_is_its_own_match_or_names_no_street(one: Address) -> None:
    assert compared(one, one).band in (Band.MATCH, None)


@given(st.text(max_size=60), st.sampled_from(["NL", "US", "ES", "RU"]))
def test_any_line_can_be_read(line: str, country: str) -> None:
    compared(HOME, place(line or "-", None, "Town", country))
