"""What must add up in a ledger, whatever was done to its invoices."""

from collections import Counter
from typing import Any

from sqlalchemy import Row, select

from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import (
    account_holds,
    allocations,
    invoice_adjustments,
    invoice_events,
    invoices,
    payment_changes,
    payments,
    refunds,
    transfers,
)

Rows = dict[str, list[Row[Any]]]
"""Of each table of money, by its name."""

_TABLES = (
    invoices,
    payments,
    allocations,
    payment_changes,
    refunds,
    transfers,
    invoice_adjustments,
    invoice_events,
    account_holds,
)


async def rows_of(database: Database) -> Rows:
    """All that the ledger has of money, as of one moment."""
    async with database.reading() as connection:
        return {
            table.name: list(
                await connection.execute(select(table).order_by(*table.primary_key.columns))
            )
            for table in _TABLES
        }


def every_cent_is_accounted_for(rows: Rows) -> None:
    """Fails where it is not."""
    _money_adds_up(rows)
    _journals_agree(rows)
    _transfers_count_once(rows)
    _no_credit_is_left_while_an_invoice_is_open(rows)
    _holds_have_reasons(rows)


def _money_adds_up(rows: Rows) -> None:
    for invoice in rows["invoices"]:
        added = invoice.amount_minor + invoice.charged_minor
        taken = invoice.paid_minor + invoice.credited_minor + invoice.written_off_minor
        assert invoice.open_minor == added - taken >= 0
    paid: Counter[tuple[str, str]] = Counter()
    received: Counter[tuple[str, str]] = Counter()
    unapplied: Counter[tuple[str, str]] = Counter()
    for invoice in rows["invoices"]:
        paid[invoice.account_id, invoice.currency] += invoice.paid_minor
    for payment in rows["payments"]:
        whose = payment.account_id, payment.currency
        stayed = payment.amount_minor - payment.taken_back_minor - payment.refunded_minor
        received[whose] += stayed
        unapplied[whose] += stayed - payment.allocated_minor
    assert all(count >= 0 for count in unapplied.values())
    for whose in {*paid, *received}:
        assert paid[whose] + unapplied[whose] == received[whose]
        assert paid[whose] <= received[whose]


def _journals_agree(rows: Rows) -> None:
    settled: Counter[str] = Counter()
    used: Counter[int] = Counter()
    both: Counter[tuple[str, int]] = Counter()
    for entry in rows["allocations"]:
        settled[entry.invoice] += entry.amount_minor
        used[entry.payment_id] += entry.amount_minor
        both[entry.invoice, entry.payment_id] += entry.amount_minor
        assert both[entry.invoice, entry.payment_id] >= 0
    changed: Counter[tuple[str, str]] = Counter()
    for adjustment in rows["invoice_adjustments"]:
        changed[adjustment.invoice, adjustment.kind] += adjustment.amount_minor
    last = {event.invoice: event.to_state for event in rows["invoice_events"]}
    for invoice in rows["invoices"]:
        number = invoice.number
        assert settled[number] == invoice.paid_minor
        back = changed[number, "credit_note_corrected"]
        assert changed[number, "credit_note"] - back == invoice.credited_minor
        back = changed[number, "write_off_corrected"] + changed[number, "recovery"]
        assert changed[number, "write_off"] - back == invoice.written_off_minor
        charged = changed[number, "late_interest"] + changed[number, "compensation"]
        assert charged - changed[number, "charge_given_back"] == invoice.charged_minor
        assert last[number] == invoice.state
    for payment in rows["payments"]:
        assert used[payment.id] == payment.allocated_minor <= payment.amount_minor


def _transfers_count_once(rows: Rows) -> None:
    counted: Counter[str] = Counter()
    changed: Counter[tuple[int, str]] = Counter()
    for change in rows["payment_changes"]:
        changed[change.payment_id, change.kind] += change.amount_minor
    for payment in rows["payments"]:
        counted[payment.transfer] += payment.amount_minor - payment.taken_back_minor
        back = changed[payment.id, "reversal"] + changed[payment.id, "correction"]
        assert back == payment.taken_back_minor
        out = changed[payment.id, "refund"] - changed[payment.id, "refund_corrected"]
        assert out == payment.refunded_minor
    for refund in rows["refunds"]:
        counted[refund.transfer] += 0 if refund.corrected_at else refund.amount_minor
    for transfer in rows["transfers"]:
        assert counted[transfer.key] == transfer.counted_minor <= transfer.total_minor


def _no_credit_is_left_while_an_invoice_is_open(rows: Rows) -> None:
    left: Counter[str] = Counter()
    for payment in rows["payments"]:
        gone = payment.allocated_minor + payment.taken_back_minor + payment.refunded_minor
        left[payment.account_id] += payment.amount_minor - gone
    for invoice in rows["invoices"]:
        if invoice.open_minor > invoice.disputed_minor:
            assert not left[invoice.account_id]


def _holds_have_reasons(rows: Rows) -> None:
    standing = Counter(row.account_id for row in rows["account_holds"] if row.lifted_at is None)
    reasons = {row.account_id for row in rows["invoices"] if row.held}
    assert standing == Counter(dict.fromkeys(reasons, 1))
