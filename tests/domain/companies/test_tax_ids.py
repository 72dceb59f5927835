"""Tax ids as people write them, of some fifty countries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.companies.identifiers import ISO_COUNTRIES
from domain.companies.tax_ids import TaxIdCheck, check_tax_id, compact_tax_id

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


WRITTEN = {
    "NL": ["OB-nummer NL004495445B01", "BTW nummer: NL 0044.95.445.B.01",
        "btw-identificatienummer NL004495445B01", "RSIN 004495445",
        "KvK 12345678 / BTW NL004495445B01", "BTWNL004495445B01", "KvK-nr. 12345678",
        "ＮＬ００４４９５４４５Ｂ０１", "NL\u200b004495445B01", "NL004495445B01."],
    "BE": ["BTW BE 0428.759.497", "TVA BE0428759497", "N° entreprise 0428.759.497",
        "RPR Antwerpen 0428.759.497", "Ondernemingsnummer (KBO): 0428.759.497"],
    "DE": ["USt-IdNr. DE136695976", "Umsatzsteuer-Identifikationsnummer: DE 136 695 976",
        "DE136695976-00001", "W-IdNr.: DE136695976-00001", "UST ID DE136695976",
        "Steuernummer 181/815/08155", "St.-Nr. 181/815/08155",
        "HRB 12345, USt-Id DE136695976", "HRB 12345", "DE136695976 (USt-IdNr.)"],
    "AT": ["UID: ATU13585627", "UID-Nr. ATU 135 856 27", "FN 122119 m"],
    "CH": ["CHE-107.787.577 HR/MWST", "CHE-107.787.577 VAT", "UID CHE-107.787.577",
        "MWST-Nr. CHE-107.787.577 MWST", "CHE-107.787.577 RC/TVA",
        "IDE CHE-107.787.577 TVA", "N. IVA CHE-107.787.577 IVA"],
    "LI": ["MWST-Nr. 50123"],
    "FR": ["SIRET 732 829 320 00074", "SIREN : 552 008 443", "n° TVA FR 40 303 265 045",
        "RCS Paris B 552 008 443", "552 008 443 R.C.S. Paris",
        "Numéro de TVA intracommunautaire : FR 40 303 265 045",
        "N° SIRET : 73282932000074", "TVAFR40303265045"],
    "IT": ["Partita IVA 00743110157", "P. IVA: IT00743110157", "C.F. e P.IVA 00743110157",
        "Cod. Fisc. 00743110157", "PIVA00743110157"],
    "ES": ["NIF: B58378431", "C.I.F. B-58378431", "N.I.F. ESB58378431"],
    "PT": ["NIPC 501 964 843", "Contribuinte n.º 501964843", "NIF PT501964843"],
    "PL": ["NIP 856-734-62-15", "NIP: PL8567346215", "REGON 123456785", "KRS 0000123456",
        "NIP 8567346215 REGON 123456785"],
    "CZ": ["DIČ: CZ25123891", "IČO 25123891", "IČ: 25123891, DIČ: CZ25123891"],
    "SK": ["IČ DPH SK2022749619", "DIČ 2022749619", "IČO: 31333532"],
    "HR": ["OIB: 33392005961", "OIB HR33392005961"],
    "RS": ["PIB 101134702"],
    "SI": ["ID za DDV: SI50223054", "davčna št. 50223054", "Matična številka 9331310000"],
    "SM": ["COE 51", "C.O.E. SM 24165"],
    "RO": ["CUI RO18547290", "C.I.F. 18547290", "J40/1234/2005", "CIF: RO 18547290"],
    "BG": ["ЕИК 175074752", "ИН по ЗДДС BG175074752", "ДДС № BG175074752"],
    "GR": ["ΑΦΜ 094259216", "Α.Φ.Μ.: EL094259216", "AFM 094259216"],
    "CY": ["Α.Φ.Π.Α. CY10259033P", "VAT No: 10259033P"],
    "MT": ["VAT Reg. No. MT11679112"],
    "HU": ["Adószám: 12892312-2-42", "12892312242", "HU12892312",
        "közösségi adószám HU12892312"],
    "DK": ["CVR-nr. 13 58 56 28", "SE-nr. 13585628", "CVR nr.: DK13585628"],
    "SE": ["Org.nr 556188-8404", "Momsreg.nr SE556188840401",
        "organisationsnummer: 556188-8404"],
    "NO": ["Org.nr. 988 077 917", "NO 995 525 828 MVA",
        "Foretaksregisteret 988077917 MVA"],
    "FI": ["Y-tunnus 2077474-0", "ALV-nro FI20774740", "FO-nummer 2077474-0"],
    "EE": ["KMKR EE100931558", "registrikood 12345678", "KMKR nr. EE100931558"],
    "LV": ["PVN LV40003521600", "Reģ. Nr. 40003521600"],
    "LT": ["PVM kodas LT119511515"],
    "IS": ["kt. 450401-3150", "VSK-númer 00621"],
    "LU": ["TVA LU 150 274 42", "RCS Luxembourg B 12345"],
    "IE": ["VAT No. IE6433435F", "Tax Reference: 6433435F"],
    "GB": ["VAT Registration Number GB 980 7806 84", "Company No. 01234567",
        "UTR 1955839661", "SC123456"],
    "RU": ["ИНН 7707083893", "ИНН/КПП 7707083893/773601001", "ОГРН 1022200525819"],
    "UA": ["ЄДРПОУ 32855961", "код ЄДРПОУ: 32855961", "ІПН 328559610361"],
    "MD": ["0608652", "Cod TVA 0608652", "IDNO 1008600038413"],
    "ZA": ["4999999999", "VAT No. 4999999999", "Reg. No. 2012/123456/07"],
    "IL": ["ח.פ. 516179157", "ע.מ. 039337423", "עוסק מורשה 39337423"],
    "DO": ["RNC 1-01-85004-3", "Cédula 001-1391820-5", "00113918205"],
    "EG": ["١٠٠-٥٣١-٣٨٥", "الرقم الضريبي ١٠٠-٥٣١-٣٨٥", "Tax card 100-531-385"],
    "TR": ["VKN 4540536920", "Vergi No: 4540536920", "TCKN 17291716060"],
    "IN": ["GSTIN: 27AAPFU0939F1ZV", "PAN AAPFU0939F"],
    "AU": ["ABN 83 914 571 673", "ACN 004 085 616"],
    "NZ": ["GST No. 49-091-850", "NZBN 9429036975273"],
    "SG": ["UEN 00192200M", "GST Reg No. M2-1234567-8"],
    "US": ["EIN 91-1144442", "Federal Tax ID: 91-1144442", "FEIN 911144442"],
    "CA": ["BN 12302 6635 RC0001", "GST/HST # 12302 6635 RT0001"],
    "MX": ["RFC GODE561231GR8"],
    "BR": ["CNPJ 16.727.230/0001-97", "CPF: 390.533.447-05"],
    "AR": ["CUIT 20-05536168-2"],
    "CL": ["RUT 12.531.909-2"],
    "CO": ["NIT 213.123.432-1"],
    "PE": ["RUC 20512333797"],
    "UY": ["RUT 21-100342-001-7"],
    "EC": ["RUC 1792060346-001"],
    "VE": ["RIF V-11470283-4"],
    "GT": ["NIT 576937-K"],
    "SV": ["NIT 0614-050707-104-8"],
    "TW": ["統一編號：00501503", "統編 ００５０１５０３"],
    "JP": ["法人番号 5835678256246", "登録番号：T5835678256246"],
    "KR": ["사업자등록번호 116-82-00276"],
    "CN": ["统一社会信用代码：91110000600037341L"],
    "TH": ["เลขประจำตัวผู้เสียภาษี ๐-๙๙๔๐-๐๐๑๕๙-๓๘-๒"],
    "VN": ["MST 0100233488"],
    "ID": ["NPWP 01.312.166.0-091.000"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("country", "number"), [(country, each) for country in WRITTEN for each in WRITTEN[country]]
)
def test_the_words_that_people_write_around_a_number_are_no_part_of_it(
    country: str, number: str
) -> None:
    assert check_tax_id(country, number) is TaxIdCheck.VALID


_ANYWHERE = ["{}", "VAT {}", "Tax ID: {}", "no. {}", "{} (VAT)", "Reg.-Nr.: {} ", "TIN-{}"]


@pytest.mark.parametrize("country", sorted(GOOD))
def test_every_countrys_numbers_may_have_common_words_around_them(country: str) -> None:
    for number in GOOD[country]:
        for written in _ANYWHERE:
            assert check_tax_id(country, written.format(number)) is TaxIdCheck.VALID, written


@pytest.mark.parametrize(
    "number",
    ["n/a", "none", "applied for", "to follow", "1", "0", "00-0000000", "???", "12", "—",
     "we are still waiting for it, ask again after 12 December, please"],
)  # fmt: skip
@pytest.mark.parametrize("country", ["NL", "DE", "US", "AE"])
def test_what_cannot_be_a_number_of_anybody_is_recognised(country: str, number: str) -> None:
    assert check_tax_id(country, number) is TaxIdCheck.IMPOSSIBLE


@pytest.mark.parametrize(("country", "number"), BAD.items())
def test_a_wrong_digit_is_noticed(country: str, number: str) -> None:
    assert check_tax_id(country, number) is TaxIdCheck.INVALID


@pytest.mark.parametrize("number", ["", "-", "NL", "000000000", "NL000000000B00", "٣", "x" * 5000])
def test_nothing_zeros_and_strange_digits_are_no_tax_id(number: str) -> None:
    assert check_tax_id("NL", number) is TaxIdCheck.IMPOSSIBLE


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
