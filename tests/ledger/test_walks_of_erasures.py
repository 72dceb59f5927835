"""An erasure finds what is an account's by indexes: how long it takes depends on that account, and
not on all the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from adapters.ledger.access.tables import people
from adapters.ledger.erasing.erasures import StoredErasures
from adapters.ledger.erasing.people import forget_account, letters_counted
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.provider.tables import provider_calls
from adapters.ledger.tables import metadata
from domain.billing.calls import CallKind, CallState, about_call
from domain.requests.request import request_id
from tests.ledger.billing import Billing
from tests.ledger.erasing import LATER, asked
from tests.ledger.samples import CONTOSO, NOON, a_notice
from tests.ledger.test_erased_books import books_of_contoso

SMALL = {people.name, "erasures"}
"""Our own people, and what is erased."""


@contextmanager
def plans() -> Iterator[list[str]]:
    """How SQLite does each statement."""
    steps: list[str] = []

    def explain(
        connection: Any, _: object, statement: str, parameters: Any, __: object, many: bool
    ) -> None:
        if many or not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps.extend(f"{step} [{' '.join(statement.split())}]" for *_, step in cursor.fetchall())

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        event.remove(Engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_no_table_is_walked_whole(billing: Billing) -> None:
    await books_of_contoso(billing)
    erasures = StoredErasures(billing.database)
    await erasures.ask(asked())
    with plans() as steps:
        await erasures.goes(CONTOSO)
        await erasures.withdraw(CONTOSO, confirmed=False)
        await erasures.begin(CONTOSO, LATER)
        await erasures.blank(CONTOSO, LATER)
    walked = [each for each in steps if each.startswith("SCAN")]
    tables = metadata.tables.keys() - SMALL
    assert [each for each in walked if each.split()[1] in tables] == []
    assert any("USING INDEX ix_effects_account" in each for each in steps)


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_answers_about_an_account_are_found_by_their_index(billing: Billing) -> None:
    async with billing.database.writing() as connection:
        # With so few rows a walk is cheaper.
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "EXPLAIN SELECT key FROM effects WHERE (answer ->> 'account') = 'contoso'"
        steps = (await connection.execute(text(plan))).scalars().all()
    assert any("ix_effects_account" in each for each in steps)


async def test_letters_about_scopes_and_calls_to_the_billing_system_are_the_accounts(
    billing: Billing, outbox: LedgerOutbox
) -> None:
    mine, others = await a_call(billing, CONTOSO), await a_call(billing, "other")
    about = (about_call(mine), about_call(others), request_id("sub-1"), request_id("sub-3"))
    await outbox.put([a_notice(f"{each}/refused", request=each) for each in about])
    async with billing.database.writing() as connection:
        assert await letters_counted(connection, CONTOSO) == 2
        assert (await forget_account(connection, CONTOSO, LATER))["letters"] == 2
        assert await letters_counted(connection, CONTOSO) == 0
    for each in about:
        (entry,) = await outbox.of_request(each)
        assert (entry.to is None) == (each in (about[0], about[2]))


async def a_call(billing: Billing, account: str) -> int:
    call = {
        "account_id": account,
        "scope_id": "sub-1",
        "provider": "http",
        "key": f"a-call-of-{account}",
        "kind": CallKind.SET_LIMIT,
        "facts": {},
        "at": NOON,
        "state": CallState.REFUSED,
        "attempts": 1,
    }
    added = provider_calls.insert().values(call).returning(provider_calls.c.id)
    async with billing.database.writing() as connection:
        return int((await connection.execute(added)).scalar_one())
