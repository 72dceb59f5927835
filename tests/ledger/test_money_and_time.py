"""Amounts and moments come back exactly as they went in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from adapters.ledger.database import Database
from adapters.ledger.tables import charges, effects
from domain.errors import AccountUnknown, ScopeUnknown
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.samples import (
    CONTOSO,
    NOON,
    a_scope,
    an_account,
    an_order,
    euros,
    nothing_in_the_way,
)
from tests.ledger.switching import Switching

_AMOUNTS = [("123456789", "JPY"), ("1234.567", "BHD"), ("0.01", "EUR"), ("999999999999.99", "EUR")]


@pytest.mark.parametrize(("amount", "currency"), _AMOUNTS)
async def test_money_reads_back_exactly_in_its_currency(
    accounts: Accounts, switching: Switching, amount: str, currency: str
) -> None:
    money = Money.model_validate({"amount": amount, "currency": currency})
    await accounts.import_accounts([an_account(a_scope(outstanding=money))], NOON)
    answer = await switching.switch(an_order(credit_limit=money), nothing_in_the_way)
    assert answer.receipt is not None
    assert answer.receipt.credit_limit == money
    standing = await accounts.standing(CONTOSO, NOON)
    assert standing.credit_limit == money
    assert standing.exposure == money
    assert await accounts.settle("sub-1", NOON) == money


async def test_a_moment_reads_back_as_the_same_moment_in_utc(
    accounts: Accounts, switching: Switching
) -> None:
    in_tokyo = datetime(2026, 11, 3, 8, 59, 59, 123456, timezone(timedelta(hours=9)))
    await accounts.import_accounts([an_account()], NOON)
    answer = await switching.switch(an_order(at=in_tokyo), nothing_in_the_way)
    assert answer.receipt is not None
    assert answer.receipt.switched_at == in_tokyo
    assert answer.receipt.switched_at.tzinfo is UTC


async def test_a_moment_without_a_zone_is_never_stored(database: Database) -> None:
    async with database.reading() as connection:
        with pytest.raises(StatementError, match="time zone"):
            await connection.execute(
                select(effects).where(effects.c.done_at == datetime(2026, 11, 2))  # noqa: DTZ001
            )


async def test_settling_pays_what_is_outstanding_once(accounts: Accounts) -> None:
    owing = an_account(a_scope(outstanding=euros("12.34")), a_scope("sub-2"))
    await accounts.import_accounts([owing], NOON)
    assert await accounts.settle("sub-1", NOON) == euros("12.34")
    assert await accounts.settle("sub-1", NOON) is None
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert account.scopes[0].outstanding == euros("0.00")


async def test_what_was_settled_under_a_key_is_answered_again_and_new_charges_stay(
    accounts: Accounts,
) -> None:
    for outstanding in ("12.34", "56.78"):
        owing = an_account(a_scope(outstanding=euros(outstanding)), a_scope("sub-2"))
        await accounts.import_accounts([owing], NOON)
        assert await accounts.settle("sub-1", NOON, "K") == euros("12.34")
    assert await accounts.settle("sub-2", NOON, "L") is None
    assert await accounts.settle("sub-1", NOON, "M") == euros("56.78")


async def test_several_charges_are_outstanding_together(
    accounts: Accounts, database: Database
) -> None:
    await accounts.import_accounts([an_account(a_scope(outstanding=euros("10.00")))], NOON)
    async with database.writing() as connection:
        await connection.execute(
            charges.insert(),
            {
                "scope_id": "sub-1",
                "amount_minor": 550,
                "currency": "EUR",
                "state": "outstanding",
                "charged_at": NOON,
            },
        )
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert account.scopes[0].outstanding == euros("15.50")
    assert await accounts.settle("sub-1", NOON) == euros("15.50")


async def test_what_is_not_in_the_ledger_has_no_standing(accounts: Accounts) -> None:
    with pytest.raises(AccountUnknown):
        await accounts.standing(CONTOSO, NOON)
    with pytest.raises(ScopeUnknown):
        await accounts.settle("sub-1", NOON)
