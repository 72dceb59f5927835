"""The database's own refusals: hand-written SQL against invoices, payments and their journals."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.database import Database
from tests.ledger.billing import Billing

TABLES = (
    "invoices",
    "payments",
    "allocations",
    "payment_changes",
    "refunds",
    "invoice_adjustments",
    "invoice_events",
    "exposure_alerts",
)

_GUARDED = r"never changed or removed|only grows"
_CHECKED = r"(?i)check"

_ALL_OF_A_PAYMENT = (
    "account_id, bank_reference, currency, amount_minor, value_date, instrument, received_at, "
    "received_by, allocated_minor, taken_back_minor, refunded_minor, transfer, order_key"
)
_ALL_OF_AN_INVOICE = (
    "scope_id, currency, issued_on, due_on, time_zone, country, policy, policy_version, issued_at, "
    "state, paid_minor, credited_minor, written_off_minor, charged_minor, open_minor, "
    "disputed_minor, overdue, held, clock, revision"
)

ON_BOTH = [
    "UPDATE invoices SET number = 'INV-9' WHERE number = 'INV-1'",
    "UPDATE invoices SET account_id = 'other'",
    "UPDATE invoices SET scope_id = 'sub-3'",
    "UPDATE invoices SET amount_minor = amount_minor + 1, open_minor = open_minor + 1",
    "UPDATE invoices SET currency = 'USD'",
    "UPDATE invoices SET reference = 'RF18539007547034' WHERE number = 'INV-1'",
    "UPDATE invoices SET issued_on = '2026-10-01'",
    "DELETE FROM invoices",
    "DELETE FROM invoices WHERE number = 'INV-3'",
    "UPDATE payments SET bank_reference = 'BANK-9' WHERE bank_reference = 'BANK-1'",
    "UPDATE payments SET amount_minor = amount_minor + 1",
    "UPDATE payments SET currency = 'USD'",
    "UPDATE payments SET account_id = 'other'",
    "UPDATE payments SET id = 99 WHERE bank_reference = 'BANK-1'",
    "UPDATE payments SET value_date = '2026-10-01'",
    "UPDATE payments SET transfer = 'BANK2' WHERE bank_reference = 'BANK-1'",
    "UPDATE payment_changes SET amount_minor = 1",
    "DELETE FROM payment_changes",
    "UPDATE refunds SET amount_minor = 1",
    "UPDATE refunds SET corrected_at = NULL, corrected_by = NULL, correction_reason = NULL "
    "WHERE bank_reference = 'REFUND-2'",
    "DELETE FROM refunds",
    "DELETE FROM payments",
    "DELETE FROM payments WHERE bank_reference = 'BANK-BACK'",
    "UPDATE allocations SET amount_minor = 1",
    "UPDATE allocations SET id = 99",
    "DELETE FROM allocations",
    "UPDATE invoice_adjustments SET amount_minor = 1",
    "DELETE FROM invoice_adjustments",
    "UPDATE invoice_events SET note = 'nothing happened'",
    "DELETE FROM invoice_events",
    "UPDATE exposure_alerts SET level = 0",
    "DELETE FROM exposure_alerts",
]

ON_SQLITE = [
    "INSERT OR REPLACE INTO invoices SELECT * FROM invoices WHERE number = 'INV-1'",
    f"REPLACE INTO invoices (number, account_id, reference, amount_minor, {_ALL_OF_AN_INVOICE}) "
    f"SELECT 'INV-9', account_id, reference, amount_minor, {_ALL_OF_AN_INVOICE} FROM invoices "
    "WHERE number = 'INV-1'",
    "UPDATE OR REPLACE invoices SET number = 'INV-2' WHERE number = 'INV-1'",
    "UPDATE OR REPLACE invoices SET reference = (SELECT reference FROM invoices WHERE number = "
    "'INV-2') WHERE number = 'INV-1'",
    "INSERT OR REPLACE INTO payments SELECT * FROM payments",
    f"INSERT OR REPLACE INTO payments (id, {_ALL_OF_A_PAYMENT}) SELECT id, "
    f"{_ALL_OF_A_PAYMENT.replace('bank_reference', 'bank_reference || 9')} FROM payments "
    "WHERE bank_reference = 'BANK-1'",
    "UPDATE OR REPLACE payments SET rowid = 2 WHERE rowid = 1",
    "INSERT OR REPLACE INTO allocations SELECT * FROM allocations",
    "INSERT OR REPLACE INTO invoice_adjustments SELECT * FROM invoice_adjustments",
    "INSERT OR REPLACE INTO invoice_events SELECT * FROM invoice_events",
    "INSERT OR REPLACE INTO exposure_alerts SELECT * FROM exposure_alerts",
]

ON_POSTGRESQL = [
    *(f"TRUNCATE {table} CASCADE" for table in TABLES),
    "MERGE INTO invoices USING (SELECT 1) AS once ON true WHEN MATCHED THEN DELETE",
    "MERGE INTO payments USING (SELECT 1) AS once ON true "
    "WHEN MATCHED THEN UPDATE SET amount_minor = 1",
]

REFUSED_BY_CHECKS = [
    "UPDATE payments SET allocated_minor = amount_minor + 1 WHERE bank_reference = 'BANK-1'",
    "UPDATE payments SET allocated_minor = -1 WHERE bank_reference = 'BANK-1'",
    "UPDATE payments SET allocated_minor = 1 WHERE bank_reference = 'BANK-BACK'",
    "UPDATE payments SET refunded_minor = 1 WHERE bank_reference = 'BANK-1'",
    "UPDATE payments SET taken_back_minor = -1 WHERE bank_reference = 'BANK-1'",
    "UPDATE transfers SET counted_minor = total_minor + 1",
    "UPDATE transfers SET counted_minor = -1",
    "UPDATE refunds SET corrected_at = at",
    "UPDATE invoices SET open_minor = open_minor - 1",
    "UPDATE invoices SET paid_minor = paid_minor + 1",
    "UPDATE invoices SET open_minor = -1, paid_minor = amount_minor + charged_minor + 1 "
    "- credited_minor - written_off_minor",
    "UPDATE invoices SET credited_minor = -1, open_minor = open_minor + credited_minor + 1",
    "UPDATE invoices SET disputed_minor = open_minor + 1",
    "UPDATE invoices SET state = 'forgiven'",
    "INSERT INTO allocations (payment_id, invoice, amount_minor, at, by, why) "
    "SELECT payment_id, invoice, 0, at, by, why FROM allocations",
    "INSERT INTO invoice_adjustments (invoice, kind, amount_minor, at, by, why) "
    "SELECT invoice, kind, -1, at, by, why FROM invoice_adjustments",
    "INSERT INTO invoice_adjustments (invoice, kind, amount_minor, at, by, why) "
    "SELECT invoice, 'present', 1, at, by, why FROM invoice_adjustments",
    "UPDATE scopes SET language = 'fr'",
]


@pytest.fixture
async def busy(billing: Billing) -> Database:
    """A ledger with something in every table of invoices."""
    for number in ("INV-1", "INV-2", "INV-3"):
        await billing.issue(number, "3000.00")
    await billing.pay("1000.00", "BANK-1", "INV-1")
    await billing.pay("1000.00", "BANK-2", "INV-2")
    await billing.pay("1000.00", "BANK-BACK", "INV-3")
    await billing.reverse("BANK-BACK", "INV-3")
    await billing.credit("10.00", "INV-1")
    await billing.pay_account("50.00", "BANK-3", "other")
    await billing.refund("20.00", "REFUND-1", "other")
    second = await billing.refund("20.00", "REFUND-2", "other")
    await billing.correct_account(second.entry, "other")
    return billing.database


async def _everything(database: Database) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        return [
            tuple(map(str, row))
            for table in TABLES
            for row in await connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))
        ]


async def _is_refused(database: Database, statements: list[str], because: str) -> None:
    before = await _everything(database)
    with pytest.raises(IntegrityError, match=because):
        async with database.writing() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    assert await _everything(database) == before


async def test_no_statement_changes_what_was_written(
    busy: Database, subtests: pytest.Subtests
) -> None:
    for statement in ON_BOTH:
        with subtests.test(statement):
            await _is_refused(busy, [statement], _GUARDED)


async def test_amounts_that_do_not_add_up_are_refused(
    busy: Database, subtests: pytest.Subtests
) -> None:
    for statement in REFUSED_BY_CHECKS:
        with subtests.test(statement):
            await _is_refused(busy, [statement], _CHECKED)


async def test_a_transfer_is_written_once(busy: Database) -> None:
    copied = "INSERT INTO transfers SELECT * FROM transfers"
    await _is_refused(busy, [copied], rf"(?i){_GUARDED}|unique")


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_replacing_rows_on_sqlite_changes_nothing(
    busy: Database, subtests: pytest.Subtests
) -> None:
    for statement in ON_SQLITE:
        with subtests.test(statement):
            await _is_refused(busy, [statement], _GUARDED)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_plain_sqlite_prompt_changes_nothing(
    busy: Database, url: str, subtests: pytest.Subtests
) -> None:
    """Without our settings foreign keys are off, and so are the triggers of replaced rows."""
    before = await _everything(busy)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as prompt:
        for statement in (*ON_BOTH, *ON_SQLITE):
            with subtests.test(statement):
                with prompt, pytest.raises(sqlite3.IntegrityError, match=_GUARDED):
                    prompt.execute(statement)
                assert await _everything(busy) == before


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_emptying_or_merging_on_postgresql_changes_nothing(
    busy: Database, subtests: pytest.Subtests
) -> None:
    for statement in ON_POSTGRESQL:
        with subtests.test(statement):
            await _is_refused(busy, [statement], _GUARDED)


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_a_session_that_poses_as_a_replica_changes_nothing(
    busy: Database, subtests: pytest.Subtests
) -> None:
    for statement in ("DELETE FROM payments", "UPDATE invoices SET currency = 'USD'"):
        with subtests.test(statement):
            replica = "SET LOCAL session_replication_role = replica"
            await _is_refused(busy, [replica, statement], _GUARDED)
