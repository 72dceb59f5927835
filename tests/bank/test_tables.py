"""Tables of banks (CSV), each read by a profile."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from adapters.bank.table import read_table
from adapters.bank.table_sample import beginning, guessed, rows_of
from domain.bank.adding_up import Sums
from domain.bank.profiles import CsvProfile
from domain.bank.statements import ReferenceKind, Statement, whole
from domain.errors import InvalidFile
from domain.policy_file import read_policy
from tests.naming import ROOT

OURS = "DE89370400440532013000"

GERMAN: dict[str, Any] = {
    "delimiter": ";",
    "encoding": "cp1252",
    "skip_lines": 2,
    "decimal_mark": ",",
    "date_order": "dmy",
    "newest_first": True,
    "account": OURS,
    "columns": {
        "booked_on": "Buchungstag",
        "value_date": "Valuta",
        "amount": "Betrag",
        "currency": "Währung",
        "payer": "Auftraggeber",
        "payer_account": "IBAN",
        "text": ["Verwendungszweck"],
        "balance": "Saldo",
    },
}
GERMAN_TABLE = """Kontoauszug;;
Erstellt am 3.11.2026;;
Buchungstag;Valuta;Auftraggeber;IBAN;Verwendungszweck;Betrag;Währung;Saldo
03.11.2026;03.11.2026;Bank;;Entgelt;-4,90;EUR;1.229,66

