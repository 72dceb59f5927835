"""BAI2 of American banks and CODA of Belgian ones."""

import io

import pytest

from adapters.bank.bai2 import read_bai2
from adapters.bank.coda import read_coda
from domain.bank.statements import Statement, whole
from domain.errors import InvalidFile

BAI2 = """01,122099999,123456789,261102,0200,1,,,2/
02,031001234,122099999,1,261102,2359,USD,2/
03,0123456789,USD,010,4350,,,015,6150,,/
16,195,2000,V,261103,,BANK-7,CUST-1,INVOICE INV-2026-0001, THANK YOU
88,SECOND LINE/
16,455,200,0,BANK-8,,FEE/
49,12700,5/
98,12700,1,7/
99,12700,1,9/
"""


def read(content: str) -> list[Statement]:
    return list(whole(read_bai2(io.BytesIO(content.encode()))))


def test_the_number_of_its_type_says_which_way_money_went() -> None:
    (statement,) = read(BAI2)
    assert (statement.opened.opening, statement.closed.closing) == (4350, 6150)
    assert [each.minor for each in statement.entries] == [2000, -200]


def test_a_transaction_says_its_references_and_its_whole_text() -> None:
    (statement,) = read(BAI2)
    first = statement.entries[0]
    assert (first.bank_reference, str(first.value_date)) == ("BANK-7", "2026-11-03")
    assert first.details[0].references[0].text == "CUST-1"
    assert first.details[0].text == "INVOICE INV-2026-0001, THANK YOU\nSECOND LINE"


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_amounts_are_in_the_smallest_unit_of_each_currency(currency: str) -> None:
    (statement,) = read(BAI2.replace("USD", currency))
    assert [each.minor for each in statement.entries] == [2000, -200]
    assert {each.currency for each in statement.entries} == {currency}


@pytest.mark.parametrize(("kind", "returned"), [("555", True), ("557", True), ("455", False)])
def test_a_returned_item_is_told_from_other_money_that_goes_out(kind: str, returned: bool) -> None:
    (statement,) = read(BAI2.replace("16,455,", f"16,{kind},"))
    assert (statement.entries[1].details[0].returned is not None) == returned


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("49,12700,5/", "49,12701,5/", "total_differs"),
        ("98,12700,1,7/\n99,12700,1,9/\n", "", "file_cut_off"),
        ("16,455,200", "16,455,2.00", "amount_invalid"),
        ("16,455,200", "17,455,200", "record_unknown"),
        (",261103,", ",991399,", "date_invalid"),
    ],
)
def test_what_does_not_agree_with_itself_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read(BAI2.replace(old, new))
    assert refused.value.details["problems"][0]["code"] == code


def _record(*places: tuple[int, str]) -> str:
    line = [" "] * 128
    for at, text in places:
        line[at : at + len(text)] = text
    return "".join(line)


def _coda(amount: str = "000000000100000", communication: str = "0FACTUUR INV-2026-0001") -> str:
    """A statement with one credit: amounts have three decimals."""
    closing = f"{500000 + int(amount):015}"
    records = (
        _record((0, "00000021126"), (11, "72505"), (34, "CONTOSO"), (60, "KREDBEBB"), (127, "2")),
        _record(
            (0, "12001"), (5, "BE68539007547034"), (39, "EUR"), (42, "0000000000500000"),
            (58, "011126"), (125, "001"),
        ),
        _record(
            (0, "2100010000"), (10, "BANKREF-7"), (31, "0" + amount), (47, "021126"),
            (53, "00150000"), (61, communication), (115, "021126"), (121, "001"), (125, "1"),
        ),
        _record((0, "2200010000"), (98, "GEBABEBB"), (125, "1")),
        _record((0, "2300010000"), (10, "BE71096123456769"), (47, "Fabrikam NV")),
        _record(
            (0, "8001"), (4, "BE68539007547034"), (38, "EUR"), (41, "0" + closing), (57, "021126"),
        ),
        _record((0, "9"), (16, "000005"), (22, "0" * 15), (37, amount)),
    )  # fmt: skip
    return "\n".join(records) + "\n"


def read_belgian(content: str) -> list[Statement]:
    return list(whole(read_coda(io.BytesIO(content.encode("cp1252")))))


def test_a_belgian_statement_says_payer_text_and_balances() -> None:
    (statement,) = read_belgian(_coda())
    (entry,) = statement.entries
    assert (statement.opened.account, statement.opened.opening) == ("BE68539007547034", 50_000)
    assert (entry.minor, entry.bank_reference) == (10_000, "BANKREF-7")
    party = entry.details[0].party
    assert (party.name, party.account) == ("Fabrikam NV", "BE71096123456769")
    assert entry.details[0].text == "FACTUUR INV-2026-0001"


def test_a_structured_communication_is_a_reference() -> None:
    (statement,) = read_belgian(_coda(communication="1101090933755493"))
    (detail,) = statement.entries[0].details
    assert [each.text for each in detail.references] == ["090933755493"]


def test_details_of_a_detail_are_no_payments_of_their_own() -> None:
    head, opening, total, *more, closing, trailer = _coda("000000000300000").splitlines()
    batch = [total[:53] + "2" + total[54:], *more]
    for number, (kind, amount) in enumerate((("6", 100), ("7", 200), ("9", 205), ("9", -5)), 1):
        thousandths = f"{int(amount < 0)}{abs(amount) * 1000:015}"
        batch.append(
            f"210001{number:04}{total[10:31]}{thousandths}{total[47:53]}{kind}{total[54:]}"
        )
    counted = f"{trailer[:16]}{len(batch) + 2:06}{trailer[22:]}"
    (statement,) = read_belgian("\n".join([head, opening, *batch, closing, counted]))
    (entry,) = statement.entries
    assert entry.minor == 30_000
    assert entry.batch is not None
    assert [each.minor for each in entry.details] == [10_000, 20_000]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_coda()[: -130 * 1], "file_cut_off"),
        (_coda().replace("0000000000500000", "0000000000500001"), "total_differs"),
        (_coda()[129:], "record_misplaced"),
    ],
)
def test_a_belgian_statement_that_is_not_whole_is_refused(content: str, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read_belgian(content)
    assert refused.value.details["problems"][0]["code"] == code
