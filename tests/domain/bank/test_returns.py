"""Which money came back: it is told by what the bank calls it, and never guessed."""

from collections.abc import Mapping
from datetime import date

import pytest

from domain.bank.entries import BankEntry, Booking, PaidBack, Transaction
from domain.bank.entry_states import EntryState
from domain.bank.returns import refund_returned_by, returned_by
from domain.bank.statements import Form, Party, Reference, ReferenceKind

BOOKED_ON = date(2026, 11, 2)
THEIRS, OTHERS = "NL02ABNA0123456789", "NL91ABNA0417164300"
REFUND = PaidBack(account="contoso", entry="refund-1", bank_reference="REF-2026-0001")


def entry(
    id: str,
    minor: int = 10_000,
    *,
    on: date | None = BOOKED_ON,
    bank: str = "",
    payer: str = "",
    text: str = "",
    called: Mapping[str, str] = {},
) -> BankEntry:
    booking = Booking(
        account="NL00OURS", currency="EUR", minor=minor, booked_on=on, value_date=on,
        bank_reference=bank, form=Form.CAMT,
    )  # fmt: skip
    references = tuple(Reference(ReferenceKind(kind), said) for kind, said in called.items())
    transaction = Transaction(
        id=id, booking=booking, minor=minor, party=Party(account=payer), references=references,
        text=text,
    )  # fmt: skip
    return BankEntry(transaction=transaction, state=EntryState.BOOKED)


def id_of(found: BankEntry | None) -> str | None:
    return None if found is None else found.transaction.id


@pytest.mark.parametrize("kind", ["end_to_end", "original", "bank"])
def test_it_is_the_one_whose_reference_the_bank_repeats_in_whatever_spelling(kind: str) -> None:
    booked = [
        entry("a", called={"end_to_end": "E2E-77"}),
        entry("b", called={"end_to_end": "E2E-78"}),
    ]
    back = entry("back", -10_000, called={kind: "e2e 77"})
    assert id_of(returned_by(back, booked)) == "a"
    assert id_of(returned_by(entry("back", -10_000, bank="E2E-78"), booked)) == "b"


def test_a_reference_of_a_kind_that_many_transfers_share_tells_nothing() -> None:
    booked = [entry("a", called={"customer": "SHOP-77"}), entry("b")]
    assert returned_by(entry("back", -10_000, called={"customer": "SHOP-77"}), booked) is None


def test_a_text_names_it_by_a_reference_that_is_hardly_anything_else() -> None:
    booked = [entry("a", called={"end_to_end": "E2E771"}), entry("b", called={"end_to_end": "77"})]
    assert id_of(returned_by(entry("back", -10_000, text="Return of E2E-771"), booked)) == "a"
    assert returned_by(entry("back", -10_000, text="Return of 77"), booked) is None


def test_two_that_are_called_the_same_are_not_told_apart_even_by_who_paid() -> None:
    booked = [
        entry("a", called={"end_to_end": "E2E-77"}, payer=THEIRS),
        entry("b", called={"end_to_end": "E2E-77"}),
    ]
    back = entry("back", -10_000, called={"end_to_end": "E2E-77"}, payer=THEIRS)
    assert returned_by(back, booked) is None


def test_one_that_is_not_named_is_the_only_one_of_who_gets_it_back() -> None:
    booked = [entry("a", payer=THEIRS), entry("b", payer=OTHERS)]
    assert id_of(returned_by(entry("back", -10_000, payer=THEIRS), booked)) == "a"
    twice = [*booked, entry("c", payer=THEIRS)]
    assert returned_by(entry("back", -10_000, payer=THEIRS), twice) is None
    nobody = [entry("a"), entry("b", payer=OTHERS)]
    assert returned_by(entry("back", -10_000), nobody) is None


@pytest.mark.parametrize(
    ("came", "left", "may_be"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), True),
        (date(2026, 11, 2), date(2026, 11, 3), True),
        (date(2026, 11, 3), date(2026, 11, 2), False),
        (None, date(2026, 11, 2), True),
        (date(2026, 11, 3), None, True),
    ],
    ids=["the same day", "later", "before", "no day known", "no day of the return"],
)
def test_nothing_comes_back_before_it_came(
    came: date | None, left: date | None, may_be: bool
) -> None:
    booked = [entry("a", on=came, called={"end_to_end": "E2E-77"})]
    back = entry("back", -10_000, on=left, called={"end_to_end": "E2E-77"})
    assert id_of(returned_by(back, booked)) == ("a" if may_be else None)


def test_a_refund_comes_back_under_its_own_reference() -> None:
    others = REFUND.model_copy(update={"entry": "refund-2", "bank_reference": "REF-2026-0002"})
    back = entry("back", called={"original": "ref 2026 0001"})
    assert refund_returned_by(back, [REFUND, others], []) == REFUND
    assert refund_returned_by(entry("back", text="REF-2026-0001"), [others, REFUND], []) == REFUND
    assert refund_returned_by(entry("back", text="thank you"), [REFUND], []) is None


def test_a_refund_comes_back_under_what_the_bank_called_its_transfer() -> None:
    out = entry("out", -10_000, bank="BANK-4711", called={"end_to_end": "REF-2026-0001"})
    back = entry("back", called={"original": "BANK-4711"})
    assert refund_returned_by(back, [REFUND], [out]) == REFUND
    assert refund_returned_by(back, [REFUND], []) is None
    ours = {"end_to_end": "REF-2026-0001"}
    later = entry("out", -10_000, on=date(2026, 11, 3), bank="BANK-4711", called=ours)
    assert refund_returned_by(back, [REFUND], [later]) is None
    unnamed = entry("out", -10_000, bank="BANK-4712", called=ours)
    assert refund_returned_by(back, [REFUND], [unnamed]) is None


def test_two_refunds_of_one_reference_are_not_told_apart() -> None:
    again = REFUND.model_copy(update={"entry": "refund-2"})
    assert (
        refund_returned_by(entry("back", called={"original": "REF-2026-0001"}), [REFUND, again], [])
        is None
    )
