"""An invoice's days on a line, whatever became of it."""

from collections.abc import Iterator
from datetime import timedelta

from console.drawing.thirty_days import WIDTH, Lane, ThirtyDays, thirty_days
from domain.invoices.view import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import PaymentView
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import (
    BILLING,
    DUE_ON,
)


def view_in(ledger: Books) -> InvoiceView:
    """The first invoice as its page has it, with what was paid of it."""
    invoice = ledger.invoice
    paid = [
        PaymentView(
            bank_reference=each.bank_reference,
            amount=invoice.money(each.amount),
            settled=invoice.money(min(each.amount, invoice.paid)),
            value_date=each.value_date,
            instrument=each.instrument,
            received_at=each.received_at,
            by=BILLING,
            entry=each.entry,
            counts=invoice.money(each.counts),
            reversed_at=each.received_at if each.taken_back else None,
        )
        for each in ledger.receivables.payments
    ]
    return view_of(invoice, paid, invoice.events, False, ledger.now)


def drawn(ledger: Books) -> ThirtyDays:
    return thirty_days(view_in(ledger))


def lane(drawing: ThirtyDays, name: str) -> Lane:
    return next(each for each in drawing.lanes if each.name == name)


def kinds(drawing: ThirtyDays) -> list[str]:
    return [mark.kind for mark in lane(drawing, "reminders").marks]


def test_a_new_invoice_has_its_days_before_it() -> None:
    drawing = drawn(books())
    assert [each.name for each in drawing.lanes] == ["reminders"]
    assert [each.kind for each in drawing.terms.spans] == ["in-time"]
    assert drawing.terms.spans[0].said == "30 days to pay"
    assert set(kinds(drawing)) == {"planned"}
    assert drawing.due.label == "due 2 Dec"
    assert drawing.today is not None
    assert drawing.today.x < drawing.due.x


def test_what_is_overdue_is_a_part_of_its_own() -> None:
    ledger = books()
    ledger.pass_to(10)
    drawing = drawn(ledger)
    assert [each.said for each in drawing.terms.spans] == ["30 days to pay", "10 days overdue"]
    assert kinds(drawing) == ["sent", "sent", "sent", "sent", "planned", "planned"]
    assert "It is 10 days overdue." in drawing.said
    assert "4 sent, 2 planned" in drawing.said


def test_a_reminder_that_was_overtaken_is_drawn_as_skipped() -> None:
    ledger = books()
    ledger.outage_until(ledger.now + timedelta(days=38))
    assert "skipped" in kinds(drawn(ledger))


def test_reminders_that_wait_for_a_wire_are_drawn_as_paused() -> None:
    ledger = books()
    ledger.declare()
    drawing = drawn(ledger)
    assert {each.kind for each in lane(drawing, "reminders").marks} == {"paused"}
    assert "planned" not in drawing.said


def test_money_wires_and_disputes_have_lanes_of_their_own() -> None:
    ledger = books()
    ledger.pass_to(-20)
    ledger.pay("100.00")
    ledger.dispute("200.00")
    ledger.pass_to(-18)
    ledger.reject()
    ledger.declare("300.00")
    ledger.pass_to(-5)
    drawing = drawn(ledger)
    names = [each.name for each in drawing.lanes]
    assert names == ["reminders", "payments", "on its way", "disputes"]
    heights = [each.y for each in drawing.lanes]
    assert heights == sorted(set(heights))
    assert lane(drawing, "payments").marks[0].said.startswith("100.00 EUR")
    assert [each.kind for each in lane(drawing, "on its way").spans] == ["missed"]
    assert [each.kind for each in lane(drawing, "disputes").spans] == ["resolved"]
    assert "200.00 EUR: rejected" in lane(drawing, "disputes").spans[0].said


def test_a_settled_invoice_ends_where_it_was_settled() -> None:
    ledger = books()
    ledger.pass_to(-20)
    ledger.pay("1000.00")
    drawing = drawn(ledger)
    assert set(kinds(drawing)) == {"cancelled"}
    assert [each.kind for each in drawing.terms.spans] == ["in-time"]
    ledger.sleep_until(ledger.now + timedelta(days=300))
    drawing = drawn(ledger)
    assert drawing.today is None
    assert drawing.ticks[-1].x <= WIDTH


def test_everything_lies_within_the_drawing() -> None:
    ledger = books()
    for late in (-29, -7, 0, 1, 40, 400):
        ledger.pass_to(late)
        drawing = drawn(ledger)
        for x in _places(drawing):
            assert 0 <= x <= WIDTH
        assert len(drawing.ticks) <= 12
    assert ledger.invoice.due_on == DUE_ON


def _places(drawing: ThirtyDays) -> Iterator[float]:
    yield drawing.due.x
    yield from (tick.x for tick in drawing.ticks)
    for each in (drawing.terms, *drawing.lanes):
        yield from (mark.x for mark in each.marks)
        for span in each.spans:
            yield from (span.x, span.x + span.width)
