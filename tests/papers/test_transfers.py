"""The codes on papers, read from their printed pages as a banking app does."""

from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from adapters.papers.face import face
from adapters.papers.maker import Papers
from adapters.papers.pdf import pictures
from adapters.papers.swiss import swiss_payload, swiss_problems
from domain.companies.address import Address
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper, PaperAccount, Party
from tests.papers.building import ACCOUNT, SWISS_ACCOUNT, credit_note, line, paper

SWISS: dict[str, Any] = {
    "currency": "CHF",
    "account": SWISS_ACCOUNT,
    "buyer": Party(
        name="Müller & Söhne AG",
        address=Address(
            line1="Bahnhofstrasse 12a", postal_code="8001", city="Zürich", country="CH"
        ),
    ),
}
QR_IBAN = PaperAccount(name="Example Cloud B.V.", iban="CH4431999123000889012")
QR_REFERENCE = "210000000003139471430009017"


def scanned(of: Paper) -> list[str]:
    pages = [Image.open(BytesIO(page)) for page in pictures("paper.typ", face(of, None), 110)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def test_a_banking_app_reads_a_transfer_of_euros() -> None:
    assert scanned(paper(prepaid="5")) == [
        "BCD\n002\n1\nSCT\nABNANL2A\nExample Cloud B.V.\nNL91ABNA0417164300\nEUR25.25\n\n"
        "RF18539007547034"
    ]


@pytest.mark.parametrize(
    "of",
    [
        credit_note(),
        paper(prepaid="30.25"),
        paper(currency="USD"),
        paper(account=PaperAccount(name="Example", iban="BR1500000000000010932840814P2")),
        paper([line(1, currency="CHF")], currency="CHF", account=ACCOUNT),
    ],
    ids=["credit note", "paid before", "dollars", "no SEPA account", "francs to Amsterdam"],
)
def test_what_is_not_paid_by_such_a_transfer_has_no_code(of: Paper) -> None:
    assert scanned(of) == []


def test_a_swiss_bank_reads_its_slip() -> None:
    of = paper(**SWISS)
    (code,) = scanned(of)

    assert code == swiss_payload(of)
    assert code.split("\n") == [
        *("SPC", "0200", "1", "CH9300762011623852957"),
        *("S", "Example Cloud B.V.", "Keizersgracht", "100", "1015 CV", "Amsterdam", "NL"),
        *[""] * 7,
        *("30.25", "CHF"),
        *("S", "Müller & Söhne AG", "Bahnhofstrasse", "12a", "8001", "Zürich", "CH"),
        *("SCOR", "RF18539007547034", "2026-0017", "EPD"),
    ]


def test_the_slip_stands_once_at_the_foot_of_the_last_page() -> None:
    pages = pictures("paper.typ", face(paper([line(n) for n in range(1, 61)], **SWISS), None), 110)
    codes = [zxingcpp.read_barcodes(Image.open(BytesIO(page))) for page in pages]

    assert [len(each) for each in codes] == [0] * (len(pages) - 1) + [1]
    height = Image.open(BytesIO(pages[-1])).height
    # 17 mm below the slip's edge, which is 105 mm above the page's.
    assert codes[-1][0].position.top_left.y == pytest.approx(height * (297 - 105 + 17) / 297, abs=4)


def test_a_qr_iban_takes_qr_references_and_nothing_else_does() -> None:
    fitting = paper(**{**SWISS, "account": QR_IBAN}, reference=QR_REFERENCE)
    assert scanned(fitting)[0].split("\n")[-4:-2] == ["QRR", QR_REFERENCE]

    for account, reference, code in (
        (QR_IBAN, "RF18539007547034", "qr_iban_needs_qr_reference"),
        (SWISS_ACCOUNT, QR_REFERENCE, "qr_reference_needs_qr_iban"),
    ):
        of = paper(**{**SWISS, "account": account}, reference=reference)
        assert [each.code for each in swiss_problems(of)] == [code]
        assert scanned(of) == []
        made = Papers().make(of, PaperFormat.PDF)
        assert [each.code for each in Papers().check(of, PaperFormat.PDF, made)] == [code]


def test_letters_that_swiss_banks_lack_lose_their_marks_or_leave_room_to_write() -> None:
    def to(name: str) -> list[str]:
        return scanned(
            paper(**{**SWISS, "buyer": SWISS["buyer"].model_copy(update={"name": name})})
        )[0].split("\n")

    assert to("Nguyễn & Łódź")[21] == "Nguyen & Łódź"
    assert to("株式会社山田")[20:27] == [""] * 7
