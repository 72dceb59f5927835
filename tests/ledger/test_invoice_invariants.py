"""Whatever is done to invoices, in any order, every cent is accounted for after each step."""

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
from application.invoices.issue import issue
from domain.errors import DomainError, EffectMismatch, NotPossibleNow
from domain.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import Billing, a_payment, an_invoice, shares
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, an_order, nothing_in_the_way
from tests.ledger.switching import Switching
from tests.ledgers import PostgresLedgers

SCOPES = {"INV-1": "sub-1", "INV-2": "sub-1", "INV-3": "sub-2", "OTHER": "sub-3"}

LATE_CHARGES = {
    "late_interest": {"reference_rates": {"2026-07-01": "2.15"}},
    "compensation": {"EUR": "40.00"},
    "dispute_grace_days": 2,
}

_number = st.sampled_from(sorted(SCOPES))
_reference = st.sampled_from([f"BANK-{n}" for n in range(6)])
_cents = st.integers(1, 15_000)
_total = st.none() | st.integers(15_000, 20_000)
_account = st.sampled_from([CONTOSO, "other"])
_entry = st.builds(
    "{}-{}".format,
    st.sampled_from(["payment", "credit-note", "write-off", "refund"]),
    st.integers(1, 6),
)
_share = st.tuples(_number, st.none() | _cents)
_operation = st.one_of(
    st.tuples(
        st.just("pay"),
        _number,
        _reference,
        _cents,
        st.lists(_share, max_size=3),
        st.booleans(),
        _total,
    ),
    st.tuples(st.just("reverse"), _number, _reference, st.none() | _cents),
    st.tuples(st.just("correct"), _number, _entry),
    st.tuples(st.just("correct account"), _account, _entry),
    st.tuples(st.just("pay account"), _account, _reference, _cents, _total),
    st.tuples(st.just("refund"), _account, _reference, _cents),
    st.tuples(st.just("apply"), _number),
    st.tuples(st.just("declare"), _number, _reference, _cents),
    st.tuples(st.just("dispute"), _number, _cents),
    st.tuples(st.just("resolve"), _number, st.booleans()),
    st.tuples(st.just("credit"), _number, _cents),
    st.tuples(st.just("write_off"), _number),
    st.tuples(st.just("ring"), _number),
    st.tuples(st.just("ring all"), st.integers(0, 30)),
    st.tuples(st.just("again"), st.integers(0, 3)),
)
_operations = st.lists(_operation, min_size=4, max_size=25)


def _money(cents: int) -> Money:
    return Money.from_minor(cents, "EUR")


def _text(cents: int) -> str:
    return str(_money(cents).amount)


