"""Who is notified of what about an invoice, under which key, and what it shows of itself."""

from domain.invoices.lifecycle import InvoiceState
from domain.invoices.view import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.notices import ABOUT_LIMITS, Audience, LetterState, Notice, NoticeKind
from domain.turns import Who
from tests.domain.invoices.books import Books, books, two_invoices
from tests.domain.invoices.building import (
    day,
    local,
)
from tests.domain.requests.lives import euros

SENT_BY_THE_LEDGER = frozenset(
    {
        *ABOUT_LIMITS,
        NoticeKind.TEAM_WEBHOOK_DISABLED,
        NoticeKind.TEAM_PROVIDER_REFUSED,
        NoticeKind.TEAM_PROVIDER_DRIFT,
        NoticeKind.CREDIT_HOLD_PLACED,
        NoticeKind.CREDIT_HOLD_LIFTED,
        NoticeKind.TEAM_CREDIT_HOLD_PLACED,
        NoticeKind.TEAM_CREDIT_HOLD_LIFTED,
        NoticeKind.TEAM_LIMIT_NEARLY_USED,
        NoticeKind.TEAM_LIMIT_EXCEEDED,
        NoticeKind.CONFIRM_CONTACT,
        NoticeKind.CUSTOMER_LINK,
    }
)
"""About an account or an address, which no invoice and no request knows."""

SENT_BY_AN_INVOICE = frozenset(
    {
        NoticeKind.INVOICE_ISSUED,
        NoticeKind.INVOICE_DUE_SOON,
        NoticeKind.INVOICE_OVERDUE,
        NoticeKind.INVOICE_OVERDUE_AGAIN,
        NoticeKind.INVOICE_OVERDUE_FINAL,
        NoticeKind.PAYMENT_RECEIVED,
        NoticeKind.PAYMENT_REVERSED,
        NoticeKind.INVOICE_STANDING,
        NoticeKind.CREDIT_APPLIED,
        NoticeKind.WIRE_DECLARED,
        NoticeKind.WIRE_NOT_ARRIVED,
        NoticeKind.DISPUTE_OPENED,
        NoticeKind.DISPUTE_UPHELD,
        NoticeKind.DISPUTE_REJECTED,
        NoticeKind.DISPUTE_LATE,
        NoticeKind.DISPUTE_ENDED,
        NoticeKind.TEAM_DISPUTE_REMINDER,
        NoticeKind.TEAM_DISPUTE_LATE,
        NoticeKind.TEAM_DISPUTE_ENDED,
        NoticeKind.CREDIT_NOTE_ISSUED,
        NoticeKind.TEAM_INVOICE_DISPUTED,
        NoticeKind.TEAM_WIRE_NOT_ARRIVED,
        NoticeKind.TEAM_PAYMENT_REVERSED,
        NoticeKind.TEAM_REMINDERS_USED_UP,
        NoticeKind.TEAM_LETTER_NOT_DELIVERED,
    }
)


def _everything_that_happens() -> list[Books]:
    """Books in which, together, every event of the business happens."""
    unpaid = books()
    unpaid.pass_to(30)
    paid = two_invoices()
    paid.pay("1100.00")
    paid.apply_credit("INV-2")
    paid.reverse()
    unreachable = books()
    unreachable.mail = LetterState.REFUSED
    unreachable.pass_to(-7)
    in_transit = books()
    in_transit.declare()
    in_transit.pass_to(0)
    upheld, rejected, left_lying = books(), books(), books()
    left_lying.dispute()
    left_lying.pass_to(30)
    left_lying.pay("1000.00")
    upheld.dispute()
    upheld.uphold()
    rejected.dispute()
    rejected.reject()
    credited = books()
    credited.credit("1000.00")
    corrected = books()
    corrected.pay("1000.00")
    corrected.correct()
    return [
        unpaid,
        unreachable,
        paid,
        corrected,
        in_transit,
        upheld,
        rejected,
        left_lying,
        credited,
    ]


def _notices() -> list[tuple[Books, Notice]]:
    return [
        (ledger, notice)
        for ledger in _everything_that_happens()
        for invoice in ledger.invoices
        for notice in invoice.outgoing
    ]


