"""What a customer may see of an invoice and a statement: what was decided for each kind of entry,
and nothing that is ours alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from console.invoice_privacy import ALL, ENTRIES, EVENTS
from console.request_privacy import Team
from console.safe_invoices import invoice_for_customer, statement_for_customer
from domain.invoices.facts import Id, IdKind, SkipReason
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import Instrument, InvoicePolicy
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import DisputeView, PaymentView
from domain.invoices.views.reminders import ReminderView
from domain.invoices.views.statement import EntryKind, Statement, StatementEntry
from domain.tasks import Task
from domain.turns import WaitingOn, Who
from domain.values.money import Money

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAULA = "paula@provider.test"
OPEN = InvoiceState.OPEN


def euros(amount: int) -> Money:
    return Money.model_validate({"amount": amount, "currency": "EUR"})


FACTS: dict[str, Any] = {
    "codes": ("a_code",),
    "ids": (Id(kind=IdKind.ENTRY, id="payment-1"),),
    "day": AT.date(),
    "since": AT.date(),
    "days": 1,
    "tolerance": euros(1),
    "said": "Between us.",
    "note": "Between us, a sentence.",
}


def test_every_kind_has_a_decision() -> None:
    assert set(EVENTS) == set(EventKind)
    assert set(ENTRIES) == set(EntryKind)
    assert set(FACTS) == ALL


@pytest.mark.parametrize("kind", EventKind)
def test_an_entry_of_the_timeline_shows_what_is_decided_for_its_kind(kind: EventKind) -> None:
    event = InvoiceEvent(at=AT, by=PAULA, kind=kind, from_=OPEN, to=OPEN, **FACTS)
    view = _an_invoice().model_copy(update={"timeline": (event,)})
    seen, shown = invoice_for_customer(view).timeline, EVENTS[kind]
    if shown is None:
        assert seen == ()
        return
    assert seen[0].by == shown.team
    for name, fact in FACTS.items():
        assert (getattr(seen[0], name) == fact) is (name in shown.facts), name


@pytest.mark.parametrize("kind", EntryKind)
def test_a_line_of_a_statement_shows_what_is_decided_for_its_kind(kind: EntryKind) -> None:
    line = StatementEntry(
        on=AT.date(), at=AT, kind=kind, document="I-1", balance=euros(0), by=PAULA, **FACTS
    )
    statement = Statement(
        account="a-1", company="Contoso BV", as_of=AT.date(), on_hold=False, entries=(line,)
    )
    (seen,) = statement_for_customer(statement).entries
    assert seen.by is None
    for name, fact in FACTS.items():
        assert (getattr(seen, name) == fact) is (name in ENTRIES[kind]), name


@pytest.mark.parametrize(
    ("kind", "theirs"),
    [
        (EventKind.CREDIT, True),
        (EventKind.RESOLVE, True),
        (EventKind.REVERSE, True),
        (EventKind.WRITE_OFF, False),
        (EventKind.CORRECT, False),
    ],
)
def test_what_they_were_mailed_is_theirs(kind: EventKind, theirs: bool) -> None:
    shown = EVENTS[kind]
    assert shown is not None
    assert ("said" in shown.facts) is theirs


@pytest.mark.parametrize("reason", [None, SkipReason.DISMISSED, SkipReason.OVERTAKEN])
def test_why_a_letter_was_dismissed_is_ours(reason: SkipReason | None) -> None:
    skipped = ReminderView(
        level=1, days=1, on=AT.date(), outcome="skipped", reason=reason, why="a", said="b"
    )
    view = _an_invoice().model_copy(update={"reminders": (skipped,)})
    (seen,) = invoice_for_customer(view).reminders
    theirs = reason is SkipReason.OVERTAKEN
    assert (seen.why, seen.said) == (("a", "b") if theirs else (None, None))


def test_an_invoice_names_teams_and_keeps_to_itself_why_it_was_given_up() -> None:
    seen = invoice_for_customer(_an_invoice(), ["ap@contoso.nl"])
    assert "paula" not in seen.model_dump_json()
    assert seen.payments[0].by == Team.BILLING
    assert (seen.disputes[0].by, seen.disputes[0].resolved_by) == ("ap@contoso.nl", Team.BILLING)
    assert [(each.kind, each.by, each.note) for each in seen.timeline] == [
        ("dispute", "ap@contoso.nl", "Half of it never came."),
        ("write_off", Team.BILLING, None),
    ]


def _an_invoice() -> InvoiceView:
    paula, customer, open_ = PAULA, "ap@contoso.nl", OPEN
    nothing = euros(0)
    return InvoiceView(
        invoice="I-1",
        account="a-1",
        scope="s-1",
        company="Contoso BV",
        state=InvoiceState.WRITTEN_OFF,
        waiting_on=WaitingOn(who=Who.NOBODY, task=Task.SETTLED, since=AT),
        issued_on=AT.date(),
        due_on=AT.date(),
        time_zone="UTC",
        amount=euros(10),
        open=nothing,
        paid=nothing,
        credited=nothing,
        written_off=euros(10),
        late_charges=nothing,
        disputed=nothing,
        in_transit=nothing,
        declarable=nothing,
        missed=nothing,
        reference="RF18 0000",
        pay_to=InvoicePolicy().pay_to,
        policy_version="1",
        payments=(
            PaymentView(
                bank_reference="B-1",
                amount=euros(10),
                settled=nothing,
                value_date=date(2026, 11, 23),
                instrument=Instrument.WIRE,
                received_at=AT,
                by=paula,
                entry="payment-1",
                counts=euros(10),
            ),
        ),
        wires=(),
        disputes=(
            DisputeView(
                amount=euros(10),
                reason="Half of it never came.",
                opened_at=AT,
                by=customer,
                state="rejected",
                resolved_at=AT,
                resolved_by=paula,
            ),
        ),
        timeline=(
            InvoiceEvent(
                at=AT,
                by=customer,
                kind=EventKind.DISPUTE,
                from_=open_,
                to=open_,
                note="Half of it never came.",
            ),
            InvoiceEvent(at=AT, by="worker", kind=EventKind.SKIP, from_=open_, to=open_),
            InvoiceEvent(
                at=AT, by=paula, kind=EventKind.WRITE_OFF, from_=open_, to=open_, note="Bankrupt."
            ),
        ),
    )
