"""Whatever is done to invoices, in any order, every cent is accounted for after each step."""

import asyncio
from datetime import date, datetime, timedelta
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ledger.database import Database
from application.invoices.issue import issue
from domain.errors import DomainError, EffectMismatch, NotPossibleNow
from domain.invoices.why import why_open
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import Billing, a_payment, an_invoice, shares
from tests.ledger.money_adds_up import Rows, every_cent_is_accounted_for, rows_of
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
        rows = await rows_of(self.database)
        every_cent_is_accounted_for(rows)
        await self._statements_agree(rows)
        await self._what_is_open_is_explained(rows)

    async def _statements_agree(self, rows: Rows) -> None:
        for account in {row.account_id for row in rows["invoices"]}:
            statement = await self.billing.queries.statement(account, NOON)
            (exposure,) = statement.exposures
            owed = sum(row.open_minor for row in rows["invoices"] if row.account_id == account)
            assert exposure.open.minor == owed
            balance = statement.entries[-1].balance.minor
            assert balance == owed - exposure.unapplied_credit.minor

    async def _what_is_open_is_explained(self, rows: Rows) -> None:
        for number in (row.number for row in rows["invoices"]):
            why = why_open(await self.billing.queries.view(number, self.now))
            assert sum(each.amount.minor for each in why.booked) == why.open.minor
            assert why.booked[-1].left == why.open
            assert sum(each.amount.minor for each in why.remaining) == why.open.minor
            assert all(each.amount.minor > 0 for each in why.remaining)


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