02.11.2026;01.11.26;Müller GmbH;DE02 1203 0000 0000 2020 51;"Rechnung; RF18
5390 0754 7034";1.234,56;EUR;1.234,56
"""
DUTCH: dict[str, Any] = {
    "date_order": "ymd",
    "decimal_mark": ",",
    "currency": "EUR",
    "incoming": ["Bij"],
    "outgoing": ["Af"],
    "columns": {
        "booked_on": "Datum",
        "account": "Rekening",
        "payer": "Naam",
        "payer_account": "Tegenrekening",
        "indicator": "Af Bij",
        "amount": "Bedrag",
        "text": ["Mededeling"],
        "structured": "Kenmerk",
    },
}
DUTCH_TABLE = """"Datum",Naam,Rekening,"Tegenrekening","Af Bij","Bedrag","Mededeling","Kenmerk"
"20261102","Contoso B.V.","NL91ABNA0417164300","NL02ABNA0123456789","Bij","12,50","factuur","RF1"
"20261102","Bank","NL91ABNA0417164300","","Af","2,00","kosten",""
"20261103","Fabrikam","NL20INGB0001234567","","Bij","3,00","",""
"""
AMERICAN: dict[str, Any] = {
    "delimiter": "|",
    "header": False,
    "date_order": "mdy",
    "account": "0123456789",
    "currency": "USD",
    "columns": {"booked_on": 1, "text": [2, 5], "debit": 3, "credit": 4, "bank_reference": 6},
}
AMERICAN_TABLE = """11/2/2026|ACH CREDIT||1,250.00|INV-2026-0001|T-1
11/03/26|FEE|15.00|||T-2
"""


def read(table: str, profile: dict[str, Any]) -> list[Statement]:
    known = CsvProfile.model_validate(profile)
    return list(whole(read_table(io.BytesIO(table.encode(known.encoding)), known)))


def test_a_table_with_a_sign_and_balances_the_newest_first() -> None:
    (statement,) = read(GERMAN_TABLE, GERMAN)
    fee, paid = statement.entries
    assert (fee.minor, paid.minor, paid.line) == (-490, 123_456, 6)
    assert (paid.booked_on, paid.value_date) == (date(2026, 11, 2), date(2026, 11, 1))
    party = paid.details[0].party
    assert (party.name, party.account) == ("Müller GmbH", "DE02120300000000202051")
    assert paid.details[0].text == "Rechnung; RF18\n5390 0754 7034"
    assert (statement.closed.opening, statement.closed.closing) == (0, 122_966)
    sums = Sums(statement.opened)
    for entry in statement.entries:
        sums.count(entry)
    sums.close(statement.closed)
    assert sums.adds_up


def test_a_table_with_a_word_for_each_direction_and_two_accounts() -> None:
    first, second = read(DUTCH_TABLE, DUTCH)
    assert [each.minor for each in first.entries] == [1_250, -200]
    assert second.opened.account == "NL20INGB0001234567"
    (reference,) = first.entries[0].details[0].references
    assert (reference.kind, reference.text) == (ReferenceKind.STRUCTURED, "RF1")


def test_a_table_with_two_columns_and_no_header() -> None:
    (statement,) = read(AMERICAN_TABLE, AMERICAN)
    assert [each.minor for each in statement.entries] == [125_000, -1_500]
    assert [each.booked_on for each in statement.entries] == [date(2026, 11, 2), date(2026, 11, 3)]
    assert statement.entries[0].details[0].text == "ACH CREDIT\nINV-2026-0001"
    assert statement.entries[0].bank_reference == "T-1"


def problems(table: str, profile: dict[str, Any]) -> list[tuple[int, str, str]]:
    with pytest.raises(InvalidFile) as refused:
        read(table, profile)
    return [
        (each["line"], each["field"], each["code"]) for each in refused.value.details["problems"]
    ]


def test_every_problem_is_told_with_its_line() -> None:
    table = AMERICAN_TABLE + "13/01/2026|X|1.00||\n11/04/2026|X|1,0.00|||\n11/04/2026|X|1|1||T\n"
    assert problems(table + "11/05/2026|X\n", AMERICAN) == [
        (3, "1", "date_invalid"),
        (4, "3", "amount_invalid"),
        (5, "4", "amount_unclear"),
        (6, "5", "row_short"),
    ]


def test_a_balance_that_does_not_follow_is_told_where_it_stands() -> None:
    wrong = GERMAN_TABLE.replace(";1.229,66", ";1.229,67")
    assert problems(wrong, GERMAN) == [(6, "Saldo", "balance_differs")]


def test_a_column_that_is_not_there_is_told() -> None:
    assert problems(DUTCH_TABLE.replace("Bedrag", "Amount"), DUTCH) == [
        (1, "Bedrag", "column_missing")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"account": ""},
        {"incoming": ["C"], "outgoing": ["D"]},
        {"columns": {"booked_on": 1, "debit": 3}},
        {"columns": {"booked_on": "Date", "amount": 3}},
        {"delimiter": "?"},
    ],
)
def test_a_profile_that_is_not_whole_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CsvProfile.model_validate(AMERICAN | change)


def test_the_profile_in_the_example_of_a_policy_file_is_one() -> None:
    lines = Path(ROOT / "examples/policy.yaml").read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("  csv_profiles:"))
    shown = [line.replace("#", "", 1) for line in lines[start + 1 :] if line.startswith("  #")]
    profiles = yaml.safe_load("\n".join(shown))
    policy = read_policy({"bank": {"csv_profiles": profiles}})
    (profile,) = policy.bank.csv_profiles.values()
    said = profiles[next(iter(profiles))]
    assert set(said) == set(CsvProfile.model_fields)
    assert set(said["columns"]) == set(type(profile.columns).model_fields)


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        (b"day,amount,text\n2026-07-01,1.00,x\n", (",", "utf-8", 0)),
        (b"Bank: A, B\n\nday;amount\n01.07.2026;1,00\n02.07.2026;2,00\n", (";", "utf-8", 2)),
        (b"day\tamount\n2026-07-01\t1,00\n", ("\t", "utf-8", 0)),
        ("Tag|Betrag\n1.7.2026|1,00\nMüller|x\n".encode("cp1252"), ("|", "cp1252", 0)),
        (b'day,text\n1,"a, b, c"\n2,"d"\n', (",", "utf-8", 0)),
        (b"one column\n", (";", "utf-8", 0)),
        (b"", (";", "utf-8", 0)),
    ],
)
def test_how_a_table_is_written_is_guessed_from_its_beginning(
    written: bytes, shape: tuple[str, str, int]
) -> None:
    assert tuple(guessed(beginning(written))) == shape


def test_the_beginning_of_a_table_has_whole_rows_only() -> None:
    row = b'1,"a\r\nb"\r\n'
    for times in (1, 19, 20, 21, 5000):
        sample = beginning(row * times)
        assert sample == row * min(times, 20)
        assert rows_of(sample, ",", "utf-8") == [["1", "a\r\nb"]] * min(times, 20)
    assert beginning(b"1,2\n" + b"x" * 100_000) == b"1,2\n"
    assert rows_of(b"caf\xe9,1\n", ",", "utf-8") == [["caf\N{REPLACEMENT CHARACTER}", "1"]]
