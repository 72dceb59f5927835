"""A year of a bank with a hundred customers: what is booked without a person is right, it is nearly
all of what can be, and every format says the same.

Here it is half of the customers and half of a year; `python -m tests.bank.test_a_year` plays the
whole one.
"""

import sys
from functools import cache

import pytest

from tests.bank.bank_files import FORMATS, SHOWS_CHARGES
from tests.bank.playing import Played, play
from tests.bank.year import Transfer, Year, a_year

READABLE, DIGESTED = "2026{:05}", "INV-2026-{:04}"
"""Numbers that our reference shows, and such as a digest stands for."""
SAYS_WHO_PAYS = ["camt", "german", "dutch", "coda"]
YEARS = pytest.mark.parametrize("number", [READABLE, DIGESTED])


@cache
def the_year(number: str) -> Year:
    return a_year(20260101, number, customers=50, months=6)


@cache
def played(number: str, form: str) -> Played:
    return play(the_year(number), form)


@YEARS
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_booked_wrongly(number: str, form: str) -> None:
    year = played(number, form)
    assert year.wrong == []
    assert year.counts["booked reference"] > 100


@YEARS
@pytest.mark.parametrize("form", FORMATS)
def test_what_names_our_reference_is_booked_without_a_person(number: str, form: str) -> None:
    assert share(played(number, form), "reference") >= 0.9


@YEARS
@pytest.mark.parametrize("form", SAYS_WHO_PAYS)
def test_what_names_a_reference_or_a_number_is_booked_without_a_person(
    number: str, form: str
) -> None:
    assert share(played(number, form), "reference", "number") >= 0.9


@YEARS
@pytest.mark.parametrize("form", FORMATS)
def test_a_person_sees_the_right_answer_first(number: str, form: str) -> None:
    first, later = seen_first(played(number, form))
    assert first / (first + later) >= 0.95


@YEARS
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same(number: str, form: str) -> None:
    assert different(the_year(number), played(number, "camt"), played(number, form), form) == []


@YEARS
@pytest.mark.parametrize("form", FORMATS)
def test_what_the_bank_takes_back_is_found_or_left_to_a_person(number: str, form: str) -> None:
    counts = played(number, form).counts
    assert counts["return found"] > 0
    assert counts["return not seen"] == 0


def share(year: Played, *kinds: str) -> float:
    """How much of what names an invoice so is booked without a person."""
    booked = sum(year.counts[f"booked {kind}"] for kind in kinds)
    return booked / sum(year.counts[f"all {kind}"] for kind in kinds)


def seen_first(year: Played) -> tuple[int, int]:
    """How often the right one of several answers is the first, and how often a later one."""
    kinds = ("reference", "number", "else")
    first, later = (sum(year.counts[f"{at} {kind}"] for kind in kinds) for at in ("first", "later"))
    return first, later


def different(year: Year, one: Played, other: Played, form: str) -> list[Transfer]:
    """What two formats book in two ways; and what names our reference and only one of them books.

    A format without a place for charges cannot say that there were any.
    """
    found = []
    for transfer in (each for transfers in year.days.values() for each in transfers):
        if transfer.charges and form not in SHOWS_CHARGES:
            continue
        this, that = one.booked.get(transfer.number), other.booked.get(transfer.number)
        alone = (this is None) != (that is None) and transfer.names == "reference"
        if alone or (this and that and this != that):
            found.append(transfer)
    return found


def main(seed: int) -> None:
    """Plays a whole year and says what came of it."""
    for number in (READABLE, DIGESTED):
        year = a_year(seed, number)
        all_played = {form: play(year, form) for form in FORMATS}
        for form, one in all_played.items():
            first, later = seen_first(one)
            sys.stdout.write(
                f"{number} {form}: {len(one.wrong)} wrong;"
                f" booked {share(one, 'reference'):.1%} of references,"
                f" {share(one, 'number'):.1%} of numbers; right first {first} of {first + later};"
                f" {len(different(year, all_played['camt'], one, form))} unlike camt\n"
            )
            for problem in one.wrong:
                sys.stdout.write(f"{problem}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
