"""Reminders of one hour, spread over it: thousands are not due in the same minute."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.invoices.invoice import Invoice
from domain.invoices.policy import InvoicePolicy
from domain.invoices.reminding.dunning import fire_alarms, next_alarm, step_at
from tests.domain.invoices.building import an_invoice, day, local, sent, skipped

MANY = 10_000


def _first_reminders(invoice: Invoice, count: int = MANY) -> list[datetime]:
    moments = []
    for number in range(count):
        invoice.number = f"INV-2026-{number:05}"
        moments.append(step_at(invoice, 1))
    return moments


def test_ten_thousand_reminders_of_one_hour_are_spread_evenly_over_it() -> None:
    moments = _first_reminders(an_invoice(spread_reminders_over_minutes=60))
    assert day(-7) <= min(moments)
    assert max(moments) < day(-7) + timedelta(hours=1)
    a_minute = Counter(moment.replace(second=0) for moment in moments)
    assert len(a_minute) == 60
    assert max(a_minute.values()) < 2 * MANY / 60


def test_an_invoice_is_reminded_at_the_same_moment_of_the_hour_each_time() -> None:
    once, again = an_invoice(spread_reminders_over_minutes=60), an_invoice()
    again.policy = InvoicePolicy(spread_reminders_over_minutes=60)
    assert [step_at(once, level) for level in range(1, 7)] == [
        step_at(again, level) for level in range(1, 7)
    ]
    late = step_at(once, 1) - day(-7)
    assert all(
        step_at(once, level) - day(days) == late
        for level, days in enumerate(once.policy.reminders, 1)
    )


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "Pacific/Auckland", "America/Santiago"])
@pytest.mark.parametrize("hour", [0, 9, 23])
def test_none_leaves_its_day_or_its_hour_where_the_payer_is(zone: str, hour: int) -> None:
    invoice = an_invoice(zone=zone, remind_at_hour=hour, spread_reminders_over_minutes=60)
    shown = {moment.astimezone(ZoneInfo(zone)) for moment in _first_reminders(invoice, 500)}
    assert {(each.date().isoformat(), each.hour) for each in shown} == {("2026-11-25", hour)}


def test_by_default_all_go_out_when_the_hour_begins() -> None:
    assert set(_first_reminders(an_invoice(), 100)) == {day(-7)}


def test_none_is_early_and_none_goes_out_twice() -> None:
    invoice = an_invoice(spread_reminders_over_minutes=60)
    due = step_at(invoice, 1)
    assert next_alarm(invoice) is not None
    fire_alarms(invoice, due - timedelta(seconds=1))
    assert sent(invoice) == []
    fire_alarms(invoice, due)
    fire_alarms(invoice, day(-7) + timedelta(hours=1))
    assert sent(invoice) == [1]
    assert local(due).startswith("2026-11-25 09:")


def test_a_worker_that_comes_back_after_forty_days_sends_the_last_one_alone() -> None:
    invoice = an_invoice(spread_reminders_over_minutes=60)
    back = day(33)
    fire_alarms(invoice, back)
    fire_alarms(invoice, back)
    assert sent(invoice) == [6]
    assert list(skipped(invoice)) == [1, 2, 3, 4, 5]
    assert invoice.overdue
