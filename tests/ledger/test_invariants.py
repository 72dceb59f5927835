"""Whatever happens in whatever order: on invoice means on invoice for good, and the history has
one entry for every change."""

import asyncio
from collections import Counter
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ledger.database import Database
from domain.accounts.account import PaymentMethod
from domain.errors import DomainError, EffectMismatch, InvalidFile, SwitchIrreversible
from tests.ledger.accounts import Accounts
from tests.ledger.samples import (
    NOON,
    a_scope,
    an_account,
    an_order,
    euros,
    not_on_invoice_yet,
    nothing_in_the_way,
    something_outstanding,
)
from tests.ledger.switching import Switching
from tests.ledgers import PostgresLedgers

SCOPES = {"sub-1": "one", "sub-2": "one", "sub-3": "two"}

_scope = st.sampled_from(sorted(SCOPES))
_operation = st.one_of(
    st.tuples(st.just("import"), _scope, st.sampled_from(PaymentMethod), st.integers(0, 500)),
    st.tuples(
        st.just("switch"),
        _scope,
        st.sampled_from(["k1", "k2", "k3"]),
        st.sampled_from([nothing_in_the_way, not_on_invoice_yet, something_outstanding]),
    ),
    st.tuples(st.just("settle"), _scope),
)


class _Ledger:
    """Does one operation after another and keeps count of the changes of method it sees."""

    def __init__(self, database: Database) -> None:
        self.accounts = Accounts(database)
        self.switching = Switching(database)
        self.methods: dict[str, PaymentMethod] = {}
        self.changes: Counter[str] = Counter()

    async def do(self, operation: tuple[Any, ...]) -> None:
        try:
            match operation:
                case ("import", scope, method, cents):
                    told = a_scope(
                        scope, payment_method=method, outstanding=euros(f"{cents / 100:.2f}")
                    )
                    await self.accounts.import_accounts([an_account(told, id=SCOPES[scope])], NOON)
                case ("switch", scope, key, check):
                    order = an_order(key, account_id=SCOPES[scope], scope_id=scope)
                    await self.switching.switch(order, check)
                case ("settle", scope):
                    await self.accounts.settle(scope, NOON)
        except (EffectMismatch, SwitchIrreversible):
            pass
        except DomainError as refused:
            assert refused.code in ("account_unknown", "scope_unknown")
            assert not isinstance(refused, InvalidFile)

    async def check(self) -> None:
        for account_id in set(SCOPES.values()):
            account = await self.accounts.account(account_id)
            if account is None:
                continue
            for scope in account.scopes:
                before = self.methods.get(scope.id, scope.payment_method)
                if before is PaymentMethod.INVOICE:
                    assert scope.payment_method is PaymentMethod.INVOICE
                self.changes[scope.id] += before is not scope.payment_method
                self.methods[scope.id] = scope.payment_method
            history = (await self.accounts.standing(account_id, NOON)).history
            recorded = Counter(change.scope_id for change in history)
            assert recorded == Counter(
                {s.id: self.changes[s.id] for s in account.scopes if self.changes[s.id]}
            )


async def _hold(url: str, operations: list[tuple[Any, ...]]) -> None:
    database = await Database.open(url)
    try:
        ledger = _Ledger(database)
        for operation in operations:
            await ledger.do(operation)
            await ledger.check()
    finally:
        await database.close()


def test_on_invoice_is_for_good_and_every_change_is_in_the_history(
    dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if dialect == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        folder = tmp_path_factory.mktemp("sequences")
    else:
        ledgers: PostgresLedgers = request.getfixturevalue("postgres_ledgers")
    runs = 0

    @settings(
        max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(_operation, min_size=3, max_size=12))
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
