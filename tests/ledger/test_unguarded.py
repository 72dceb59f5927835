"""What is deleted passes the guards of tables that only grow: nobody waits for that, and nobody
else passes."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Table, select, text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.access.tables import access_log
from adapters.ledger.chains import Chains
from adapters.ledger.database import Database
from adapters.ledger.erasing.people import forget_account
from adapters.ledger.invoices.tables import invoice_events
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.unguarded import UNGUARDED, unguarded
from adapters.ledger.tables import accounts, effects
from application.invoices.issue import issue
from tests.ledger.billing import Billing, an_invoice
from tests.ledger.erasing import LATER
from tests.ledger.samples import CONTOSO, NOON

ON_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"])
WITHOUT_WAITING = 10
"""Seconds, of which none are needed."""


@pytest.fixture
async def elsewhere(url: str) -> AsyncIterator[Database]:
    """The same ledger in another process."""
    database = await Database.open(url)
    yield database
    await database.close()


async def changes(connection: Connection, table: Table) -> None:
    (column, *_) = table.columns
    await connection.execute(table.update().values({column: column}))


async def name_of_contoso(billing: Billing) -> str:
    async with billing.database.reading() as connection:
        wanted = select(accounts.c.name).where(accounts.c.id == CONTOSO)
        return str((await connection.execute(wanted)).scalar_one())


@ON_POSTGRESQL
async def test_an_erasure_does_not_wait_for_a_booking_of_another_account(
    billing: Billing, elsewhere: Database
) -> None:
    await billing.issue()
    async with Billing(elsewhere).ledger.together() as one:
        await issue(one, an_invoice("INV-3", scope="sub-3"), NOON)
        async with asyncio.timeout(WITHOUT_WAITING), billing.database.writing() as connection:
            await forget_account(connection, CONTOSO, LATER)
        assert await name_of_contoso(billing) == "(erased)"
    assert (await billing.view("INV-3")).open.amount == 100


@ON_POSTGRESQL
async def test_a_booking_of_another_account_does_not_wait_for_an_erasure(
    billing: Billing, elsewhere: Database
) -> None:
    await billing.issue()
    await billing.issue("INV-3", scope="sub-3")
    async with elsewhere.writing() as connection:
        await forget_account(connection, CONTOSO, LATER)
        async with asyncio.timeout(WITHOUT_WAITING):
            await billing.pay(number="INV-3")
            await billing.issue("INV-4", scope="sub-3")
        assert await name_of_contoso(billing) != "(erased)"
    assert await name_of_contoso(billing) == "(erased)"
    assert (await billing.view("INV-3")).open.amount == 0


@ON_POSTGRESQL
async def test_a_booking_of_the_same_account_comes_after_and_goes_on_with_its_chain(
    billing: Billing, elsewhere: Database
) -> None:
    await billing.issue()
    async with elsewhere.writing() as connection:
        await forget_account(connection, CONTOSO, LATER)
        paying = asyncio.create_task(billing.pay())
        done, _ = await asyncio.wait([paying], timeout=0.2)
        assert not done
    await paying
    view = await billing.view()
    assert view.open.amount == 0
    assert (await Chains(billing.database).check()).broken == ()


async def test_nothing_but_the_guard_that_is_named_lets_pass_and_only_for_so_long(
    billing: Billing,
) -> None:
    await billing.issue()
    async with (
        billing.database.writing() as connection,
        unguarded(connection, effects, "changed"),
    ):
        await changes(connection, effects)
    for refused in ("DELETE FROM effects", "UPDATE invoice_events SET note = NULL"):
        with pytest.raises(IntegrityError, match="only grows"):
            async with (
                billing.database.writing() as connection,
                unguarded(connection, effects, "changed"),
            ):
                await connection.execute(text(refused))
    with pytest.raises(IntegrityError, match="only grows"):
        async with billing.database.writing() as connection:
            async with unguarded(connection, effects, "changed"):
                await changes(connection, effects)
            await changes(connection, effects)


@ON_POSTGRESQL
async def test_meanwhile_everybody_else_is_refused(billing: Billing, elsewhere: Database) -> None:
    await billing.issue()
    async with (
        billing.database.writing() as connection,
        unguarded(connection, invoice_events, "changed"),
    ):
        with pytest.raises(IntegrityError, match="only grows"):
            async with elsewhere.writing() as other:
                await changes(other, invoice_events)


@ON_POSTGRESQL
async def test_who_does_not_own_a_table_passes_no_guard_by_the_setting(
    billing: Billing,
) -> None:
    await billing.issue()
    statements = (
        "CREATE ROLE somebody_at_a_prompt",
        "GRANT SELECT, UPDATE ON effects TO somebody_at_a_prompt",
        "SET LOCAL ROLE somebody_at_a_prompt",
        f"SET LOCAL {UNGUARDED} = 'effects_never_changed'",
    )
    with pytest.raises(IntegrityError, match="only grows"):
        async with billing.database.writing() as connection:
            for each in statements:
                await connection.execute(text(each))
            await changes(connection, effects)


@ON_POSTGRESQL
async def test_a_release_before_still_switches_a_guard_off_while_it_deletes(
    billing: Billing,
) -> None:
    guard = "TRIGGER access_log_never_removed"
    async with billing.database.writing() as connection:
        await connection.execute(access_log.insert(), {"at": NOON, "event": "signed_in"})
    async with billing.database.writing() as connection:
        await connection.execute(text(f"ALTER TABLE access_log DISABLE {guard}"))
        await connection.execute(access_log.delete())
        await connection.execute(text(f"ALTER TABLE access_log ENABLE ALWAYS {guard}"))
        await connection.execute(access_log.insert(), {"at": NOON, "event": "signed_in"})
    with pytest.raises(IntegrityError, match="only grows"):
        async with billing.database.writing() as connection:
            await connection.execute(access_log.delete())
