"""Payment advice as customers send it: mails, tables and texts, in their languages."""

from email.message import EmailMessage

import pytest

from adapters.bank.advice import read_advice
from domain.bank.advice import WrittenAdvice
from domain.errors import InvalidFile

LINES = [("INV-2026-0001", "1.200,00"), ("INV-2026-0002", "250,50")]


def said(advice: WrittenAdvice) -> list[tuple[str, str]]:
    return [(each.invoice, each.amount) for each in advice.lines]


def only(content: bytes | str) -> WrittenAdvice:
    (advice,) = read_advice(content.encode() if isinstance(content, str) else content)
    return advice


def mail(text: str = "", html: str = "", **attached: str) -> bytes:
    message = EmailMessage()
    message["From"] = "ap@contoso.example"
    message["Subject"] = "Betaling"
    if text or not html:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for name, content in attached.items():
        filename = f"{name}.csv"
        message.add_attachment(content.encode("cp1252"), "text", "csv", filename=filename)
    return message.as_bytes()


@pytest.mark.parametrize(
    "table",
    [
        'invoice,amount\nINV-2026-0001,"1.200,00"\nINV-2026-0002,"250,50"\n',
        "Factuurnummer;Omschrijving;Bedrag\r\nINV-2026-0001;oktober;1.200,00\r\n"
        "INV-2026-0002;;250,50\r\n",
        "Rechnungs-Nr.\tDatum\tBetrag\tWährung\nINV-2026-0001\t1.11.2026\t1.200,00\teur\n\n"
        "INV-2026-0002\t2.11.2026\t250,50\tEUR",
        "Numéro de facture|Montant payé\nINV-2026-0001|1.200,00\nINV-2026-0002|250,50 €\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_by_its_columns_names(table: str, encoding: str) -> None:
    advice = only(table.encode(encoding))
    assert said(advice) == LINES
    assert (advice.reference, advice.total) == ("", "")


def test_rows_around_the_table_are_about_the_transfer() -> None:
    table = "Kenmerk;E2E-77\nFactuur;Bedrag\nINV-2026-0001;1.200,00\nINV-2026-0002;250,50\n"
    advice = only(table + "Totaal;1.450,50 EUR\n")
    assert said(advice) == LINES
    assert (advice.reference, advice.total, advice.currency) == ("E2E-77", "1.450,50", "EUR")


def test_a_column_tells_one_transfer_from_another() -> None:
    table = "invoice,amount,reference,total\nA1,10.00,R-1,30.00\nA2,20.00,R-1,30.00\nA3,5,R-2,5\n"
    first, second = read_advice(table.encode())
    assert (first.reference, first.total, said(first)) == (
        "R-1",
        "30.00",
        [("A1", "10.00"), ("A2", "20.00")],
    )
    assert (second.reference, said(second)) == ("R-2", [("A3", "5")])


TEXT = """Geachte heer, mevrouw,

Wij betaalden op 30.11.2026 (tel. 020 123 45 67), uw IBAN NL91 ABNA 0417 1643 00:

Betalingskenmerk: E2E 77
INV-2026-0001 1.200,00
* INV-2026-0002   12.11.2026   EUR 250,50
Totaal EUR 1.450,50

Met vriendelijke groet
"""


def test_a_mail_is_read_line_by_line() -> None:
    advice = only(mail(TEXT))
    assert said(advice) == [LINES[0], ("INV-2026-0002 12.11.2026", "250,50")]
    assert (advice.reference, advice.total, advice.currency) == ("E2E 77", "1.450,50", "EUR")
    assert [each.line for each in advice.lines] == [6, 7]
    assert said(only(TEXT)) == said(advice)


def test_thousands_may_stand_apart() -> None:
    assert said(only("INV-1 1 200,00\nINV-2 EUR 12 345 678.90")) == [
        ("INV-1", "1 200,00"),
        ("INV-2", "12 345 678.90"),
    ]


HTML = """<html><head><style>td{width:1.00px}</style></head><body>
<p>Reference: E2E-77</p><table><tr><td><table>
<tr><th>Invoice</th><th>Paid</th></tr>
<tr><td>INV-2026-0001</td><td>1.200,00&nbsp;&euro;</td></tr>
<tr><td>INV-2026-0002</td><td>250,50</td></tr>
<tr><td>Total</td><td>1.450,50</td></tr></table></td></tr></table>
<script>INV-9 9.00</script></body></html>"""


@pytest.mark.parametrize("text", ["", "Please see the table."])
def test_a_mail_in_html_is_read_by_its_tables(text: str) -> None:
    advice = only(mail(text, HTML))
    assert said(advice) == LINES
    assert (advice.reference, advice.total) == ("E2E-77", "1.450,50")


def test_an_attached_table_says_more_than_the_mail_around_it() -> None:
    table = "invoice;amount\nINV-2026-0001;1.200,00\nINV-2026-0002;250,50\n"
    advice = only(mail("Payment reference: E2E-77\nOur order 4711 of 9.00", advice=table))
    assert said(advice) == LINES
    assert advice.reference == "E2E-77"


def test_an_encoding_that_nobody_knows_is_read_all_the_same() -> None:
    raw = b"From: a@b.example\nContent-Type: text/plain; charset=nothing\n\nINV-1 12.00\n"
    assert said(only(raw)) == [("INV-1", "12.00")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n", "file_empty"),
        (b"Dear all,\nwe paid everything.\n", "advice_empty"),
        (b"invoice;amount\n", "advice_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 anything", "format_unknown"),
        (b"%PDF-1.7 anything", "format_unknown"),
        (b"PK\x03\x04 anything", "format_unknown"),
        (b"a\0b", "format_unknown"),
        (b'invoice;amount\nINV-1;"1.00\nINV-2;2.00\n', "row_invalid"),
        (b"INV-1 10.00\n" * 500_000, "file_too_large"),
        (mail(html="<"), "advice_empty"),
        (mail(), "advice_empty"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(content: bytes, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        read_advice(content)
    assert [each["code"] for each in refused.value.details["problems"]] == [code]
