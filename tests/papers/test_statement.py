"""A statement of account on letter paper, read back with another library than the one that wrote
it."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pypdf
import pytest

from adapters.papers.statement import statement_pdf
from domain.accounts.account import Account
from domain.invoices.account.statement_period import in_period
from domain.invoices.views.money import Settles
from domain.invoices.views.statement import EntryKind, Statement, StatementEntry
from domain.papers.policy import PapersPolicy
from domain.values.money import Money
from tests.ledger.samples import an_account

TODAY = date(2026, 11, 30)
ACCOUNT = Account.model_validate(an_account())
COMPANY = "Contoso & Zonen #let $x B.V. 株式会社"
LONG = "E2E" + "0123456789" * 12


def _money(amount: int, currency: str) -> Money:
    return Money.from_minor(amount, currency)


def _statement(count: int = 2, currency: str = "EUR") -> Statement:
    entries, balance = [], 0
    for at in range(count):
        paid = at % 2 == 1
        balance += -50_00 if paid else 100_00
        amount = _money(50_00 if paid else 100_00, currency)
        entries.append(
            StatementEntry(
                on=date(2026, 1 + at % 11, 15),
                at=datetime(2026, 1, 1, tzinfo=UTC),
                kind=EntryKind.PAYMENT if paid else EntryKind.INVOICE,
                document=LONG if paid else f"INV-{at}",
                invoice=None if paid else f"INV-{at}",
                settles=(Settles(invoice=f"INV-{at - 1}", amount=amount),) if paid else (),
                debit=None if paid else amount,
                credit=amount if paid else None,
                balance=_money(balance, currency),
            )
        )
    entries.sort(key=lambda each: each.on)
    return Statement(
        account="a-1", company=COMPANY, as_of=TODAY, on_hold=False, entries=tuple(entries)
    )


def _made(statement: Statement, language: str = "en") -> bytes:
    return statement_pdf(statement, ACCOUNT, PapersPolicy().seller, language)


def _pages(content: bytes) -> list[str]:
    return [
        " ".join(page.extract_text().replace("\u200b", "").split())
        for page in pypdf.PdfReader(BytesIO(content)).pages
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Statement of account", "Opening balance", "Closing balance", "€100.00")),
        ("nl", ("Rekeningoverzicht", "Beginsaldo", "Eindsaldo", "€ 100,00")),
    ],
)
def test_it_says_what_was_owed_before_and_after_in_the_readers_language(
    language: str, said: tuple[str, ...]
) -> None:
    stated = in_period(_statement(4), date(2026, 2, 1), date(2026, 3, 31))

    (page,) = _pages(_made(stated, language))

    for each in (*said, COMPANY, "INV-2"):
        assert each in page.replace("\xa0", " "), each
    assert not re.search("15.01.2026", page)


def test_the_same_statement_is_the_same_file_in_pdf_a() -> None:
    stated = in_period(_statement())
    content = _made(stated)

    assert content == _made(stated)
    with pikepdf.open(BytesIO(content)) as file, file.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert file.Root.Lang == "en"


def test_one_of_five_hundred_entries_numbers_its_pages_and_repeats_its_heads() -> None:
    pages = _pages(_made(in_period(_statement(500))))

    assert len(pages) > 10
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Balance" in page


@pytest.mark.parametrize(("currency", "closing"), [("JPY", "JP¥10,000"), ("KWD", "KWD10.000")])
def test_amounts_have_the_digits_of_their_currency(currency: str, closing: str) -> None:
    (page,) = _pages(_made(in_period(_statement(4, currency))))

    assert closing in page.replace("\xa0", " ")
    assert f"All amounts in {currency}." in page


def test_an_account_without_entries_has_one_too() -> None:
    nothing = Statement(account="a-1", company=COMPANY, as_of=TODAY, on_hold=False)

    (page,) = _pages(_made(in_period(nothing)))

    assert "Nothing was invoiced or paid yet." in page
