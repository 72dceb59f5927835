"""Reminders on letter paper, read back with other libraries than those that wrote them."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
import zxingcpp
from PIL import Image

from adapters.mail.letters import letter_on_paper, write_letter
from adapters.papers.letter import letter_face, letter_pdf
from adapters.papers.pdf import pictures
from domain.accounts.account import Account
from domain.notices import REMINDERS, Notice, NoticeKind
from domain.papers.policy import PapersPolicy
from tests.ledger.samples import an_account
from tests.mail.notices import full_invoice_facts, full_notice

DAY = date(2026, 11, 30)
ACCOUNT = Account.model_validate(an_account())
SELLER = PapersPolicy().seller
COMPANY = "Contoso & Zonen #let $x <b> 株式会社"
KINDS = sorted({*REMINDERS, NoticeKind.INVOICE_ISSUED, NoticeKind.DISPUTE_REJECTED})


def _made(notice: Notice) -> bytes:
    letter = letter_on_paper(notice, "billing@provider.example")
    return letter_pdf(letter, notice.company, ACCOUNT.address, SELLER, DAY)


def _said(content: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(content)).pages
    said = " ".join(page.extract_text() for page in pages)
    return "".join(said.replace("\u200b", "").split())


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_the_mailed_letter_said(kind: NoticeKind, language: str) -> None:
    given = full_notice(kind, language=language, company=COMPANY)
    content = _made(given)
    said = _said(content)

    letter = write_letter(given, reach="billing@provider.example")
    for paragraph in letter.body.split("\n\n"):
        for line in paragraph.split("\n"):
            for part in line.split(":  "):
                words = "".join(part.lstrip(" >-").split())
                assert words in said, part
    assert "".join(letter.subject.split()) in said
    assert ACCOUNT.address.line1.replace(" ", "") in said
    assert content == _made(given)


def test_its_code_is_read_back_from_the_page() -> None:
    given = full_notice(NoticeKind.INVOICE_OVERDUE)
    letter = letter_on_paper(given)
    face = letter_face(letter, given.company, ACCOUNT.address, SELLER, DAY)

    (picture,) = pictures("letter.typ", face, ppi=150)

    found = zxingcpp.read_barcode(Image.open(BytesIO(picture)))
    assert found is not None
    assert found.text == letter.epc
    assert "EUR3540" in found.text


def test_one_that_asks_for_nothing_has_no_code() -> None:
    disputed = full_invoice_facts(disputed=full_invoice_facts().open, in_transit=None)
    letter = letter_on_paper(full_notice(NoticeKind.INVOICE_OVERDUE, invoice=disputed))

    assert (letter.epc, letter.pay) == (None, ())
