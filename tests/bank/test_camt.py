"""CAMT files of every version, with charges, batches, returns, and files that mean harm."""

import io

import pytest

from adapters.bank.camt import read_camt
from domain.bank.adding_up import Sums
from domain.bank.statements import ReferenceKind, Standing, Statement, whole
from domain.errors import InvalidFile
from tests.bank.camt_files import Booked
from tests.bank.camt_files import statement as written


def read(content: bytes | str) -> list[Statement]:
    raw = content.encode() if isinstance(content, str) else content
    return list(whole(read_camt(io.BytesIO(raw))))


def sums_of(statement: Statement) -> Sums:
    sums = Sums(statement.opened)
    for entry in statement.entries:
        sums.count(entry)
    sums.close(statement.closed)
    return sums


def a_file(entries: str, version: str = "camt.053.001.02", kind: str = "Stmt") -> str:
    root = {"Stmt": "BkToCstmrStmt", "Rpt": "BkToCstmrAcctRpt", "Ntfctn": "BkToCstmrDbtCdtNtfctn"}
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{root[kind]}><{kind}>
<Id>1</Id><Acct><Id><IBAN>NL91 ABNA 0417 1643 00</IBAN></Id><Ccy>EUR</Ccy></Acct>
{entries}</{kind}></{root[kind]}></Document>"""


def an_entry(inner: str = "", details: str = "", amount: str = "100.00", sign: str = "CRDT") -> str:
    return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-02</Dt></BookgDt><ValDt><DtTm>2026-11-03T00:00:00+01:00</DtTm></ValDt>
<AcctSvcrRef>B-1</AcctSvcrRef>{inner}<NtryDtls>{details}</NtryDtls></Ntry>"""


@pytest.mark.parametrize("version", [f"camt.053.001.{each:02}" for each in range(2, 14)])
def test_every_version_is_read_alike(version: str) -> None:
    (statement,) = read(a_file(an_entry(), version))
    (entry,) = statement.entries
    assert (statement.opened.account, entry.minor) == ("NL91ABNA0417164300", 10_000)
    assert (str(entry.booked_on), str(entry.value_date)) == ("2026-11-02", "2026-11-03")


@pytest.mark.parametrize(
    ("kind", "version"), [("Rpt", "camt.052.001.08"), ("Ntfctn", "camt.054.001.04")]
)
def test_reports_and_notifications_are_read(kind: str, version: str) -> None:
    (statement,) = read(a_file(an_entry(), version, kind))
    assert len(statement.entries) == 1
    assert sums_of(statement).adds_up is None


def test_a_credit_with_charges_stays_a_credit() -> None:
    charges = '<Chrgs><Amt Ccy="EUR">2.50</Amt><Br>SHAR</Br></Chrgs>'
    (statement,) = read(a_file(an_entry(charges)))
    (entry,) = statement.entries
    assert (entry.minor, [each.minor for each in entry.charges]) == (10_000, [250])


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>"])
def test_what_is_pending_counts_for_no_balance(status: str) -> None:
    (statement,) = read(a_file(an_entry().replace("<Sts>BOOK</Sts>", status)))
    assert statement.entries[0].standing is Standing.PENDING


def test_names_and_accounts_of_the_payer_wherever_a_version_has_them() -> None:
    account = "<DbtrAcct><Id><IBAN>NL1</IBAN></Id></DbtrAcct>"
    payer = f"<RltdPties><Dbtr><Nm>Contoso</Nm></Dbtr>{account}</RltdPties>"
    old = f"<TxDtls>{payer}</TxDtls>"
    new = old.replace("<Nm>Contoso</Nm>", "<Pty><Nm>Contoso</Nm></Pty>")
    for details in (old, new):
        (statement,) = read(a_file(an_entry(details=details)))
        party = statement.entries[0].details[0].party
        assert (party.name, party.account) == ("Contoso", "NL1")


