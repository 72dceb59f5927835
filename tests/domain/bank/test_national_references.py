"""Money that names an invoice by a national reference (M1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bank.matching import match
from domain.bank.open_items import Item, OpenItems
from domain.bank.proposals import Incoming, Matching, Rule, Share
from domain.bank.statements import Reference, ReferenceKind
from domain.values.national_references import NationalKind, national_reference, written_as

TODAY = date(2026, 11, 30)
ALL = tuple(NationalKind)


def item(number: str, account: str = "contoso", minor: int = 10_000) -> Item:
    return Item(number, account, "EUR", minor, TODAY, ALL)


ITEMS = (
    item("INV-2026-0001"),
    item("20260002"),
    item("2026000003"),
    item("77"),
    item("INV-2026-0004", "fabrikam"),
)


def matched(text: str = "", *, structured: str = "", items: tuple[Item, ...] = ITEMS) -> Matching:
    references = (Reference(ReferenceKind.STRUCTURED, structured),) if structured else ()
    money = Incoming(minor=10_000, currency="EUR", on=TODAY, text=text, references=references)
    return match(money, OpenItems.of(items))


def digits_of(kind: NationalKind, number: str) -> str:
    return national_reference(kind, number).reference


def booked_for(matching: Matching) -> tuple[Rule, tuple[Share, ...]]:
    assert matching.certain is not None, matching.proposals
    return matching.certain.rule, matching.certain.shares


@pytest.mark.parametrize("number", ["INV-2026-0001", "20260002", "77"])
@pytest.mark.parametrize("kind", NationalKind)
def test_it_is_found_in_a_field_of_its_own(kind: NationalKind, number: str) -> None:
    reference = digits_of(kind, number)
    expected = Rule.REFERENCE, (Share(number, 10_000),)
    for written in (reference, reference.lstrip("0"), reference.zfill(27)):
        assert booked_for(matched(structured=written)) == expected


@pytest.mark.parametrize("number", ["INV-2026-0001", "2026000003"])
@pytest.mark.parametrize("kind", NationalKind)
@pytest.mark.parametrize("width", [27, 35, 53, 65, 140])
def test_it_is_found_in_a_text_however_it_is_cut(
    kind: NationalKind, number: str, width: int
) -> None:
    shown = written_as(national_reference(kind, number))
    for text in (f"Betaling factuur {shown} november", f"Maksu/{shown.replace(' ', '')}."):
        cut = "\n".join(text[at : at + width] for at in range(0, len(text), width))
        assert booked_for(matched(cut)) == (Rule.REFERENCE, (Share(number, 10_000),))


def test_a_short_one_in_a_text_is_proposed() -> None:
    found = matched(digits_of(NationalKind.FINNISH, "20260002").lstrip("0"))
    assert found.certain is None
    assert [each.shares for each in found.proposals] == [(Share("20260002", 10_000),)]


def test_two_invoices_with_the_same_reference_are_proposed_and_never_booked() -> None:
    twins = [item("A"), item("B", "fabrikam")]
    index = OpenItems.of(twins)
    same = digits_of(NationalKind.BELGIAN, "A")
    index.by_national[same].append(twins[1])
    reference = (Reference(ReferenceKind.STRUCTURED, same),)
    found = match(Incoming(10_000, "EUR", TODAY, references=reference), index)
    assert found.certain is None
    assert {each.account for each in found.proposals} == {"contoso", "fabrikam"}


def test_of_an_invoice_that_shows_none_none_is_known() -> None:
    plain = Item("INV-2026-0001", "contoso", "EUR", 10_000, TODAY)
    for kind in NationalKind:
        found = matched(structured=digits_of(kind, plain.number), items=(plain,))
        assert found.certain is None
        assert not found.proposals


def test_references_of_two_customers_are_for_a_person() -> None:
    both = " ".join(
        digits_of(NationalKind.SWISS, each) for each in ("INV-2026-0001", "INV-2026-0004")
    )
    assert matched(both).certain is None


@given(st.text("0123456789 /+-\n", max_size=60))
def test_digits_that_are_no_reference_are_never_certain(text: str) -> None:
    digits = "".join(each for each in text if each.isdigit())
    known = [digits_of(kind, each.number).lstrip("0") for kind in NationalKind for each in ITEMS]
    if not any(each in digits for each in known):
        assert matched(text).certain is None
