"""Whatever happens to an invoice, and whatever is known of it, is said in words."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.ledger.migrations.notes_of_before import facts_of_adjustment, facts_of_event
from console.invoice_privacy import EVENTS
from domain.invoices.alarms import AlarmKind, NextAlarm, alarm, reminder
from domain.invoices.facts import FactCode, SkipReason
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.lifecycle import SETTLED, InvoiceTrigger
from domain.invoices.views.money import AdjustmentView, DisputeView
from domain.invoices.views.reminders import ReminderView
from tests.ledger.samples import NOON, euros
from wording.catalogue import staff_words, words_in
from wording.invoices import (
    answer_to,
    comes_next,
    days_from_due,
    happened_to_invoice,
    known_of,
    why_adjusted,
    why_skipped,
)

RECORDED = Path(__file__).parents[1] / "ledger" / "recorded"


def recorded(part: str) -> Iterator[dict[str, Any]]:
    """Entries of the lives that were recorded, each with a sentence alone."""
    for file in sorted(RECORDED.glob("*.json")):
        for invoice in json.loads(file.read_text("utf-8"))["invoices"]:
            yield from invoice[part]


def test_all_that_happens_has_words_for_staff_and_what_customers_see_in_each_language() -> None:
    assert set(InvoiceTrigger) <= set(EventKind)
    for kind, shown in EVENTS.items():
        assert staff_words().knows("timeline", kind), kind
        for language in ("en", "nl"):
            knows = words_in(language).knows("invoice_event", kind)
            assert knows is (shown is not None or kind is EventKind.OTHER), (kind, language)


def test_staff_read_of_recorded_lives_what_they_read_before() -> None:
    kinds = set()
    for entry in recorded("timeline"):
        if (note := entry["note"]) is None:
            continue
        amount = round(float((entry["amount"] or {"amount": 1})["amount"]) * 100)
        facts = facts_of_event(entry["trigger"], note, amount, lambda _: True)
        if facts is not None:  # credit of several payments is read where their references are known
            event = InvoiceEvent.model_validate({**entry, **facts})
            assert known_of(event) == note
            kinds.add(event.kind)
    silent = {
        "issue", "fall_due", "hold", "hold_lifted", "letter_left", "letter_overdue", "other",
        "clock_set_right",
    }  # fmt: skip
    assert {kind.value for kind in set(EventKind) - kinds} == silent


def test_staff_read_why_something_was_adjusted_as_before() -> None:
    for entry in recorded("adjustments"):
        facts = facts_of_adjustment(entry["kind"], entry["why"]) or {}
        assert why_adjusted(AdjustmentView.model_validate({**entry, **facts})) == entry["why"]


def test_an_entry_that_could_not_be_read_keeps_its_sentence() -> None:
    entry = {"at": NOON, "by": "worker", "trigger": "pay", "from": "open", "to": "open"}
    assert known_of(InvoiceEvent.model_validate({**entry, "note": "A, B: C"})) == "A, B: C"
    assert known_of(InvoiceEvent.model_validate(entry)) == ""


def test_a_kind_of_another_version_is_something_else() -> None:
    entry = {"at": NOON, "by": "worker", "trigger": "transmogrify", "from": "open", "to": "open"}
    event = InvoiceEvent.model_validate(entry)
    assert event.kind is EventKind.OTHER
    assert happened_to_invoice(event) == "Something of another version"


@pytest.mark.parametrize("reason", SkipReason)
def test_why_a_reminder_was_left_out_has_words(reason: SkipReason) -> None:
    skipped = ReminderView(
        level=1, days=7, on=NOON.date(), outcome="skipped", reason=reason, said="They moved."
    )
    said = why_skipped(skipped)
    assert said
    assert ("They moved." in said) is (reason is SkipReason.DISMISSED)
    assert why_skipped(skipped.model_copy(update={"reason": None, "why": "So."})) == "So."


@pytest.mark.parametrize("kind", sorted(set(AlarmKind) - {AlarmKind.REMINDER}))
def test_what_comes_next_is_a_clause(kind: AlarmKind) -> None:
    assert comes_next(alarm(kind, NOON)) == staff_words()(f"alarm.{kind}")


def test_a_reminder_that_comes_next_is_called_by_its_day() -> None:
    assert comes_next(reminder(14, NOON)) == "reminder 14 days overdue"
    assert comes_next(NextAlarm(name="credit hold", at=NOON)) == "credit hold"
    assert [days_from_due(days) for days in (-7, -1, 1, 30)] == [
        "7 days before due",
        "1 day before due",
        "1 day overdue",
        "30 days overdue",
    ]


@pytest.mark.parametrize(
    "because",
    [(FactCode.DISPUTE_CREDITED,), *((FactCode.NOTHING_OPEN, state) for state in sorted(SETTLED))],
)
def test_a_dispute_that_was_settled_says_so_in_the_customers_language(
    because: tuple[str, ...],
) -> None:
    dispute = DisputeView(
        amount=euros("1.00"),
        reason="wrong",
        opened_at=NOON,
        by="anna@contoso.nl",
        state="settled",
        resolution="a sentence in English",
        ended_because=because,
    )
    english, dutch = answer_to(dispute), answer_to(dispute, "nl")
    assert len({english, dutch, dispute.resolution}) == 3
    answered = dispute.model_copy(update={"ended_because": (), "resolution": "We looked."})
    assert answer_to(answered, "nl") == "We looked."
