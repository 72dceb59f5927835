"""What may stand in a bank's reference, and when two of them are the same transfer."""

import pytest
from pydantic import TypeAdapter

from domain.invoices.allocation.transfers import Transfer, claim
from domain.values.bank_references import BankReference, normal_form, same_reference
from domain.values.money import Money
from tests.domain.invoices.books import books, refused, two_invoices
from tests.domain.requests.lives import euros


@pytest.mark.parametrize(
    "other",
    [
        "nl26 1124 0001 7",
        "NL26-1124/0001.7",
        "(NL26)112400017",
        "NL26:1124,0001'7",
        "NL26+1124?00017",
        "-NL26112400017-",
        "nl26_112400017",
    ],
)
def test_spaces_case_and_punctuation_make_no_other_transfer(other: str) -> None:
    assert TypeAdapter[str](BankReference).validate_python(other) == other
    assert normal_form(other) == "NL26112400017"
    assert same_reference(other, "NL26112400017")


@pytest.mark.parametrize("other", ["NL2611240017", "0NL26112400017", "NL26112400018"])
def test_another_letter_or_digit_does(other: str) -> None:
    assert not same_reference(other, "NL26112400017")


@pytest.mark.parametrize("character", "azAZ09/-?:().,'+ _")
def test_every_character_that_sepa_allows_is_taken(character: str) -> None:
    written = f"A{character}1"
    assert TypeAdapter[str](BankReference).validate_python(written) == written


@pytest.mark.parametrize("written", [" B-1", "B-1\n", "\tB-1 ", "\N{NO-BREAK SPACE}B-1"])
def test_blanks_that_copying_adds_are_nothing(written: str) -> None:
    assert TypeAdapter[str](BankReference).validate_python(written) == "B-1"


def test_parts_of_one_transfer_come_to_no_more_than_it() -> None:
    ledger = two_invoices()
    ledger.pay("100.00", "INV-1", reference="B-1", of="300.00")
    ledger.pay("150.00", "INV-2", reference="b 1", of="300.00")
    for amount, of in [("50.01", "300.00"), ("50.00", "300.01"), ("50.00", None)]:
        code = "payment_not_acceptable" if of else "payment_already_recorded"
        with refused(ledger, code):
            ledger.pay(amount, "INV-1", reference="B.1", of=of)
    ledger.pay("50.00", "INV-1", reference="B.1", of="300.00")
    assert [invoice.paid for invoice in ledger.invoices] == [15_000, 15_000]


def test_a_part_is_not_more_than_its_transfer_nor_in_another_currency() -> None:
    with refused(books(), "payment_not_acceptable"):
        books().pay("100.00", of="99.99")
    with refused(books(), "payment_not_acceptable"):
        claim({}, "B-1", euros("1.00"), Money.from_minor(1000, "USD"))


def test_the_same_reference_in_another_currency_is_the_same_transfer() -> None:
    known: dict[str, Transfer] = {}
    claim(known, "B-1", euros("1.00"), euros("3.00"))
    with refused(books(), "payment_not_acceptable"):
        claim(known, "B-1", Money.from_minor(100, "USD"), Money.from_minor(300, "USD"))


def test_a_part_that_was_taken_back_can_be_entered_again() -> None:
    ledger = books()
    ledger.pay("100.00", reference="B-1", of="300.00")
    ledger.pay("200.00", reference="B-1", of="300.00")
    ledger.correct("payment-2")
    ledger.pay("150.00", reference="B-1", of="300.00")
    assert ledger.invoice.paid == 25_000
    ledger.reverse("B-1")
    ledger.pay("70.00", reference="B-1")
    assert ledger.invoice.paid == 7_000
