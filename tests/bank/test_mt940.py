"""MT940 and MT942, in the dialects of banks."""

import io
from datetime import date

import pytest

from adapters.bank.mt940 import read_mt940
from domain.bank.adding_up import Sums
from domain.bank.statements import Detail, Entry, ReferenceKind, Statement, whole
from domain.errors import InvalidFile


def read(text: str) -> list[Statement]:
    return list(whole(read_mt940(io.BytesIO(text.encode()))))


def a_statement(*fields: str, closing: str = "C261102EUR110,00") -> str:
    head = (":20:S1", ":25:NL91ABNA0417164300", ":28C:00012/001", ":60F:C261101EUR10,00")
    return "\n".join((*head, *fields, f":62F:{closing}", "-", ""))


def only(text: str) -> Entry:
    ((entry,),) = [statement.entries for statement in read(text)]
    return entry


def detail(text: str) -> Detail:
    (one,) = only(text).details
    return one


LINE = ":61:2611021102C100,00NTRFNONREF//BANK-7"


def test_a_statement_says_its_account_balances_and_number() -> None:
    (statement,) = read(a_statement(LINE))
    opened = statement.opened
    assert (opened.account, opened.currency) == ("NL91ABNA0417164300", "EUR")
    assert (opened.opening, statement.closed.closing, opened.sequence) == (1000, 11000, 12)
    assert (opened.since, statement.closed.until) == (date(2026, 11, 1), date(2026, 11, 2))
    sums = Sums(opened)
    for entry in statement.entries:
        sums.count(entry)
    sums.close(statement.closed)
    assert sums.adds_up


def test_an_entry_says_amount_days_and_the_banks_reference() -> None:
    entry = only(a_statement(LINE))
    assert (entry.minor, entry.currency, entry.bank_reference) == (10_000, "EUR", "BANK-7")
    assert (entry.booked_on, entry.value_date) == (date(2026, 11, 2), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("mark", "minor", "reversal"),
    [("C", 10_000, False), ("D", -10_000, False), ("RC", -10_000, True), ("RD", 10_000, True)],
)
def test_what_is_reversed_goes_the_other_way(mark: str, minor: int, reversal: bool) -> None:
    entry = only(a_statement(f":61:2611021102{mark}100,00NTRFNONREF"))
    assert (entry.minor, entry.reversal) == (minor, reversal)


def test_a_value_date_of_another_year_than_the_booking() -> None:
    entry = only(a_statement(":61:2612310102C100,00NTRFNONREF"))
    assert (entry.value_date, entry.booked_on) == (date(2026, 12, 31), date(2027, 1, 2))


def test_german_banks_number_what_they_say() -> None:
    said = detail(
        a_statement(
            LINE,
            ":86:166?00GUTSCHRIFT?109310?20EREF+KD-4711?21SVWZ+Rechnung RF18 5",
            "?22390 0754 7034 vom 2.11.?30COBADEFF?31DE02120300000000202051",
            "?32Muster GmbH und?33 Co. KG",
        )
    )
    assert said.text.replace(" ", "") == "RechnungRF18539007547034vom2.11."
    assert (said.party.name, said.party.account) == (
        "Muster GmbH und Co. KG",
        "DE02120300000000202051",
    )
    assert [(each.kind, each.text) for each in said.references] == [
        (ReferenceKind.END_TO_END, "KD-4711")
    ]


def test_dutch_banks_name_what_they_say() -> None:
    said = detail(
        a_statement(
            LINE,
            ":86:/TRTP/SEPA OVERBOEKING/IBAN/FR1420041010050500013M02606/BIC/PSSTFRPPLIL",
            "/NAME/Lumière S.A./REMI/facture RF18 5390 0754 7034/EREF/NOTPROVIDED",
        )
    )
    assert said.text == "facture RF18 5390 0754 7034"
    assert (said.party.name, said.party.account) == (
        "Lumière S.A.",
        "FR1420041010050500013M02606",
    )
    assert said.references == ()