def test_every_kind_of_notice_is_sent_for_some_event_and_to_its_audience() -> None:
    notices = [notice for _, notice in _notices()]
    assert {notice.kind for notice in notices} == SENT_BY_AN_INVOICE
    for notice in notices:
        to_customer = notice.audience is Audience.CUSTOMER
        assert notice.kind.value.startswith("team_") is not to_customer
        assert notice.audience in (Audience.CUSTOMER, Audience.BILLING)
        assert (notice.to, notice.name) == (
            ("ap@contoso.nl", "Carla Smit") if to_customer else (None, None)
        )


def test_every_notice_has_the_state_of_the_invoice() -> None:
    for _, notice in _notices():
        assert notice.request == f"invoice/{notice.invoice and notice.invoice.number}"
        assert (notice.company, notice.time_zone) == ("Contoso BV", "Europe/Amsterdam")
        assert notice.language == "nl"
        assert Notice.model_validate_json(notice.model_dump_json()) == notice


def test_every_notice_has_a_key_of_its_own() -> None:
    for ledger in _everything_that_happens():
        keys = [notice.key for each in ledger.invoices for notice in each.outgoing]
        assert len(set(keys)) == len(keys)


def test_an_invoice_shows_its_reminders_past_and_to_come() -> None:
    ledger = books()
    ledger.outage_until(day(-1))
    shown = _view(ledger).reminders
    assert [(each.level, each.days, each.outcome) for each in shown] == [
        (1, -7, "skipped"),
        (2, -1, "sent"),
        (3, 1, "planned"),
        (4, 7, "planned"),
        (5, 14, "planned"),
        (6, 30, "planned"),
    ]
    assert shown[0].why == "overtaken by a later one"
    ledger.pay("1000.00")
    assert [each.outcome for each in _view(ledger).reminders][2:] == ["cancelled"] * 4


def test_an_invoice_shows_where_its_money_is() -> None:
    ledger = books()
    ledger.pay("100.00")
    ledger.dispute("200.00")
    ledger.declare("300.00")
    ledger.credit("50.00")
    view = _view(ledger)
    assert (view.open, view.paid, view.credited) == tuple(map(euros, ("850", "100", "50")))
    assert (view.disputed, view.in_transit) == (euros("150"), euros("300"))
    assert (view.state, view.days_overdue) == (InvoiceState.PARTLY_PAID, 0)
    assert [wire.state for wire in view.wires] == ["in_transit"]
    assert [dispute.state for dispute in view.disputes] == ["open"]
    assert view.reference.startswith("RF")


def test_since_when_somebody_must_act_stays_while_it_is_the_same_task() -> None:
    ledger = books()
    since = ledger.standing.waiting_on.since
    ledger.pass_to(1)
    assert ledger.standing.waiting_on.since == since
    ledger.dispute()
    assert (ledger.assigned[0], ledger.standing.waiting_on.since) == (Who.BILLING, ledger.now)


def test_every_step_makes_a_later_revision() -> None:
    ledger = books()
    revisions = [ledger.standing.revision]
    for act in (lambda: ledger.pay("1.00"), lambda: ledger.pass_to(-7), ledger.write_off):
        act()
        revisions.append(ledger.standing.revision)
    assert revisions == sorted(set(revisions))


def test_an_operator_reads_what_comes_next_and_no_personal_data() -> None:
    ledger = books()
    alarm = ledger.alarm
    assert alarm is not None
    assert local(alarm.at) == "2026-11-25 09:00"
    said = ledger.standing.details
    assert "1000.00 EUR open" in said
    assert "Waiting on **customer**: pay the invoice" in said
    assert "reminder 7 days before due, 2026-11-25 08:00 UTC" in said
    assert "Carla" not in said
    ledger.pay("1000.00")
    assert "Waiting" not in ledger.standing.details


def _view(ledger: Books) -> InvoiceView:
    invoice = ledger.invoice
    return view_of(invoice, (), invoice.events, invoice.held, ledger.now)
