"""What public test files of parsers and accounting packages show, each in a file of our own with
invented names. The files are listed in `docs/bank_files.md`."""

import io
from datetime import date

import pytest

from adapters.bank.reading import read_statements
from domain.bank.adding_up import Sums
from domain.bank.statements import Detail, Entry, Standing, Statement, whole
from domain.errors import InvalidFile


def read(content: str, encoding: str = "utf-8") -> list[Statement]:
    return list(whole(read_statements(io.BytesIO(content.encode(encoding)))))


def adds_up(statement: Statement) -> bool | None:
    sums = Sums(statement.opened)
    for entry in statement.entries:
        sums.count(entry)
    sums.close(statement.closed)
    return sums.adds_up and not sums.problems


def mt940(
    *fields: str,
    before: str = "C261101EUR10,00",
    after: str = "C261130EUR4,00",
    account: str = "NL91ABNA0417164300",
    number: str = "00012/001",
) -> str:
    head = (":20:S1", f":25:{account}", f":28C:{number}", f":60F:{before}")
    return "\n".join((*head, *fields, f":62F:{after}", "-", ""))


def entry_of(content: str) -> Entry:
    ((entry,),) = [statement.entries for statement in read(content)]
    return entry


def detail_of(content: str) -> Detail:
    (detail,) = entry_of(content).details
    return detail


LINE = ":61:2611021102D6,00NMSCNONREF"


def test_a_thirtieth_of_february_as_value_date_is_the_months_last_day() -> None:
    entry = entry_of(mt940(":61:2602300302D6,00N024NONREF"))
    assert (entry.value_date, entry.booked_on) == (date(2026, 2, 28), date(2026, 3, 2))


def test_a_type_of_blanks_is_none_of_the_reference() -> None:
    field = ":61:2611021102DF6,00S   X-77"
    entry = entry_of(mt940(field, ":NS:01526715", "02A125 20261126000100"))
    assert entry.minor == -600
    assert [each.text for each in entry.details[0].references] == ["X-77"]


def test_no_type_at_all_takes_nothing_from_the_reference() -> None:
    detail = detail_of(mt940(":61:2611021102D6,00NONREF", ":86:999Rent of the hall"))
    assert (detail.references, detail.text) == ((), "999Rent of the hall")
    entry = entry_of(mt940(":61:2611021102DN6,00//1923978"))
    assert entry.bank_reference == "1923978"


def test_a_line_of_text_that_begins_like_a_field_is_text() -> None:
    detail = detail_of(mt940(LINE, ":86:805?00FEE?20Card at 09-12-2026T16", ":26:37 Shop"))
    assert detail.text == "Card at 09-12-2026T16:26:37 Shop"


@pytest.mark.parametrize(
    ("account", "known"),
    [
        ("NL91ABNA0417164300 EUR", "NL91ABNA0417164300"),
        ("12345678/1020304050", "12345678/1020304050"),
        ("0800003200000001610722 EUR", "0800003200000001610722EUR"),
    ],
)
def test_an_account_is_known_whatever_follows_it(account: str, known: str) -> None:
    (statement,) = read(mt940(LINE, account=account))
    assert statement.opened.account in (known, known.removesuffix("EUR"))


@pytest.mark.parametrize(
    ("number", "sequence"), [("00012/001", 12), ("0", 0), (" /1", None), ("1810118101", None)]
)
def test_a_number_of_the_statement_that_is_none_is_left_out(
    number: str, sequence: int | None
) -> None:
    (statement,) = read(mt940(LINE, number=number))
    assert statement.opened.sequence in (sequence, None)
    assert adds_up(statement)


def test_amounts_may_have_zeros_before_and_nothing_behind_the_comma() -> None:
    written = mt940(
        ":61:261102D000000000006,N102EREF            ", "NL70ABNA0987654321",
        before="C261101EUR000000000010,", after="C261102EUR0000000004,00",
    )  # fmt: skip
    (statement,) = read(written)
    assert adds_up(statement)


def test_a_funds_letter_is_neither_a_reversal_nor_a_direction() -> None:
    entries = [entry_of(mt940(f":61:2611021102{mark}6,00NMSC1")) for mark in ("DD", "DR", "DN")]
    assert [(each.minor, each.reversal) for each in entries] == [(-600, False)] * 3


def test_what_stands_before_a_statement_and_its_envelope_say_nothing() -> None:
    for head in ("ABNANL2A\n940\nABNANL2A\n", "\x01\n", ":940:\n", "{1:F01X}{2:O940X}{4:\n"):
        (statement,) = read(head + mt940(LINE))
        assert adds_up(statement)


def test_letters_of_an_older_encoding_are_read() -> None:
    text = mt940(LINE, ":86:166?20Rechnung?32Möllerhaus")
    ((entry,),) = [each.entries for each in read(text, "cp1252")]
    assert entry.details[0].party.name == "Möllerhaus"


