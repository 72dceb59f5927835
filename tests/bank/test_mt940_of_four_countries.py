"""MT940 as banks in Denmark, Sweden, Spain and Switzerland write it: quirks of theirs, with names
that are nobody's."""

import io
from datetime import date

import pytest

from adapters.bank.mt940 import read_mt940
from domain.bank.adding_up import Sums
from domain.bank.entries import Transaction, transactions_of
from domain.bank.identity import Marks, recognise
from domain.bank.statements import Entry, ReferenceKind, Statement, whole


def read(account: str, currency: str, *lines: str, closing: str = "110,00") -> Statement:
    head = (":20:S1", f":25:{account}", ":28C:12/1", f":60F:C261101{currency}10,")
    text = "\n".join((*head, *lines, f":62F:C261102{currency}{closing}", "-", ""))
    (statement,) = whole(read_mt940(io.BytesIO(text.encode())))
    sums = Sums(statement.opened)
    for each in statement.entries:
        sums.count(each)
    sums.close(statement.closed)
    assert sums.adds_up
    return statement


def swiss(*lines: str, closing: str = "110,00") -> Statement:
    return read("123456789", "CHF", *lines, closing=closing)


def only(statement: Statement) -> Entry:
    (entry,) = statement.entries
    return entry


def transaction(statement: Statement) -> Transaction:
    (one,) = transactions_of(only(statement), statement.opened)
    return one


GIRO = (
    ":61:2611021102C79,7FMSC01916//NONREF",
    "20261102007602198765432000000012",
    ":86:GIRO AUS ONLINE-SIC 80532 AUFTRAGGEBER: NORDWIND AG MUSTERSTRASS",
    "E 10 8000 ZUERICH 261102CH98765432 MITTEILUNGEN: RECHNUNG INV-2026-",
    "0001",
)


def test_a_swiss_line_has_a_letter_of_its_currency_and_amounts_without_a_second_decimal() -> None:
    entry = only(swiss(*GIRO, closing="89,7"))
    assert (entry.minor, entry.code, entry.booked_on) == (7_970, "FMSC", date(2026, 11, 2))
    assert "RECHNUNG INV-2026-" in entry.details[0].text
    assert "20261102007602198765432000000012" in entry.details[0].text


def test_a_swiss_post_offices_nonref_is_no_reference_that_two_entries_share() -> None:
    one = transaction(swiss(*GIRO, closing="89,7"))
    assert one.booking.bank_reference == ""
    other = (GIRO[0], "20261102007602111111111000000012", ":86:GIRO AUS ONLINE-SIC 1")
    two = swiss(*GIRO, *other, closing="169,4")
    marks = [Marks.of(transactions_of(each, two.opened)) for each in two.entries]
    assert recognise(marks, []) == [None, None]
    assert marks[0] != marks[1]


@pytest.mark.parametrize("said", ["NONREF", "nonref", "NOTPROVIDED", "0000000000000000"])
def test_that_there_is_no_reference_is_not_one(said: str) -> None:
    found = transaction(swiss(f":61:2611021102C100,00NMSC{said}//{said}", ":86:text"))
    assert (found.booking.bank_reference, found.references) == ("", ())


def test_a_swiss_qr_reference_is_whole_however_its_groups_are_cut() -> None:
    parts = "?20QRR 00 00000 00000 0000?210 00018 78583?32Nordwind AG"
    line = ":61:2611021102C100,00N501NONREF"
    found = only(swiss(line, f":86:501?00Zahlung{parts}")).details[0]
    assert "".join(each for each in found.text if each.isdigit()) == "000000000000000000001878583"
    assert found.party.name == "Nordwind AG"


@pytest.mark.parametrize(
    "said",
    [
        "/ORDP//NAME/NORDENVIND AB/REMI/OCR 000000012345674",
        "/ORDP/NAME/NORDENVIND AB/REMI/OCR 000000012345674",
        "/ORDP/NORDENVIND AB\n/REMI/OCR 000000012345674",
        "/ORDP/NORDENVIND AB\n/REMI//OCR 000000012345674",
    ],
)
def test_a_swedish_payer_is_named_by_who_ordered_it(said: str) -> None:
    lines = (":61:2611021102CK100,00NTRFNONREF//BG-1", f":86:{said}")
    entry = only(read("SE4550000000058398257466", "SEK", *lines))
    assert (entry.minor, entry.bank_reference) == (10_000, "BG-1")
    assert entry.details[0].party.name == "NORDENVIND AB"
    assert entry.details[0].text == "OCR 000000012345674"


def test_a_danish_reference_in_a_part_of_no_known_name_is_not_lost() -> None:
    said = ":86:/BENM/OURSELVES/ORDP/NORDENVIND APS/FIK/71/000000012345674/"
    lines = (":61:2611021102CK100,00NTRFNONREF//DK-1", said)
    detail = only(read("DK5000400440116243", "DKK", *lines)).details[0]
    assert detail.party.name == "NORDENVIND APS"
    assert detail.text == "FIK/71/000000012345674"


def test_a_spanish_reference_of_the_customers_has_zeros_before_it_or_nothing_but_them() -> None:
    line = ":61:2611021102C100,00NMSC0000000000123456//00000000000012345"
    text = ("ABONO TRANSFERENCIA", ":86:TRANSF VIENTO NORTE SL CONCEPTO FRA INV-2026-0001")
    found = only(read("ES9121000418450200051332", "EUR", line, *text))
    (reference,) = found.details[0].references
    assert (reference.kind, reference.text) == (ReferenceKind.CUSTOMER, "0000000000123456")
    assert found.details[0].text.split("\n") == [
        "TRANSF VIENTO NORTE SL CONCEPTO FRA INV-2026-0001",
        "ABONO TRANSFERENCIA",
    ]
