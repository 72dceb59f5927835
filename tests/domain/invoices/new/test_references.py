"""Creditor references: one for every invoice, and what people type of them."""

import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iso11649

from domain.invoices.new.references import as_reference, creditor_reference, written

numbers = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", fullmatch=True)
short_numbers = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=21)


def is_readable(number: str) -> bool:
    return creditor_reference(number)[4:] == number


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("539007547034", "RF18 5390 0754 7034"),  # the standard's own example
        ("2026000123", "RF46 2026 0001 23"),
        ("INV2026000123", "RF98 INV2 0260 0012 3"),
        ("A", "RF25 A"),
    ],
)
def test_a_short_number_of_capitals_and_digits_is_read_in_its_reference(
    number: str, reference: str
) -> None:
    assert written(creditor_reference(number)) == reference


@pytest.mark.parametrize(
    "number",
    [
        "2026-000123",
        "2026/000123",
        "inv2026",
        "0012",
        "X1",
        "A" * 22,
        "A" * 40,
    ],
)
def test_a_number_that_would_lose_something_becomes_a_digest(number: str) -> None:
    reference = creditor_reference(number)
    assert len(reference) == 25
    assert reference[4] == "X"
    assert iso11649.is_valid(reference)


def test_the_reference_of_a_digest_stays_what_it_is() -> None:
    assert creditor_reference("2026-000123") == "RF14X6J2TS5IWYXVNHFW26WLV"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV1", "inv1"),
        ("INV1", "INV-1"),
        ("INV-1", "INV/1"),
        ("INV-1", "INV.1"),
        ("INV-1", "inv-1"),
        ("7", "007"),  # the check digits are the same
        ("A" * 21, "A" * 22),
        ("A" * 21 + "-1", "A" * 21 + "-2"),
    ],
)
def test_numbers_that_look_alike_have_references_of_their_own(one: str, other: str) -> None:
    assert creditor_reference(one) != creditor_reference(other)


@pytest.mark.parametrize("number", ["2026-000123", "inv2026", "A" * 40])
def test_a_number_that_is_the_digest_of_another_has_a_reference_of_its_own(number: str) -> None:
    reference = creditor_reference(number)
    for impostor in (reference, reference[4:], reference[2:]):
        assert creditor_reference(impostor) != reference


@given(numbers | short_numbers, numbers | short_numbers)
def test_different_invoices_have_different_references(one: str, other: str) -> None:
    assert (creditor_reference(one) == creditor_reference(other)) is (one == other)


@given(numbers, st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_another_spelling_of_a_number_is_another_invoice(
    number: str, spelled: Callable[[str], str]
) -> None:
    other = spelled(number)
    assert (creditor_reference(number) == creditor_reference(other)) is (number == other)


@given(short_numbers)
@example("X")
@example("0")
@example("Z" * 21)
def test_the_first_letter_tells_a_digest_from_a_number(number: str) -> None:
    assert is_readable(number) is (number[0] not in "X0")


@given(numbers | short_numbers)
def test_every_reference_is_a_valid_one_and_comes_back_from_paper(number: str) -> None:
    reference = creditor_reference(number)
    assert iso11649.validate(reference) == reference
    assert len(reference) <= 25
    assert written(reference) == iso11649.format(reference)
    assert as_reference(written(reference)) == reference
    assert as_reference(f"  {written(reference).lower()}\n") == reference


@given(short_numbers, st.integers(0, 99))
def test_only_one_pair_of_check_digits_is_right(number: str, check: int) -> None:
    typed = f"RF{check:02}{number}"
    assert as_reference(typed) == (typed if check == right_digits(number) else None)


def right_digits(body: str) -> int:
    """The calculation of ISO 7064, in one sum."""
    return 98 - int("".join(str(int(letter, 36)) for letter in f"{body}RF00")) % 97


@given(short_numbers, st.data())
def test_a_slip_of_the_pen_is_found(number: str, data: st.DataObject) -> None:
    reference = creditor_reference(number)
    position = data.draw(st.integers(2, len(reference) - 1))
    digits = string.digits if position < 4 or reference[position].isdigit() else ""
    slip = data.draw(
        st.sampled_from((digits or string.ascii_uppercase).replace(reference[position], ""))
    )
    assert as_reference(reference[:position] + slip + reference[position + 1 :]) is None


@pytest.mark.parametrize(
    "text",
    [
        "RF18 5390 0754 7034",
        "rf18 5390 0754 7034",
        "RF18539007547034",
        " RF18\t5390\u00a00754 7034 ",
        "RF18-5390-0754-7034",
    ],
)
def test_a_reference_is_understood_as_people_type_it(text: str) -> None:
    assert as_reference(text) == "RF18539007547034"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RF",
        "RF18",
        "RF18 5390 0754 7043",  # two digits in the wrong order
        "18 5390 0754 7034",
        "invoice RF18 5390 0754 7034",
        "RF18 5390 0754 7034 RF18 5390 0754 7034",
        "RF18 ٥٣٩٠ 0754 7034",  # digits of another script
        "NL91 ABNA 0417 1643 00",
        "RF!8 5390 0754 7034",
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert as_reference(text) is None


def test_check_digits_that_are_never_given_are_wrong_though_they_add_up() -> None:
    body = next(str(n) for n in range(1, 1000) if right_digits(str(n)) == 98)
    assert iso11649.is_valid(f"RF01{body}")
    assert as_reference(f"RF01{body}") is None
    assert as_reference(f"RF98{body}") == f"RF98{body}"


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    reference = as_reference(text)
    assert reference is None or iso11649.is_valid(reference)


def test_importing_the_references_loads_no_library() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, domain.invoices.new.references; print('stdnum' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[4],
    )
    assert done.stdout.strip() == "False"
