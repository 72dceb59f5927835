"""Which invoices money names, how surely, and what was seen of them."""

from datetime import date

import pytest

from domain.bank.naming import named_in
from domain.bank.open_items import Item, OpenItems
from domain.bank.proposals import Evidence, Incoming, Rule, Seen
from domain.bank.statements import NOBODY
from domain.invoices.new.references import creditor_reference

DAY = date(2026, 11, 30)
LONG, SIX, SHORT = "INV-2026-0001", "INV123", "A-77"
ITEMS = OpenItems.of(
    [Item(number, "contoso", "EUR", 100, DAY) for number in (LONG, SIX, SHORT)], (), (), ()
)
RF = creditor_reference(LONG)
BY_REFERENCE = (Rule.REFERENCE, Evidence(Seen.REFERENCE, RF))
BY_NUMBER = (Rule.NUMBER, Evidence(Seen.NUMBER, "INV20260001"))


def named(text: str) -> dict[str, tuple[bool, Rule, Evidence]]:
    """Of each invoice that is named so: whether surely, by which rule, and what was seen."""
    money = Incoming(minor=100, currency="EUR", on=DAY, party=NOBODY, references=(), text=text)
    found = named_in(money, ITEMS)
    return {
        each.item.number: (sure, each.rule, each.evidence)
        for sure, mentions in ((True, found.sure), (False, found.likely))
        for each in mentions.values()
    }


@pytest.mark.parametrize("text", [RF, f"{LONG} {RF}", f"{RF} {LONG}"])
def test_a_reference_with_right_check_digits_says_more_than_a_number(text: str) -> None:
    assert named(text) == {LONG: (True, *BY_REFERENCE)}


@pytest.mark.parametrize(
    "text",
    [f"for {LONG}, thanks", f"20260001 {LONG}", f"RFAB {LONG}", f"XX12 {LONG}", f"RF1 {LONG}"],
)
def test_a_whole_number_is_sure(text: str) -> None:
    assert named(text) == {LONG: (True, *BY_NUMBER)}


@pytest.mark.parametrize("before", ["", "A ", "Invoice "])
def test_a_number_behind_check_digits_that_are_wrong_may_be_mistyped(before: str) -> None:
    seen = Evidence(Seen.CHECK_FAILS, "INV20260001")
    assert named(f"{before}RF12 {LONG}") == {LONG: (False, Rule.NUMBER, seen)}


@pytest.mark.parametrize(
    ("text", "number", "seen"),
    [
        ("20260001", LONG, "20260001"),
        ("invoice 0020260001", LONG, "0020260001"),
        ("0077", SHORT, "0077"),
        ("A-77", SHORT, "A77"),
    ],
)
def test_digits_alone_and_a_short_number_may_be_something_else(
    text: str, number: str, seen: str
) -> None:
    evidence = Evidence(Seen.NUMBER_IN_PART, seen)
    assert named(text) == {number: (False, Rule.NUMBER, evidence)}


def test_six_letters_and_digits_are_no_coincidence() -> None:
    assert named(SIX) == {SIX: (True, Rule.NUMBER, Evidence(Seen.NUMBER, SIX))}
