"""What an entry's amount is counted under, and how statements join."""

from datetime import UTC, date, datetime

import pytest

from domain.bank.entries import Decided, Ignored, PaidBack
from domain.bank.entry_states import EntryState
from domain.bank.joined_statements import StatementRead, joined
from domain.bank.proposals import Proposal, Rule
from domain.bank.reconciling import BankLine, Differs, Line, Recorded, holder_of, reckon
from domain.bank.statements import Form

ON = date(2026, 11, 5)
AT = datetime(2026, 11, 6, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def entry(
    minor: int = 100,
    state: EntryState = EntryState.BOOKED,
    rule: Rule = Rule.REFERENCE,
    **more: str,
) -> BankLine:
    proposal = Proposal(rule, "contoso", (), 0, ()) if state is EntryState.BOOKED else None
    decided = Decided(proposal=proposal, by="bea", at=AT) if proposal else None
    return BankLine("B1", "EUR", minor, ON, state, decided, "REF", **more)


@pytest.mark.parametrize(
    ("recorded", "parts"),
    [
        (Recorded(100, 100, 0, 0), {Line.ON_INVOICES: 100}),
        (Recorded(100, 60, 10, 0), {Line.ON_INVOICES: 60, Line.UNAPPLIED: 30, Line.REFUNDED: 10}),
        (Recorded(200, 100, 0, 100), {Line.ON_INVOICES: 100}),
        (Recorded(100, 0, 0, 100), {Line.DIFFERENCE: 100}),
        (Recorded(150, 150, 0, 0), {Line.ON_INVOICES: 150, Line.DIFFERENCE: -50}),
        (None, {Line.DIFFERENCE: 100}),
    ],
)
def test_a_booked_entry_is_what_its_payments_are(
    recorded: Recorded | None, parts: dict[Line, int]
) -> None:
    reckoned = reckon(entry(), recorded, "B1")
    assert reckoned.parts == parts
    assert sum(reckoned.parts.values()) == 100
    assert (reckoned.difference is not None) == (Line.DIFFERENCE in parts)


def test_one_payment_does_not_stand_for_two_entries() -> None:
    reckoned = reckon(entry(), Recorded(100, 100, 0, 0), "B0")
    assert reckoned.parts == {Line.DIFFERENCE: 100}
    assert reckoned.difference is not None
    assert (reckoned.difference.kind, reckoned.difference.entries) == (
        Differs.ONE_PAYMENT,
        ("B1", "B0"),
    )
    assert holder_of([("B1", True), ("B2", False), ("B3", False)]) == "B2"


@pytest.mark.parametrize(
    ("minor", "state", "code", "line"),
    [
        (-100, EntryState.BOOKED, "", Line.RETURNED),
        (-100, EntryState.UNMATCHED, "", Line.UNMATCHED),
        (-100, EntryState.IGNORED, "PMNT/ICDT/ESCT", Line.OUTGOING),
        (-100, EntryState.IGNORED, "ACMT/MDOP/CHRG", Line.CHARGES),
        (-100, EntryState.IGNORED, "NCHG", Line.CHARGES),
        (0, EntryState.IGNORED, "NCHG", Line.IGNORED),
        (100, EntryState.REVERSED, "", Line.RETURNED),
        (100, EntryState.SUGGESTED, "", Line.SUGGESTED),
        (100, EntryState.IGNORED, "", Line.IGNORED),
    ],
)
def test_every_other_entry_is_under_one_line(
    minor: int, state: EntryState, code: str, line: Line
) -> None:
    assert reckon(entry(minor, state, code=code), None, None).parts == {line: minor}


def test_what_went_out_and_a_person_ignored_is_told_apart() -> None:
    out = entry(-100, EntryState.IGNORED)
    decided = Decided(ignored=Ignored.PERSON, by="bea", at=AT)
    by_person = BankLine(out.id, "EUR", -100, ON, EntryState.IGNORED, decided, "REF")
    assert reckon(by_person, None, None).parts == {Line.IGNORED: -100}


def test_a_refund_that_came_back_is_no_payment() -> None:
    back = PaidBack(account="contoso", entry="refund-1", bank_reference="REF-1")
    decided = Decided(by="bea", at=AT, refund=back)
    line = BankLine("B1", "EUR", 100, ON, EntryState.BOOKED, decided, "REF")
    found = reckon(line, None, None)
    assert (found.parts, found.difference) == ({Line.RETURNED: 100}, None)


def read(
    day: int, opening: int, closing: int, since: int | None = None, sequence: int | None = None
) -> StatementRead:
    begins = date(2026, 11, since) if since else None
    until = date(2026, 12, day - 30) if day > 30 else date(2026, 11, day)
    return StatementRead(
        f"S{day}", Form.MT940, "", "EUR", sequence, begins, until, opening, closing
    )


def test_statements_that_follow_each_other_have_one_beginning_and_one_end() -> None:
    found = joined([read(3, 10, 20), read(9, 20, 15), read(20, 15, 70)], FIRST, LAST)
    assert (found.opening, found.closing, found.sure, found.differences) == (10, 70, True, ())


@pytest.mark.parametrize(
    "again",
    [
        read(9, 20, 15),  # the same one
        read(9, 10, 15, since=3),  # both in one
    ],
)
def test_what_is_told_twice_is_no_gap(again: StatementRead) -> None:
    statements = [read(3, 10, 20, since=3), read(9, 20, 15, since=4), again, read(20, 15, 70)]
    assert joined(statements, FIRST, LAST).differences == ()


def test_a_report_within_the_day_is_no_gap() -> None:
    within, whole, next_one = read(9, 20, 18, since=9), read(9, 20, 15, since=9), read(10, 15, 16)
    found = joined([within, whole, next_one], FIRST, LAST)
    assert (found.closing, found.differences) == (16, ())


def test_a_gap_is_between_two_and_says_how_much_is_missing() -> None:
    found = joined([read(3, 10, 20, sequence=3), read(9, 25, 15, sequence=6)], FIRST, LAST)
    (gap,) = found.differences
    assert (gap.kind, gap.minor, gap.missing) == (Differs.STATEMENT_MISSING, 5, "4, 5")
    (gap,) = joined([read(3, 10, 20), read(9, 25, 15)], FIRST, LAST).differences
    assert (gap.kind, gap.minor) == (Differs.DOES_NOT_JOIN, 5)


def test_balances_of_other_days_are_not_taken_for_the_periods() -> None:
    assert not joined([read(9, 10, 20), read(40, 20, 30, since=9)], FIRST, LAST).sure
    october = StatementRead("S0", Form.CAMT, "", "EUR", None, None, date(2026, 10, 30), 5, 10)
    follows = read(2, 10, 20)
    assert joined([october, follows], FIRST, LAST).sure
    alone = StatementRead(
        "S1", Form.CAMT, "", "EUR", None, date(2026, 10, 2), date(2026, 11, 2), 10, 20
    )
    assert not joined([alone], FIRST, LAST).sure
    assert joined([october], FIRST, LAST).opening is None
