"""Notices that were stored before they named their reminder and their run."""

from typing import Any

import pytest

from domain.notices import Notice
from tests.mail.notices import notice

RUN = "0196f7a2-9c1e-7a53-8d1e-2f4a8f0f6b11"


def stored(key: str, request: str, **more: Any) -> Notice:
    """As it is read."""
    written = notice().model_dump(mode="json", exclude={"reminder", "run"})
    return Notice.model_validate({**written, "key": key, "request": request, **more})


@pytest.mark.parametrize(
    ("key", "reminder"),
    [
        ("invoice/INV-1/reminder-1/invoice_due_soon", 1),
        ("invoice/2026/0001/reminder-12/invoice_overdue", 12),
        ("invoice/INV-1/reminder-3/invoice_overdue_again", 3),
        ("invoice/INV-1/reminder-4/invoice_overdue_final", 4),
        ("invoice/INV-1/reminder-4/team_reminders_used_up", None),
        ("invoice/INV-1/reminder-3-late-7/team_letter_not_delivered", None),
        ("invoice/INV-1/issue/invoice_issued", None),
    ],
)
def test_a_reminder_of_before_has_the_level_of_its_key(key: str, reminder: int | None) -> None:
    read = stored(key, "invoice/INV-1")
    assert (read.reminder, read.run) == (reminder, None)


@pytest.mark.parametrize(
    ("key", "request_", "run"),
    [
        (f"pay-by-invoice/sub-1/{RUN}/1-approved", "pay-by-invoice/sub-1", RUN),
        (f"pay-by-invoice/sub/1/{RUN}/21-team_switched", "pay-by-invoice/sub/1", RUN),
        (f"pay-by-invoice/sub-1/{RUN}/1-approved", "pay-by-invoice/sub", None),
        ("contact/a-1/0f0f0f0f0f0f0f0f/1", "pay-by-invoice/sub-1", None),
        ("account/a-1/limit-3/credit_limit_raised", "account/a-1", None),
        ("account/a-1/link-0f0f/2026-11-22T09", "account/a-1", None),
    ],
)
def test_a_letter_about_a_request_has_the_run_of_its_key(
    key: str, request_: str, run: str | None
) -> None:
    read = stored(key, request_)
    assert (read.run, read.reminder) == (run, None)


def test_what_a_notice_says_itself_counts_and_not_its_key() -> None:
    key = f"pay-by-invoice/sub-1/{RUN}/1-approved"
    assert stored(key, "pay-by-invoice/sub-1", run="another").run == "another"
    reminder = "invoice/INV-1/reminder-1/invoice_due_soon"
    assert stored(reminder, "invoice/INV-1", reminder=2).reminder == 2


def test_a_notice_without_them_is_stored_as_before() -> None:
    assert not {"reminder", "run"} & set(stored("a", "b").model_dump(mode="json"))
