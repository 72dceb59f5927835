"""Tax ids as people write them, of some fifty countries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identifiers import ISO_COUNTRIES, TaxIdCheck, check_tax_id, compact_tax_id

GOOD = {
    "AR": ["200-5536168-2"],
    "AT": ["ATU13585627", "AT U13585627", "U13585627"],
    "AU": ["83 914 571 673", "ABN 83 914 571 673"],
    "BE": ["BE 0428.759.497", "BE0428759497", "0428.759.497"],
    "BG": ["BG 175 074 752"],
    "BR": ["16.727.230/0001-97", "390.533.447-05"],
    "CA": ["12302 6635 RC 0001", "123026635"],
    "CH": [
        "CHE-107.787.577 MWST",
        "CHE-107.787.577 MwSt",
        "CHE-107.787.577 TVA",
        "CHE107787577IVA",
        "CHE-107.787.577",
    ],
    "CL": ["12531909-2"],
    "CN": ["91110000600037341L"],
    "CO": ["213.123.432-1"],
    "CY": ["CY-10259033P"],
    "CZ": ["CZ 25123891", "25123891"],
    "DE": [
        "DE136695976",
        "DE 136 695 976",
        "136695976",
        "USt-IdNr.: DE136695976",
        "181/815/08155",
    ],
    "DK": ["DK 13585628", "13 58 56 28", "CVR-nr. 13 58 56 28"],
    "EE": ["EE 100 931 558", "12345678"],
    "ES": ["ES B-58378431", "B58378431", "54362315-K"],
    "FI": ["FI 20774740", "2077474-0"],
    "FR": ["FR 40 303 265 045", "40303265045", "552 008 443"],
    "GB": ["GB980780684", "980 7806 84", "XI980780684", "VAT no. GB 980 7806 84"],
    "GR": ["EL 094259216", "GR 094259216", "094259216"],
    "HR": ["HR 33392005961"],
    "HU": ["HU-12892312"],
    "ID": ["01.312.166.0-091.000"],
    "IE": ["IE 6433435F", "6433435OA"],
    "IL": ["516179157"],
    "IN": ["27AAPFU0939F1ZV"],
    "IS": ["IS 00621", "450401-3150"],
    "IT": ["IT 00743110157", "P.IVA 00743110157"],
    "JP": ["5-8356-7825-6246", "T5835678256246"],
    "KR": ["116-82-00276"],
    "LI": ["1234567"],
    "LT": ["LT 119511515"],
    "LU": ["LU 150 274 42"],
    "LV": ["LV 4000 3521 600"],
    "MC": ["FR 53 0000 04605"],
    "MT": ["MT 1167-9112"],
    "MX": ["GODE 561231 GR8"],
    "NL": ["NL004495445B01", "NL 0044.95.445.B.01", "004495445B01", "BTW-nr. NL004495445B01"],
    "NO": ["NO 995 525 828 MVA", "995525828MVA", "988 077 917"],
    "NZ": ["49-091-850"],
    "PL": ["PL 8567346215", "856-734-62-15"],
    "PT": ["PT 501 964 843"],
    "RO": ["RO 185 472 90"],
    "SE": ["SE 556188840401", "556188-8404"],
    "SG": ["00192200M"],
    "SI": ["SI 5022 3054"],
    "SK": ["SK 202 274 96 19"],
    "TH": ["0-9940-00159-38-2"],
    "TR": ["4540536920"],
    "TW": ["00501503"],
    "UA": ["32855961"],
    "US": ["91-1144442", "911144442", "EIN: 91-1144442"],
    "ZA": ["0001339050"],
}
BAD = {
    "AT": "ATU13585626",
    "AU": "83 914 571 674",
    "BE": "BE 0428.759.498",
    "BG": "BG 175 074 751",
    "BR": "16.727.230/0001-98",
    "CA": "123026634",
    "CH": "CHE-107.787.578 MWST",
    "CL": "12531909-3",
    "CN": "91110000600037342L",
    "CY": "CY-10259033Z",
    "CZ": "CZ 25123890",
    "DE": "DE136695975",
    "DK": "DK 13585627",
    "EE": "EE 100594103",
    "ES": "ES B-58378432",
    "FI": "FI 20774741",
    "FR": "FR 41 303 265 045",
    "GB": "GB 980 7806 85",
    "GR": "EL 094259217",
    "HR": "HR 33392005962",
    "HU": "HU-12892313",
    "IE": "IE 6433435E",
    "IL": "516179150",
    "IN": "27AAPFU0939F1Z0",
    "IT": "IT 00743110158",
    "JP": "2-8356-7825-6246",
    "KR": "000-82-00276",
    "LT": "LT 100001919018",
    "LU": "LU 150 274 43",
    "LV": "LV 40003521601",
    "MT": "MT 1167-9113",
    "NL": "NL004495446B01",
    "NO": "NO 995 525 829 MVA",
    "PL": "PL 8567346216",
    "PT": "PT 501 964 842",
    "RO": "RO 185 472 91",
    "SE": "SE 556188840402",
    "SI": "SI 50223055",
    "SK": "SK 202 274 96 18",
    "TR": "4540536921",
    "US": "91-114444",
}


@pytest.mark.parametrize(
    ("country", "number"), [(country, number) for country in GOOD for number in GOOD[country]]
)
def test_a_real_number_is_accepted_as_people_write_it(country: str, number: str) -> None:
    assert check_tax_id(country, number) is TaxIdCheck.VALID


@pytest.mark.parametrize(("country", "number"), BAD.items())
def test_a_wrong_digit_is_noticed(country: str, number: str) -> None:
    assert check_tax_id(country, number) is TaxIdCheck.INVALID


@pytest.mark.parametrize("number", ["", "-", "NL", "000000000", "NL000000000B00", "٣", "x" * 5000])
def test_nothing_zeros_and_strange_digits_are_no_tax_id(number: str) -> None:
    assert check_tax_id("NL", number) is TaxIdCheck.INVALID


def test_the_number_of_another_country_is_not_accepted() -> None:
    assert check_tax_id("NL", "DE136695976") is TaxIdCheck.INVALID


@pytest.mark.parametrize("country", ["AE", "SA", "XK", "QQ"])
def test_a_country_that_is_not_known_leaves_the_number_unverified(country: str) -> None:
    assert check_tax_id(country, "100123456700003") is TaxIdCheck.UNVERIFIED


@pytest.mark.parametrize(
    ("country", "number", "compact"),
    [
        ("NL", "NL 0044.95.445.B.01", "004495445B01"),
        ("DE", "USt-IdNr.: DE 136 695 976", "136695976"),
        ("AE", "1001 2345", "10012345"),
    ],
)
def test_a_register_gets_the_number_without_what_people_add(
    country: str, number: str, compact: str
) -> None:
    assert compact_tax_id(country, number) == compact


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(ISO_COUNTRIES)),
    st.text(max_size=20) | st.from_regex(r"[A-Z]{0,4}[0-9]{0,16}[A-Z]{0,4}", fullmatch=True),
)
def test_no_country_stumbles_over_any_text(country: str, number: str) -> None:
    assert check_tax_id(country, number) in TaxIdCheck
