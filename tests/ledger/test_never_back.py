"""S4 against hand-written SQL: nothing turns an invoice scope back, and histories only grow."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.database import Database
from domain.accounts.account import PaymentMethod
from tests.ledger.accounts import Accounts
from tests.ledger.samples import (
    CONTOSO,
    NOON,
    a_scope,
    an_account,
    an_order,
    nothing_in_the_way,
)
from tests.ledger.switching import Switching

_ROW = "(id, account_id, kind, payment_method)"
_AS_CARD = f"('sub-1', '{CONTOSO}', 'subscription', 'credit_card')"
_OTHER_ACCOUNT = "('sub-1', 'other', 'subscription', 'invoice')"

_REFUSALS = r"S4|keeps its id|only grows"

ON_BOTH = [
    "UPDATE scopes SET payment_method = 'credit_card'",
    "UPDATE scopes SET payment_method = 'direct_debit' WHERE id = 'sub-1'",
    "UPDATE scopes SET account_id = 'other' WHERE id = 'sub-1'",
    "UPDATE scopes SET id = 'sub-renamed' WHERE id = 'sub-1'",
    "UPDATE scopes SET id = 'sub-renamed', payment_method = 'credit_card' WHERE id = 'sub-1'",
    "UPDATE scopes SET id = 'sub-1' WHERE id = 'sub-card'",
    "DELETE FROM scopes WHERE id = 'sub-1'",
    "DELETE FROM scopes",
    f"INSERT INTO scopes {_ROW} VALUES {_AS_CARD} "
    "ON CONFLICT (id) DO UPDATE SET payment_method = excluded.payment_method",
    f"INSERT INTO scopes {_ROW} VALUES {_OTHER_ACCOUNT} "
    "ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id",
    "UPDATE payment_method_history SET method = 'debit_card'",
    "UPDATE payment_method_history SET since = '2020-01-01 00:00:00'",
    "UPDATE payment_method_history SET number = 7",
    "UPDATE payment_method_history SET changed_by = NULL",
    "DELETE FROM payment_method_history",
    "UPDATE credit_limits SET amount_minor = 1",
    "DELETE FROM credit_limits",
    "UPDATE effects SET answer = '{}'",
    "UPDATE effects SET key = 'freed'",
    "DELETE FROM effects",
]

ON_SQLITE = [
    f"INSERT OR REPLACE INTO scopes {_ROW} VALUES {_AS_CARD}",
    f"REPLACE INTO scopes {_ROW} VALUES {_OTHER_ACCOUNT}",
    "UPDATE OR REPLACE scopes SET id = 'sub-1' WHERE id = 'sub-card'",
    "UPDATE OR IGNORE scopes SET payment_method = 'credit_card'",
    "UPDATE OR FAIL scopes SET payment_method = 'credit_card'",
    "UPDATE OR REPLACE scopes SET payment_method = 'credit_card'",
    "INSERT OR REPLACE INTO payment_method_history "
    "SELECT scope_id, number, previous, 'debit_card', since, changed_by, order_key "
    "FROM payment_method_history",
    "INSERT OR REPLACE INTO credit_limits SELECT account_id, number, 1, currency, "
    "payment_terms_days, since, set_by, order_key FROM credit_limits",
    "UPDATE OR REPLACE payment_method_history SET number = 1",
    "INSERT OR REPLACE INTO effects SELECT key, asked, '{}', done_at FROM effects",
]

ON_POSTGRESQL = [
    "TRUNCATE scopes CASCADE",
    "TRUNCATE accounts CASCADE",
    "TRUNCATE payment_method_history",
    "TRUNCATE credit_limits",
    "TRUNCATE effects CASCADE",
    "MERGE INTO scopes USING (SELECT 1) AS once ON scopes.id = 'sub-1' WHEN MATCHED THEN DELETE",
    "MERGE INTO scopes USING (SELECT 1) AS once ON scopes.id = 'sub-1' "
    "WHEN MATCHED THEN UPDATE SET payment_method = 'debit_card'",
    "WITH gone AS (DELETE FROM scopes WHERE id = 'sub-1' RETURNING id) SELECT id FROM gone",
]


@pytest.fixture
async def switched(database: Database, accounts: Accounts, switching: Switching) -> Database:
    """A ledger with one scope on invoice, and another that pays by card."""
    await accounts.import_accounts(
        [an_account(a_scope(), a_scope("sub-card")), an_account(a_scope("sub-2"), id="other")],
        NOON,
    )
    await switching.switch(an_order(), nothing_in_the_way)
    return database


async def _attempt(database: Database, *statements: str) -> None:
    async with database.writing() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def _everything(database: Database) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        return [
            tuple(row)
            for table in ("scopes", "payment_method_history", "credit_limits", "effects")
            for row in await connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))
        ]


async def _is_refused(database: Database, *statements: str) -> None:
    before = await _everything(database)
    with pytest.raises(IntegrityError, match=_REFUSALS):
        await _attempt(database, *statements)
    assert await _everything(database) == before


async def test_no_statement_turns_an_invoice_scope_back(
    switched: Database, subtests: pytest.Subtests
) -> None:
    for statement in ON_BOTH:
        with subtests.test(statement):
            await _is_refused(switched, statement)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_replacing_rows_on_sqlite_turns_nothing_back(
    switched: Database, subtests: pytest.Subtests
) -> None:
    for statement in ON_SQLITE:
        with subtests.test(statement):
            await _is_refused(switched, statement)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_plain_sqlite_prompt_turns_nothing_back(
    switched: Database, url: str, subtests: pytest.Subtests
) -> None:
    """Without our settings foreign keys are off, and so are the triggers of replaced rows."""
    before = await _everything(switched)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as prompt:
        for statement in (*ON_BOTH, *ON_SQLITE):
            with subtests.test(statement):
                with prompt, pytest.raises(sqlite3.IntegrityError, match=_REFUSALS):
                    prompt.execute(statement)
                assert await _everything(switched) == before


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_emptying_or_merging_on_postgresql_turns_nothing_back(
    switched: Database, subtests: pytest.Subtests
) -> None:
    for statement in ON_POSTGRESQL:
        with subtests.test(statement):
            await _is_refused(switched, statement)


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_a_session_that_poses_as_a_replica_turns_nothing_back(switched: Database) -> None:
    await _is_refused(
        switched,
        "SET LOCAL session_replication_role = replica",
        "UPDATE scopes SET payment_method = 'credit_card' WHERE id = 'sub-1'",
    )


async def test_removing_a_scope_to_put_it_back_as_a_card_is_refused(switched: Database) -> None:
    await _is_refused(
        switched,
        "DELETE FROM scopes WHERE id = 'sub-1'",
        f"INSERT INTO scopes {_ROW} VALUES {_AS_CARD}",
    )


async def test_a_card_scope_may_still_become_another_card(
    switched: Database, accounts: Accounts
) -> None:
    """The guards hold what they must and nothing else."""
    await _attempt(switched, "UPDATE scopes SET payment_method = 'debit_card' WHERE id <> 'sub-1'")
    other = await accounts.account("other")
    assert other is not None
    assert other.scopes[0].payment_method is PaymentMethod.DEBIT_CARD
