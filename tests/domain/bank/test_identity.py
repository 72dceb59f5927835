"""However many known entries look alike, the same one is found as when each is compared with
each."""

import string
from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.bank.entries import Booking
from domain.bank.identity import LIKELY, POSSIBLE, SURE, Candidates, Known, Marks, recognise
from domain.bank.statements import Form

BOOKING = Booking(
    account="A", currency="EUR", minor=100, booked_on=date(2026, 11, 2), value_date=None,
    form=Form.CAMT,
)  # fmt: skip

some_marks = st.builds(
    Marks,
    form=st.sampled_from([Form.CAMT, Form.MT940]),
    bank_reference=st.sampled_from(["", "R1", "R2"]),
    payer=st.sampled_from(["", "P1", "P2"]),
    end_to_end=st.sampled_from(["", "E1", "E2"]),
    text=st.sampled_from(["", "INVOICE1", "INVOICE", "THANKYOU"]),
)
marks_of_some = st.lists(some_marks, max_size=6)


def known_as(marks: Sequence[Marks]) -> list[Known]:
    return [
        Known(name, BOOKING, each) for name, each in zip(string.ascii_letters, marks, strict=False)
    ]


def each_with_each(new: Sequence[Marks], known: Sequence[Known]) -> list[Known | None]:
    """The plain way, which takes hours for tens of thousands."""
    left = list(known)
    found: list[Known | None] = [None] * len(new)
    for least in (SURE, LIKELY, POSSIBLE):
        for at, marks in enumerate(new):
            if found[at] is None and left:
                best = max(left, key=lambda each: marks.likeness(each.marks))
                if marks.likeness(best.marks) >= least:
                    found[at] = best
                    left.remove(best)
    return found


@given(new=marks_of_some, known=marks_of_some)
def test_an_entry_is_the_known_one_that_is_most_like_it(
    new: list[Marks], known: list[Marks]
) -> None:
    assert recognise(new, known_as(known)) == each_with_each(new, known_as(known))


@given(new=marks_of_some, more=marks_of_some, known=marks_of_some)
def test_no_known_entry_is_two_new_ones_however_they_come(
    new: list[Marks], more: list[Marks], known: list[Marks]
) -> None:
    taken = {"a"}
    candidates = Candidates(known_as(known), taken)
    found = [*candidates.recognise(new), *candidates.recognise(more)]
    names = [each.id for each in found if each is not None]
    assert len(names) == len(set(names))
    assert taken == {"a", *names} and "a" not in names
