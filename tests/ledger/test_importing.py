"""A file updates accounts, and never turns a switched scope back."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from application.accounts.import_accounts import scopes_of_others
from application.accounts.importing import ImportOutcome
from domain.accounts.account import PaymentMethod
from domain.accounts.account_file import Claim
from domain.errors import InvalidFile
from domain.policy import ExternalServices, OpenInvoiceAtSwitch
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


async def test_an_account_reads_back_as_it_was_imported(accounts: Accounts) -> None:
    given = an_account(
        a_scope(outstanding=euros("120.50"), external_services=["Analytics", "Storage"]),
        a_scope("sub-2", payment_method=PaymentMethod.DIRECT_DEBIT, open_invoice="INV-1"),
        a_scope("sub-3", payment_method=PaymentMethod.INVOICE, outstanding=None),
    )
    (imported,) = await accounts.import_accounts([given], NOON)
    assert imported.outcome is ImportOutcome.CREATED
    assert await accounts.account(CONTOSO) == given
    assert await accounts.account_of("sub-2") == given


async def test_what_is_not_there_is_not_found(accounts: Accounts) -> None:
    assert await accounts.account(CONTOSO) is None
    assert await accounts.account_of("sub-1") is None


async def test_the_same_file_again_changes_nothing(accounts: Accounts) -> None:
    given = an_account(a_scope(outstanding=None), a_scope("sub-2", external_services=["Analytics"]))
    await accounts.import_accounts([given], NOON)
    (again,) = await accounts.import_accounts([given], NOON)
    assert again.outcome is ImportOutcome.UNCHANGED


async def test_facts_follow_the_file(accounts: Accounts) -> None:
    before = an_account(
        a_scope(outstanding=euros("10.00"), external_services=["Analytics", "Storage"])
    )
    after = an_account(
        a_scope(
            payment_method=PaymentMethod.DEBIT_CARD,
            outstanding=Money(amount=Decimal("700"), currency="JPY"),
            external_services=["Backup", "Storage"],
            open_invoice="INV-2",
        ),
        name="Contoso Holding BV",
        billing_contact=None,
        administrators=["ben@contoso.nl"],
        monthly_spend={"2026-10": Decimal("1.00")},
    )
    await accounts.import_accounts([before], NOON)
    (imported,) = await accounts.import_accounts([after], NOON)
    assert imported.outcome is ImportOutcome.UPDATED
    assert await accounts.account(CONTOSO) == after


async def test_a_change_of_card_by_file_is_in_the_history(accounts: Accounts) -> None:
    await accounts.import_accounts([an_account()], NOON)
    later = NOON + timedelta(days=1)
    debit_card = a_scope(payment_method=PaymentMethod.DEBIT_CARD)
    await accounts.import_accounts([an_account(debit_card)], later)
    (change,) = (await accounts.standing(CONTOSO, NOON)).history
    assert (change.method, change.since, change.by) == (PaymentMethod.DEBIT_CARD, later, None)


async def test_scopes_that_the_file_does_not_name_are_kept(accounts: Accounts) -> None:
    await accounts.import_accounts([an_account(a_scope(), a_scope("sub-2"))], NOON)
    await accounts.import_accounts([an_account(a_scope("sub-2"))], NOON)
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert [scope.id for scope in account.scopes] == ["sub-1", "sub-2"]


async def test_a_file_never_turns_a_switched_scope_back_and_this_is_said(
    accounts: Accounts, switching: Switching
) -> None:
    given = an_account(a_scope(), a_scope("sub-2"))
    await accounts.import_accounts([given], NOON)
    await switching.switch(an_order(), nothing_in_the_way)
    changed = given.model_copy(update={"name": "Contoso Nederland BV"})
    (imported,) = await accounts.import_accounts([changed], NOON)
    assert imported.kept_on_invoice == ("sub-1",)
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert account.name == "Contoso Nederland BV"
    assert [scope.payment_method for scope in account.scopes] == [
        PaymentMethod.INVOICE,
        PaymentMethod.CREDIT_CARD,
    ]


async def test_an_old_file_does_not_undo_what_else_the_switch_did(
    accounts: Accounts, switching: Switching
) -> None:
    given = an_account(a_scope(external_services=["Analytics"], open_invoice="INV-1"))
    await accounts.import_accounts([given], NOON)
    order = an_order(
        external_services=ExternalServices.BILL_SEPARATELY,
        open_invoice=OpenInvoiceAtSwitch.MOVE,
    )
    await switching.switch(order, nothing_in_the_way)
    (imported,) = await accounts.import_accounts([given], NOON)
    assert imported.outcome is ImportOutcome.UNCHANGED
    account = await accounts.account(CONTOSO)
    assert account is not None
    assert account.scopes[0].external_services == ()
    assert account.scopes[0].open_invoice is None


async def test_a_scope_of_another_account_is_refused_and_nothing_is_imported(
    accounts: Accounts,
) -> None:
    await accounts.import_accounts([an_account()], NOON)
    new = an_account(a_scope("sub-new"), id="new")
    thief = an_account(a_scope("sub-2"), a_scope("sub-1"), id="thief")
    with pytest.raises(InvalidFile) as refused:
        await accounts.import_accounts([new, thief], NOON)
    (problem,) = refused.value.details["problems"]
    assert problem["field"] == "accounts.1.scopes.1.id"
    assert problem["code"] == "scope_of_another_account"
    assert await accounts.account("new") is None


async def test_a_guid_is_one_in_any_case_also_where_the_ledger_has_capitals(
    accounts: Accounts,
) -> None:
    before = an_account(id=CONTOSO.upper())
    await accounts.import_accounts([before], NOON)
    (again,) = await accounts.import_accounts([an_account(id=CONTOSO)], NOON)
    assert (again.id, again.outcome) == (CONTOSO.upper(), ImportOutcome.UNCHANGED)
    assert await accounts.account(CONTOSO) == before
    assert await accounts.known_as(CONTOSO) == CONTOSO.upper()
    assert await accounts.known_as("nobody") == "nobody"


async def test_whose_a_scope_is_can_be_asked_of_a_file_that_is_wrong_elsewhere(
    accounts: Accounts,
) -> None:
    await accounts.import_accounts([an_account()], NOON)
    claims = [
        Claim("accounts.0.scopes.0.id", CONTOSO.upper(), "sub-1"),
        Claim("accounts.1.scopes.0.id", "thief", "sub-1"),
        Claim("accounts.1.scopes.1.id", "thief", "sub-9"),
    ]
    (problem,) = await scopes_of_others(accounts.ledger, claims)
    assert problem["field"] == "accounts.1.scopes.0.id"
    assert problem["code"] == "scope_of_another_account"


async def test_everything_wrong_with_a_file_is_said_at_once(accounts: Accounts) -> None:
    given = [
        an_account(a_scope(), a_scope()),
        an_account(a_scope("sub-2", outstanding=euros("-1.00"))),
    ]
    with pytest.raises(InvalidFile) as refused:
        await accounts.import_accounts(given, NOON)
    assert {problem["code"] for problem in refused.value.details["problems"]} == {
        "account_twice",
        "scope_twice",
        "amount_negative",
    }


async def test_the_same_new_account_imported_by_several_at_once_is_created_once(
    accounts: Accounts,
) -> None:
    imports = (accounts.import_accounts([an_account()], NOON) for _ in range(5))
    outcomes = [imported.outcome for (imported,) in await asyncio.gather(*imports)]
    assert sorted(outcomes) == [ImportOutcome.CREATED] + [ImportOutcome.UNCHANGED] * 4
