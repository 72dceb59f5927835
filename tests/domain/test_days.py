"""Days as people write them, and reasons that say something."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from domain.bank.messages import IgnoreEntry, UndoDecision
from domain.erasure.messages import EraseAccount
from domain.invoices.messages import ReversePayment, WriteOff
from domain.requests.messages import ReviewDocument, Withdraw
from domain.values.days import day_in, read_day


def test_a_day_is_read() -> None:
    assert day_in(" 2026-11-30 ") == date(2026, 11, 30)
    assert read_day(date(2026, 11, 30)) == date(2026, 11, 30)


@pytest.mark.parametrize("written", ["2000-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_of_our_time_are_read(written: str) -> None:
    assert day_in(written).isoformat() == written


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            (written, "date_invalid")
            for written in ("", "20261130", "2026-W48-1", "30-11-2026", "2026-13-01", "2026-02-30")
        ),
        ("２０２６-11-30", "date_invalid"),
        ("2026-11-30T10:00", "date_invalid"),
        (1798588800, "date_invalid"),
        (True, "date_invalid"),
        ("0001-01-01", "date_out_of_range"),
        ("1999-12-31", "date_out_of_range"),
        ("2201-01-01", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
    ],
)
def test_what_is_no_day_of_our_time_is_refused(written: Any, code: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        read_day(written)
    assert refused.value.type == code


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0", "\u200b", "\ufeff \u2060", "\x00"])
def test_a_reason_is_not_blank(blank: str) -> None:
    with pytest.raises(ValidationError):
        Withdraw(by="anna", reason=blank)
    for message in (IgnoreEntry, UndoDecision, EraseAccount):
        with pytest.raises(ValidationError):
            message(by="bea", reason=blank)
    with pytest.raises(ValidationError):
        WriteOff(by="anna", reason=blank)
    with pytest.raises(ValidationError):
        ReversePayment(by="anna", bank_reference="B-1", reason=blank)
    with pytest.raises(ValidationError):
        ReviewDocument(by="anna", document="doc-1", accept=False, reason=blank)


def test_a_message_of_before_stays_readable() -> None:
    sent = '{"by": "anna", "reason": " "}'

    assert TypeAdapter(Withdraw).validate_json(sent).reason == " "
