"""Money in words: every currency's own decimals, in letters, on the customer's pages and the
staff's, in every language."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from babel.numbers import parse_decimal

from adapters.mail import plain_text
from console.pages.bank_words import ShownWaiting
from console.pages.decisions.invoice_messages import said_of_credit
from console.pages.filters import figure
from console.templating import money as on_customers_pages
from console.templating import negative
from domain.invoices.facts import by_reference
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.lifecycle import InvoiceState
from domain.limits.changed import LimitChanged
from domain.operations.obstacles import Hindrance
from domain.values.currencies import CURRENCIES, minor_digits
from domain.values.money import Money
from wording.catalogue import LOCALES
from wording.dates import written_day
from wording.invoices import known_of
from wording.limits import said_of_change
from wording.money import money_with_code, written_money
from wording.possible import why_not

WRITERS: dict[str, Callable[[Money, str], str]] = {
    "letters": plain_text.written_money,
    "customer's pages": on_customers_pages,
    "the words themselves": written_money,
}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("where", WRITERS)
@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_what_is_printed_is_the_amount_to_its_last_decimal(
    currency: str, where: str, language: str
) -> None:
    money = Money.from_minor(1234567, currency)

    number = re.sub(r"[^\d.,]", "", WRITERS[where](money, language)).strip(".,")

    assert parse_decimal(number, locale=LOCALES[language], strict=True) == money.amount
    decimals = re.search(r"[.,](\d+)$", number) if minor_digits(currency) else None
    assert len(decimals[1] if decimals else "") == minor_digits(currency)


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_the_staffs_pages_print_it_to_its_last_decimal(currency: str) -> None:
    money = Money.from_minor(1234567, currency)

    number, _, code = money_with_code(money).partition(" ")

    assert (number.replace(",", ""), code) == (str(money.amount), currency)


@pytest.mark.parametrize(
    ("minor", "currency", "english", "dutch"),
    [
        (800000, "EUR", "€8,000.00", "€ 8.000,00"),
        (150, "RSD", "RSD1.50", "RSD 1,50"),
        (1500, "IQD", "IQD1.500", "IQD 1,500"),
        (1999, "HUF", "HUF19.99", "HUF 19,99"),
        (1999, "IDR", "IDR19.99", "IDR 19,99"),
        (1999, "COP", "COP19.99", "COP 19,99"),
        (1500, "JPY", "JP¥1,500", "JP¥ 1.500"),
        (-150, "EUR", "-€1.50", "€ -1,50"),
    ],
)
def test_an_amount_is_written_as_its_reader_writes_it(
    minor: int, currency: str, english: str, dutch: str
) -> None:
    money = Money.from_minor(minor, currency)

    assert " ".join(written_money(money, "en").split()) == english
    assert " ".join(written_money(money, "nl").split()) == dutch


def test_less_than_nothing_has_the_same_minus_wherever_a_page_shows_it() -> None:
    taken_off = negative(Money.from_minor(600_000, "EUR"))

    assert money_with_code(taken_off) == "\N{MINUS SIGN}6,000.00 EUR"
    assert figure(taken_off.amount) == "\N{MINUS SIGN}6,000.00"
    assert on_customers_pages(taken_off, "nl") == "€\xa0\N{MINUS SIGN}6.000,00"
    assert on_customers_pages(taken_off, "en") == "\N{MINUS SIGN}€6,000.00"


def test_in_a_refusal_an_amount_is_written_as_on_the_pages() -> None:
    much = Money.from_minor(123_456_789, "EUR")

    assert much.written == money_with_code(much) == "1,234,567.89 EUR"
    assert str(much) == "1234567.89 EUR"


def test_whatever_a_page_of_staff_says_of_an_amount_has_its_thousands() -> None:
    much = Money.from_minor(123_456_789, "EUR")
    facts: dict[str, str | int] = {"before": str(much), "limit": str(much)}

    changed = LimitChanged(account="a", before=Money.from_minor(1, "EUR"), limit=much)

    for said in (
        ShownWaiting(3, much, 2).said,
        said_of_credit([much]),
        why_not(Hindrance(code="limit_changed_since", facts=facts)),
        *said_of_change(changed, money_with_code, written_day)[:1],
    ):
        assert "1,234,567.89 EUR" in said
        assert str(much) not in said


def test_days_in_a_timeline_are_written_as_on_the_rest_of_the_page() -> None:
    paid = InvoiceEvent(
        at=datetime(2026, 9, 10, tzinfo=UTC),
        by="paula",
        kind=EventKind.PAY,
        from_=InvoiceState.OPEN,
        to=InvoiceState.PAID,
        codes=("wire",),
        ids=by_reference("W-1"),
        day=date(2026, 9, 10),
    )

    assert "10 Sept 2026" in known_of(paid, money_with_code, written_day)
    assert "2026-09-10" in known_of(paid)
