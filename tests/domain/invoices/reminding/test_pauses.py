"""What is paused says so: which part, why, and until when."""

from domain.invoices.reminding.pauses import pauses_of
from domain.invoices.view import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.reminders import PauseKind
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import (
    local,
)
from tests.domain.requests.lives import euros


def view(ledger: Books) -> InvoiceView:
    return view_of(ledger.invoice, (), ledger.invoice.events, False, ledger.now)


def pauses(ledger: Books) -> list[tuple[str, str, str | None]]:
    return [
        (each.kind, str(each.amount), local(each.until) if each.until else None)
        for each in view(ledger).pauses
    ]


def test_an_invoice_that_nothing_pauses_is_not_paused() -> None:
    ledger = books()
    assert (pauses(ledger), view(ledger).paused) == ([], False)


def test_a_part_on_its_way_pauses_until_it_should_have_come_and_the_rest_does_not() -> None:
    ledger = books()
    ledger.pass_to(6)
    ledger.declare("700.00")
    assert pauses(ledger) == [(PauseKind.IN_TRANSIT, "700.00 EUR", "2026-12-15 09:00")]
    assert not view(ledger).paused, "300.00 is still reminded of"


def test_a_dispute_pauses_until_somebody_decides() -> None:
    ledger = books()
    ledger.dispute("1000.00")
    assert pauses(ledger) == [(PauseKind.DISPUTED, "1000.00 EUR", None)]
    assert view(ledger).paused
    assert {each.outcome for each in view(ledger).reminders} == {"planned"}


def test_the_grace_after_a_rejected_dispute_says_when_it_ends() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.reject()
    ((kind, amount, until),) = pauses(ledger)
    assert (kind, amount) == (PauseKind.IN_GRACE, "400.00 EUR")
    assert until == local(ledger.invoice.grace_until or ledger.now)


def test_what_is_settled_is_not_paused() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.pay("1000.00", reference="B-5")
    assert (list(pauses_of(ledger.invoice)), view(ledger).paused) == ([], False)
    assert view(ledger).open == euros("0.00")