def test_a_batch_has_its_transactions() -> None:
    def part(amount: str, reference: str) -> str:
        return (
            f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
            f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls></TxDtls>'
        )

    both = part("60.00", "A") + part("40.00", "B")
    (statement,) = read(a_file(an_entry(details=both)))
    assert [each.minor for each in statement.entries[0].details] == [6000, 4000]
    assert sums_of(statement).problems == []
    (wrong,) = read(a_file(an_entry(details=part("60.00", "A") + part("41.00", "B"))))
    assert [each.code for each in sums_of(wrong).problems] == ["batch_differs"]


def test_a_return_says_why() -> None:
    details = (
        "<TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs>"
        "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf></TxDtls>"
    )
    (statement,) = read(a_file(an_entry("<RvslInd>true</RvslInd>", details, sign="DBIT")))
    (entry,) = statement.entries
    returned = entry.details[0].returned
    assert returned is not None
    assert (entry.minor, entry.reversal) == (-10_000, True)
    assert (returned.code, returned.text) == ("AC04", "closed")


def test_references_in_fields_of_their_own() -> None:
    details = (
        "<TxDtls><RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf>"
        "<RfrdDocInf><Nb>INV-1</Nb></RfrdDocInf></Strd></RmtInf></TxDtls>"
    )
    (statement,) = read(a_file(an_entry(details=details)))
    assert [(each.kind, each.text) for each in statement.entries[0].details[0].references] == [
        (ReferenceKind.STRUCTURED, "RF18539007547034"),
        (ReferenceKind.DOCUMENT, "INV-1"),
    ]


def test_dollars_that_were_sent_and_charges_on_the_way_are_not_what_came_in() -> None:
    details = (
        '<TxDtls><AmtDtls><InstdAmt><Amt Ccy="USD">110.00</Amt></InstdAmt>'
        '<TxAmt><Amt Ccy="EUR">100.00</Amt></TxAmt></AmtDtls>'
        '<Chrgs><Rcrd><Amt Ccy="EUR">5.00</Amt></Rcrd></Chrgs></TxDtls>'
    )
    (statement,) = read(a_file(an_entry(details=details)))
    (only,) = statement.entries[0].details
    assert (only.minor, only.currency) == (10_000, "EUR")


def test_what_was_ordered_in_another_currency_is_kept_with_its_rate() -> None:
    details = (
        '<TxDtls><AmtDtls><InstdAmt><Amt Ccy="USD">110.00</Amt><CcyXchg><SrcCcy>USD</SrcCcy>'
        "<XchgRate>1.1</XchgRate></CcyXchg></InstdAmt></AmtDtls></TxDtls>"
    )
    (statement,) = read(a_file(an_entry(details=details)))
    (only,) = statement.entries[0].details
    assert only.instructed is not None
    assert (only.instructed.minor, only.instructed.currency, str(only.rate)) == (
        11_000,
        "USD",
        "1.1",
    )


def test_a_statement_that_does_not_add_up() -> None:
    (right,) = read(written(Booked("12.34")))
    assert sums_of(right).adds_up is True
    (wrong,) = read(written(Booked("12.34"), closing="1.00"))
    assert [each.code for each in sums_of(wrong).problems] == ["balance_differs"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<Document><a>", "xml_invalid"),
        ("<Document/>", "no_statement"),
        ("<!DOCTYPE Document><Document/>", "xml_doctype"),
        (a_file(an_entry(amount="1.005")), "amount_invalid"),
        (a_file(an_entry(sign="")), "direction_missing"),
        (a_file(an_entry()).replace("2026-11-02", "2026-13-02"), "date_invalid"),
        (a_file(an_entry()).replace("<IBAN>NL91 ABNA 0417 1643 00</IBAN>", ""), "account_missing"),
    ],
)
def test_what_is_no_such_statement_is_refused(content: str, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read(content)
    (problem,) = refused.value.details["problems"]
    assert problem["code"] == code