def test_the_other_side_in_one_part_and_a_structured_reference() -> None:
    said = detail(
        a_statement(
            LINE,
            ":86:/EREF/E2E 1//CNTP/NL32INGB0000012345/INGBNL2A/Contoso B.V.///REMI/STRD/CUR/",
            "9000123456789012/",
        )
    )
    assert said.party.name == "Contoso B.V."
    assert (ReferenceKind.STRUCTURED, "9000123456789012") in [
        (each.kind, each.text) for each in said.references
    ]


def test_a_blank_at_the_end_of_a_line_belongs_to_the_text() -> None:
    first = ":86:/NAME/Contoso/REMI/" + "invoice of november with the number "
    said = detail(a_statement(LINE, first, "INV-2026-0001 and thanks"))
    assert "number INV-2026-0001" in said.text


def test_plain_text_stays_as_it_was_cut() -> None:
    said = detail(a_statement(LINE, ":86:BETALNING FAKTURA 2026-00", "01 TAK"))
    assert said.text == "BETALNING FAKTURA 2026-00\n01 TAK"


def test_details_behind_the_balance_are_the_statements_own() -> None:
    text = a_statement(LINE).replace("\n-\n", "\n:86:Interest from January on: 2 %\n-\n")
    assert detail(text).text == ""


def test_charges_and_what_was_ordered() -> None:
    said = detail(a_statement(LINE, ":86:/OCMT/USD110,00/EXCH/1,1/CHGS/EUR2,50/REMI/INV-1"))
    assert said.instructed is not None
    assert (said.instructed.minor, said.instructed.currency) == (11_000, "USD")
    assert [(each.minor, each.included) for each in said.charges] == [(250, True)]


def test_an_item_that_came_back() -> None:
    entry = only(
        a_statement(
            ":61:2611021102D100,00NRTINONREF//B9",
            ":86:109?00RUECKLASTSCHRIFT?20EREF+E2E-77?21SVWZ+RUECKGABE AC04?32X",
        )
    )
    (said,) = entry.details
    assert said.returned is not None
    assert said.returned.code == "AC04"


def test_the_envelope_of_swift_and_lines_before_a_statement_say_nothing() -> None:
    text = "ABNANL2A\n940\nABNANL2A\n" + a_statement(LINE)
    enveloped = "{1:F01ABNANL2AXXXX}{2:I940X}{4:\n" + a_statement(LINE).replace("\n-\n", "\n-}\n")
    assert len(read(text + enveloped)) == 2


def test_several_statements_and_accounts_in_one_file() -> None:
    other = a_statement(LINE).replace("NL91ABNA0417164300", "12345678/0012345 EUR")
    assert [each.opened.account for each in read(a_statement(LINE) + other)] == [
        "NL91ABNA0417164300",
        "12345678/0012345EUR",
    ]


def test_a_report_within_the_day_has_no_balances() -> None:
    text = "\n".join(
        (
            ":20:R1",
            ":25:NL91ABNA0417164300",
            ":28C:1",
            ":34F:EUR0,",
            ":13D:2611021400+0100",
            LINE,
            ":90D:0EUR0,00",
            ":90C:1EUR100,00",
            "-",
        )
    )
    (statement,) = read(text)
    assert (statement.opened.currency, statement.opened.opening) == ("EUR", None)
    assert [each.minor for each in statement.entries] == [10_000]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nothing of a bank's", "no_statement"),
        (a_statement(":61:soon C100,00NTRF"), "line_invalid"),
        (a_statement(LINE, closing="X261102EUR1,00"), "balance_invalid"),
        (a_statement(":61:2611021102C100,005NTRFNONREF"), "amount_invalid"),
        (a_statement(LINE).replace(":25:NL91ABNA0417164300\n", ""), "account_missing"),
    ],
)
def test_what_is_not_as_the_format_has_it_is_refused_with_its_line(text: str, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read(text)
    (problem,) = refused.value.details["problems"]
    assert problem["code"] == code
    assert (problem["line"] > 0) == (code != "no_statement")


def test_no_text_of_a_statement_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(InvalidFile):
        read(a_statement(":61:Somebody Private"))
    assert "Private" not in caplog.text
