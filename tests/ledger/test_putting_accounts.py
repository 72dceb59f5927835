"""Accounts are put by another program, with a version to win a race, and deleted while nothing was
ever made of them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert

from adapters.ledger.accounts import removals
from adapters.ledger.database import Database
from adapters.ledger.tables import accounts as account_rows
from adapters.ledger.tables import metadata, scopes
from application.accounts.importing import ImportOutcome
from application.accounts.put import Given, LineOutcome, put_account, put_accounts
from application.accounts.remove import remove_account
from domain.accounts.account import Account, PaymentMethod
from domain.accounts.account_version import version_of
from domain.accounts.preconditions import Precondition
from domain.errors import AccountInUse, AccountUnknown, InvalidFile, VersionMismatch
from tests.ledger.accounts import Accounts
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros

OTHER = "0c9f2a61-0000-4000-8000-000000000002"
LATER = NOON + timedelta(days=1)


async def _version(accounts: Accounts) -> str:
    stored = await accounts.account(CONTOSO)
    assert stored is not None
    return version_of(stored)


async def test_a_version_is_the_same_however_the_ledger_keeps_amounts(accounts: Accounts) -> None:
    spends = {"2026-10": Decimal("4500.50"), "2026-09": Decimal(3900)}
    given = an_account(
        a_scope(outstanding=euros("120.50"), external_services=["Storage", "Analytics"]),
        a_scope("sub-2", outstanding=None),
        monthly_spend=spends,
    )
    put = await put_account(accounts.ledger, given, NOON)
    assert put.outcome is ImportOutcome.CREATED
    assert put.version == await _version(accounts)
    again = await put_account(accounts.ledger, given, LATER)
    assert (again.outcome, again.version) == (ImportOutcome.UNCHANGED, put.version)


async def test_who_saw_an_older_version_changes_nothing(accounts: Accounts) -> None:
    first = await put_account(accounts.ledger, an_account(), NOON)
    seen = Precondition(versions=frozenset({first.version}))
    second = await put_account(accounts.ledger, an_account(name="Contoso Two"), NOON, seen)
    assert second.outcome is ImportOutcome.UPDATED
    with pytest.raises(VersionMismatch) as refused:
        await put_account(accounts.ledger, an_account(name="Contoso Three"), NOON, seen)
    assert refused.value.details == {"version": second.version}
    assert await _version(accounts) == second.version


async def test_a_change_whose_answer_was_lost_is_answered_again(accounts: Accounts) -> None:
    first = await put_account(accounts.ledger, an_account(), NOON)
    seen = Precondition(versions=frozenset({first.version}))
    changed = an_account(name="Contoso Two")
    second = await put_account(accounts.ledger, changed, NOON, seen)
    again = await put_account(accounts.ledger, changed, NOON, seen)
    assert (again.outcome, again.version) == (ImportOutcome.UNCHANGED, second.version)


@pytest.mark.parametrize(
    "wanted", [Precondition(known=True), Precondition(versions=frozenset({"nosuch"}))]
)
async def test_what_is_to_be_there_is_not_made(accounts: Accounts, wanted: Precondition) -> None:
    with pytest.raises(VersionMismatch):
        await put_account(accounts.ledger, an_account(), NOON, wanted)
    assert await accounts.account(CONTOSO) is None


async def test_what_is_to_be_new_is_not_changed(accounts: Accounts) -> None:
    new = Precondition(new=True)
    put = await put_account(accounts.ledger, an_account(), NOON, new)
    assert put.outcome is ImportOutcome.CREATED
    with pytest.raises(VersionMismatch) as refused:
        await put_account(accounts.ledger, an_account(name="Contoso Two"), NOON, new)
    assert refused.value.details == {"version": put.version}


async def test_a_switched_scope_is_never_turned_back_and_none_is_taken_away(
    accounts: Accounts,
) -> None:
    on_invoice = a_scope("sub-3", payment_method=PaymentMethod.INVOICE, outstanding=None)
    await put_account(accounts.ledger, an_account(a_scope(), on_invoice), NOON)
    by_card = a_scope("sub-3", payment_method=PaymentMethod.CREDIT_CARD, outstanding=None)
    put = await put_account(accounts.ledger, an_account(by_card), LATER)
    assert put.kept_on_invoice == ("sub-3",)
    assert put.kept_scopes == ("sub-1",)
    stored = await accounts.account(CONTOSO)
    assert stored is not None
    assert [(s.id, s.payment_method) for s in stored.scopes] == [
        ("sub-1", PaymentMethod.CREDIT_CARD),
        ("sub-3", PaymentMethod.INVOICE),
    ]


async def test_a_scope_of_another_account_is_refused(accounts: Accounts) -> None:
    await put_account(accounts.ledger, an_account(), NOON)
    with pytest.raises(InvalidFile):
        await put_account(accounts.ledger, an_account(id=OTHER), NOON)


async def test_of_many_each_is_answered_by_itself(accounts: Accounts) -> None:
    third = "0c9f2a61-0000-4000-8000-000000000003"
    fourth = "0c9f2a61-0000-4000-8000-000000000004"
    await put_account(accounts.ledger, an_account(), NOON)
    await put_account(accounts.ledger, an_account(a_scope("sub-4"), id=fourth), NOON)
    sent = [
        an_account(),
        an_account(a_scope("sub-4"), id=OTHER),
        an_account(a_scope("sub-9"), id=third),
        an_account(name="Contoso Two"),
    ]
    lines = await put_accounts(accounts.ledger, [Given(*each) for each in enumerate(sent)], LATER)
    assert [(each.line, each.outcome) for each in lines] == [
        (0, LineOutcome.UNCHANGED),
        (1, LineOutcome.REFUSED),
        (2, LineOutcome.CREATED),
        (3, LineOutcome.REFUSED),
    ]
    (foreign,), (twice, *_) = lines[1].problems, lines[3].problems
    assert (foreign.field, foreign.code) == ("scopes.0.id", "scope_of_another_account")
    assert (twice.field, twice.code) == ("id", "account_twice")
    assert await accounts.account(third) is not None
    assert await accounts.account(OTHER) is None


async def test_an_account_of_which_nothing_was_made_is_deleted(accounts: Accounts) -> None:
    given = an_account(a_scope(outstanding=None, external_services=["Analytics"]))
    await put_account(accounts.ledger, given, NOON)
    removed = await remove_account(accounts.ledger, CONTOSO, LATER, key="gone")
    assert (removed.id, removed.scopes) == (CONTOSO, ("sub-1",))
    assert await accounts.account(CONTOSO) is None
    assert await remove_account(accounts.ledger, CONTOSO, LATER, key="gone") == removed
    with pytest.raises(AccountUnknown):
        await remove_account(accounts.ledger, CONTOSO, LATER)
    put = await put_account(accounts.ledger, given, LATER)
    assert put.outcome is ImportOutcome.CREATED


async def test_everything_that_stands_against_it_is_said_at_once(accounts: Accounts) -> None:
    await put_account(accounts.ledger, an_account(a_scope(outstanding=euros("7.00"))), NOON)
    await accounts.settle("sub-1", NOON)
    after = an_account(
        a_scope(payment_method=PaymentMethod.DEBIT_CARD, outstanding=euros("10.00")),
        a_scope("sub-3", payment_method=PaymentMethod.INVOICE, outstanding=None),
    )
    await put_account(accounts.ledger, after, NOON)
    with pytest.raises(AccountInUse) as refused:
        await remove_account(accounts.ledger, CONTOSO, LATER)
    assert refused.value.details["reasons"] == [
        {"code": "scope_on_invoice", "scopes": ["sub-3"]},
        {"code": "charges_outstanding", "scopes": ["sub-1"]},
        {"code": "method_changed"},
        {"code": "charges_paid"},
    ]
    assert await accounts.account(CONTOSO) == after


async def test_nobody_deletes_what_changed_meanwhile(accounts: Accounts) -> None:
    put = await put_account(accounts.ledger, an_account(a_scope(outstanding=None)), NOON)
    older = Precondition(versions=frozenset({"older"}))
    with pytest.raises(VersionMismatch) as refused:
        await remove_account(accounts.ledger, CONTOSO, LATER, older)
    assert refused.value.details == {"version": put.version}


REFERRING = {
    table.name
    for table in metadata.sorted_tables
    for column in table.columns
    for key in column.foreign_keys
    if key.column in (account_rows.c.id, scopes.c.id)
}


def test_whatever_refers_to_an_account_goes_along_or_has_a_reason() -> None:
    found = removals.references("an-account", ["a-scope"])
    looked_at = {table.name for _, table, _ in found}
    assert REFERRING - {"scopes", "external_services"} == looked_at - {"requests"}


def _account(id_: str) -> Account:
    return an_account(a_scope(outstanding=None), id=id_)


async def test_somebody_who_may_sign_in_keeps_an_account(
    accounts: Accounts, database: Database
) -> None:
    from adapters.ledger.access.tables import api_keys

    await put_account(accounts.ledger, _account(CONTOSO), NOON)
    async with database.writing() as connection:
        row = {
            "id": "k1", "secret_sha256": "0" * 64, "name": "a program", "roles": ["customer"],
            "account_id": CONTOSO, "created_at": NOON, "created_by": "root",
        }  # fmt: skip
        await connection.execute(insert(api_keys), row)
    with pytest.raises(AccountInUse) as refused:
        await remove_account(accounts.ledger, CONTOSO, LATER)
    assert refused.value.details["reasons"] == [{"code": "access"}]
