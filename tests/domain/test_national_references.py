"""References in national forms: one for every invoice and form, and its check digits."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.be import ogm_vcs
from stdnum.ch import esr

from domain.values.national_references import (
    NationalKind,
    national_reference,
    significant,
    written_as,
)

numbers = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", fullmatch=True)
kinds = st.sampled_from(NationalKind)

LENGTHS = {
    NationalKind.FINNISH: 15,
    NationalKind.NORWEGIAN: 15,
    NationalKind.NORWEGIAN_11: 15,
    NationalKind.SWEDISH: 15,
    NationalKind.SWISS: 27,
    NationalKind.BELGIAN: 12,
    NationalKind.SLOVENIAN: 13,
}


def of(kind: NationalKind, number: str) -> str:
    return national_reference(kind, number).reference


@pytest.mark.parametrize(
    ("kind", "number", "written"),
    [
        (NationalKind.FINNISH, "123456", "viitenumero 12 34561"),
        (NationalKind.FINNISH, "1", "viitenumero 0013"),
        (NationalKind.NORWEGIAN, "234567", "KID 000000002345676"),
        (NationalKind.NORWEGIAN_11, "234567", "KID 000000002345676"),
        (NationalKind.SWEDISH, "1234567", "OCR 000000012345674"),
        (NationalKind.SWISS, "187858", "QRR 00 00000 00000 00000 00018 78583"),
        (NationalKind.BELGIAN, "108068171", "+++010/8068/17183+++"),
        (NationalKind.SLOVENIAN, "123", "SI12 0000000001236"),
    ],
)
def test_a_number_of_digits_is_read_in_its_reference(
    kind: NationalKind, number: str, written: str
) -> None:
    assert written_as(national_reference(kind, number)) == written


@given(kinds, numbers)
def test_every_invoice_has_one_of_the_forms_own_length_and_always_the_same(
    kind: NationalKind, number: str
) -> None:
    reference = of(kind, number)
    assert reference.isdecimal()
    assert len(reference) == LENGTHS[kind]
    assert of(kind, number) == reference


def is_valid(kind: NationalKind, reference: str) -> bool:
    """By other means than those that made it."""
    *body, check = (int(each) for each in reference)
    match kind:
        case NationalKind.NORWEGIAN | NationalKind.SWEDISH:
            return bool(luhn.is_valid(reference))
        case NationalKind.SWISS:
            return bool(esr.is_valid(reference))
        case NationalKind.BELGIAN:
            return bool(ogm_vcs.is_valid(reference))
        case NationalKind.FINNISH:
            return (_sum(body, (7, 3, 1) * 5) + check) % 10 == 0
        case NationalKind.NORWEGIAN_11:
            return (_sum(body, (2, 3, 4, 5, 6, 7) * 3) + check) % 11 == 0
        case NationalKind.SLOVENIAN:
            rest = _sum(body, range(2, 14)) % 11
            return check == (0 if rest in (0, 1) else 11 - rest)


def _sum(body: list[int], weights: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(reversed(body), weights, strict=False))


@given(kinds, numbers)
def test_its_check_digits_are_right(kind: NationalKind, number: str) -> None:
    assert is_valid(kind, of(kind, number))


@given(
    st.sampled_from([each for each in NationalKind if each is not NationalKind.SLOVENIAN]),
    numbers,
    st.integers(0, 26),
    st.integers(1, 9),
)
def test_with_one_digit_mistyped_it_is_nobodys(
    kind: NationalKind, number: str, place: int, by: int
) -> None:
    reference = of(kind, number)
    place %= len(reference)
    other = (int(reference[place]) + by) % 10
    assert not is_valid(kind, f"{reference[:place]}{other}{reference[place + 1 :]}")


@given(kinds, numbers, numbers)
def test_two_invoices_share_none(kind: NationalKind, one: str, other: str) -> None:
    same = significant(of(kind, one)) == significant(of(kind, other))
    assert same == (one == other)


@pytest.mark.parametrize("number", ["INV-2026-0001", "007", "0", "1" * 40, "a"])
@pytest.mark.parametrize("kind", NationalKind)
def test_a_number_that_would_lose_something_becomes_a_digest(
    kind: NationalKind, number: str
) -> None:
    assert of(kind, number)[0] != "0"


def test_the_reference_of_a_digest_stays_what_it_is() -> None:
    assert {kind.value: of(kind, "INV-2026-0001") for kind in NationalKind} == {
        "fi": "282309261688557",
        "no_mod10": "282309261688554",
        "no_mod11": "282309261688555",
        "se": "282309261688554",
        "ch": "277343308197282309261688550",
        "be": "692616885561",
        "si": "3309261688553",
    }