class _System:
    """Does one operation after another on two accounts, while the days go by."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.billing = Billing(database)
        self.now = NOON
        self._payments: list[tuple[Any, str, str, datetime]] = []

    async def furnish(self) -> None:
        accounts, switching = Accounts(self.database), Switching(self.database)
        contoso = an_account(a_scope("sub-1"), a_scope("sub-2"))
        await accounts.import_accounts([contoso, an_account(a_scope("sub-3"), id="other")], NOON)
        for scope, account in (("sub-1", contoso.id), ("sub-2", contoso.id), ("sub-3", "other")):
            order = an_order(scope, scope_id=scope, account_id=account, credit_limit=_money(20_000))
            await switching.switch(order, nothing_in_the_way)
        for place, (number, scope) in enumerate(SCOPES.items()):
            policy = LATE_CHARGES if place % 2 else {}
            issued_on = date(2026, 11, 2 - place % 2)
            command = an_invoice(number, scope=scope, issued_on=issued_on, policy=policy)
            await issue(self.billing.ledger, command, NOON)

    async def do(self, operation: tuple[Any, ...]) -> None:
        billing, now = self.billing, self.now
        match operation:
            case ("pay", number, reference, cents, named, in_this_order, total):
                for_whom = shares(*((n, _text(most) if most else "") for n, most in named))
                order = {"shares": for_whom, "in_this_order": in_this_order}
                order |= {"of": _money(total)} if total else {}
                command = a_payment(_text(cents), reference, **order)
                key = f"pay-{len(self._payments)}"
                self._payments.append((command, number, key, now))
                await billing.act(command, number, now, key)
            case ("reverse", number, reference, cents):
                await billing.reverse(reference, number, now, _text(cents) if cents else None)
            case ("correct", number, entry):
                await billing.correct(entry, number, now)
            case ("correct account", account, entry):
                await billing.correct_account(entry, account, now)
            case ("pay account", account, reference, cents, total):
                of = {"of": _money(total)} if total else {}
                await billing.pay_account(_text(cents), reference, account, now, **of)
            case ("refund", account, reference, cents):
                await billing.refund(_text(cents), reference, account, now)
            case ("apply", number):
                await billing.apply(number, now)
            case ("declare", number, reference, cents):
                await billing.declare(_text(cents), reference, number, now)
            case ("dispute", number, cents):
                await billing.dispute(_text(cents), number, now)
            case ("resolve", number, upheld):
                await billing.resolve(upheld, number, now)
            case ("credit", number, cents):
                await billing.credit(_text(cents), number, now)
            case ("write_off", number):
                await billing.write_off(number, now)
            case ("ring", number):
                await billing.fire_alarms(number, now)
            case ("ring all", days):
                self.now += timedelta(days=days)
                for number in SCOPES:
                    await billing.fire_alarms(number, self.now)
            case ("again", back) if back < len(self._payments):
                command, number, key, then = self._payments[-1 - back]
                await billing.act(command, number, then, key)

    async def check(self) -> None:
        rows = {
            table.name: await self._all(table)
            for table in (
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
        }
        _money_adds_up(rows)
        _journals_agree(rows)
        _transfers_count_once(rows)
        _no_credit_is_left_while_an_invoice_is_open(rows)
        _holds_have_reasons(rows)
        await self._statements_agree(rows)

    async def _all(self, table: Any) -> list[Row[Any]]:
        async with self.database.reading() as connection:
            found = await connection.execute(select(table).order_by(*table.primary_key.columns))
            return list(found)

    async def _statements_agree(self, rows: dict[str, list[Row[Any]]]) -> None:
        for account in {row.account_id for row in rows["invoices"]}:
            statement = await self.billing.queries.statement(account, NOON)
            (exposure,) = statement.exposures
            owed = sum(row.open_minor for row in rows["invoices"] if row.account_id == account)
            assert exposure.open.minor == owed
            balance = statement.entries[-1].balance.minor
            assert balance == owed - exposure.unapplied_credit.minor


def _money_adds_up(rows: dict[str, list[Row[Any]]]) -> None:
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


def _journals_agree(rows: dict[str, list[Row[Any]]]) -> None:
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


def _transfers_count_once(rows: dict[str, list[Row[Any]]]) -> None:
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


def _no_credit_is_left_while_an_invoice_is_open(rows: dict[str, list[Row[Any]]]) -> None:
    left: Counter[str] = Counter()
    for payment in rows["payments"]:
        gone = payment.allocated_minor + payment.taken_back_minor + payment.refunded_minor
        left[payment.account_id] += payment.amount_minor - gone
    for invoice in rows["invoices"]:
        if invoice.open_minor > invoice.disputed_minor:
            assert not left[invoice.account_id]


def _holds_have_reasons(rows: dict[str, list[Row[Any]]]) -> None:
    standing = Counter(row.account_id for row in rows["account_holds"] if row.lifted_at is None)
    reasons = {row.account_id for row in rows["invoices"] if row.held}
    assert standing == Counter(dict.fromkeys(reasons, 1))


def _is_a_good_refusal(what: str, refused: DomainError) -> None:
    """Time is refused nothing, and money only for what it is or is for, never for the state that
    an invoice is in."""
    assert not isinstance(refused, EffectMismatch)
    assert what not in ("ring", "ring all")
    if isinstance(refused, NotPossibleNow):
        assert what in ("dispute", "credit", "write_off")


async def _hold(url: str, operations: list[tuple[Any, ...]]) -> None:
    database = await Database.open(url)
    try:
        system = _System(database)
        await system.furnish()
        for operation in operations:
            try:
                await system.do(operation)
            except DomainError as refused:
                _is_a_good_refusal(operation[0], refused)
            await system.check()
    finally:
        await database.close()


def test_every_cent_is_accounted_for_after_every_step(
    dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if dialect == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        folder = tmp_path_factory.mktemp("invoices")
    else:
        ledgers: PostgresLedgers = request.getfixturevalue("postgres_ledgers")
    runs = 0

    @settings(
        max_examples=20 if dialect == "sqlite" else 6,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(_operations)
    def sequences(operations: list[tuple[Any, ...]]) -> None:
        nonlocal runs
        runs += 1
        if dialect == "sqlite":
            file = copyfile(template, folder / f"{runs}.db")
            asyncio.run(_hold(f"sqlite:///{file}", operations))
            return
        with ledgers.lent() as url:
            asyncio.run(_hold(url, operations))

    sequences()