def test_a_future_balance_that_is_garbled_says_nothing() -> None:
    (statement,) = read(mt940(LINE).replace("\n-\n", "\n:65F:Dnullnull74,3\n-\n"))
    assert adds_up(statement)


def camt(body: str, version: str = "053.001.08", name: str = "Stmt", wrap: str = "Stmt") -> str:
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><BkToCstmr{wrap}>'
        f"<{name}><Id>S</Id><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{body}</{name}></BkToCstmr{wrap}></Document>"
    )


def balance(kind: str, amount: str, direction: str = "<CdtDbtInd>CRDT</CdtDbtInd>") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"{direction}<Dt><Dt>2026-11-02</Dt></Dt></Bal>"
    )


def entry(amount: str, details: str = "", status: str = "<Cd>BOOK</Cd>") -> str:
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><DtTm>2026-11-02T09:00:00+01:00</DtTm></BookgDt>{details}</Ntry>"
    )


@pytest.mark.parametrize(
    ("amount", "minor"), [(".5", 50), ("0.50000", 50), ("5.", 500), ("5", 500)]
)
def test_a_decimal_is_written_as_xml_allows_it(amount: str, minor: int) -> None:
    ((one,),) = [each.entries for each in read(camt(entry(amount)))]
    assert one.minor == minor


def test_a_balance_without_a_direction_is_above_zero_and_has_to_add_up() -> None:
    body = balance("OPBD", "10.00", "") + balance("CLBD", "10.50", "") + entry(".5")
    (statement,) = read(camt(body))
    assert (statement.opened.opening, adds_up(statement)) == (1000, True)
    with pytest.raises(InvalidFile):
        read(camt(entry("1.00").replace("<CdtDbtInd>CRDT</CdtDbtInd>", "")))


def test_the_payer_is_who_paid_in_the_end_where_nobody_else_is_named() -> None:
    who = "<RltdPties><UltmtDbtr><Nm>Ada Bakery</Nm></UltmtDbtr></RltdPties>"
    details = f"<NtryDtls><TxDtls>{who}</TxDtls></NtryDtls>"
    ((one,),) = [each.entries for each in read(camt(entry("5.00", details), "053.001.02"))]
    assert one.details[0].party.name == "Ada Bakery"


def test_a_status_is_a_word_or_a_code() -> None:
    for status, standing in (("BOOK", Standing.BOOKED), ("<Cd>PDNG</Cd>", Standing.PENDING)):
        ((one,),) = [each.entries for each in read(camt(entry("5.00", status=status)))]
        assert one.standing is standing
        assert one.booked_on == date(2026, 11, 2)


def test_a_statement_without_entries_is_a_statement() -> None:
    (statement,) = read(camt(balance("OPBD", "10.00") + balance("CLBD", "10.00")))
    assert (statement.entries, adds_up(statement)) == ([], True)


def test_two_entries_that_look_alike_are_two() -> None:
    (statement,) = read(camt(entry("4.50") * 2))
    assert [each.minor for each in statement.entries] == [450, 450]


def test_statements_of_several_accounts_and_currencies_add_up_by_themselves() -> None:
    one = camt(balance("OPBD", "10.00") + balance("CLBD", "15.00") + entry("5.00"))
    other = one[one.index("<Stmt>") : one.index("</Stmt>") + 7].replace("EUR", "USD")
    both = read(one.replace("</BkToCstmrStmt>", f"{other}</BkToCstmrStmt>"))
    assert [(each.opened.currency, adds_up(each)) for each in both] == [
        ("EUR", True),
        ("USD", True),
    ]


BAI2 = """01,122099999,123456789,261102,0200,1,,,2/
02,031001234,122099999,1,261102,2359,USD,2/
03,0123456789,USD,,,,,060,4350,,,100,2000,1,/
16,195,2000,V,261103,,BANK-7,CUST-1,INVOICE 1; -, "QUOTED, AS IT IS"
88,EREF: 1111
49,8350,4/
98,8350,1,6/
99,8350,1,8/
"""


def test_a_summary_without_a_type_is_passed_over() -> None:
    (statement,) = read(BAI2)
    assert [each.minor for each in statement.entries] == [2000]


def test_what_has_quotes_and_commas_is_one_text() -> None:
    ((one,),) = [each.entries for each in read(BAI2)]
    assert one.details[0].text == 'INVOICE 1; -, "QUOTED, AS IT IS"\nEREF: 1111'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BAI2.replace("49,8350", "49,00"), "total_differs"),
        (BAI2.replace(",V,261103", ",V,261103\n"), "record_invalid"),
        (camt(entry("12..34")), "amount_invalid"),
        (mt940(LINE, before="C261101105000,00"), "balance_invalid"),
        (mt940(LINE).replace(":25:NL91ABNA0417164300\n", ""), "account_missing"),
    ],
)
def test_what_is_not_as_the_format_has_it_is_refused(content: str, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read(content)
    codes = [each["code"] for each in refused.value.details["problems"]]
    assert codes == [code] or code == "record_invalid"
