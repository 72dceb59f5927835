"""Accounts in the ledger."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from fastapi.responses import Response

from clients.accounts.ledger import ImportedAccount
from clients.shapes import account_document
from console.access import Action, Actor, allowed
from console.api.acting import reach_account
from console.api.documented_refusals import CHANGING, READING
from console.api.examples import ACCOUNT
from console.api.parameters import AccountId, Key, Scope
from console.api.reading import ApiRoute
from console.api.version_headers import tag
from console.periods import period_between
from console.safe_invoices import statement_for_customer
from console.services import OurServices
from domain.accounts.account import Account, MethodChange
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.statement import Exposure, Statement, StatementEntry
from domain.turns import Part
from domain.values.money import Money

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["accounts"], responses=READING)


class ShownAccount(Account):
    """An account with its limit, its scopes and what is open against it."""

    version: str
    credit_limit: Money | None = None
    payment_terms_days: int | None = None
    exposure: Money | None = None
    overdue: Money | None = None
    unapplied_credit: Money | None = None
    on_hold: bool = False
    held_because: str | None = None
    history: tuple[MethodChange, ...] = ()
    quota_requests: tuple[str, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    invoices: tuple[InvoiceLine, ...] = ()
    entries: tuple[StatementEntry, ...] = ()


class ImportedAccounts(Part):
    """What an import did to each account."""

    accounts: tuple[ImportedAccount, ...]


class SettledCharges(Part):
    scope: str
    settled: Money | None = None
    """What was outstanding; nothing when nothing was."""


@router.post("/accounts/imports", operation_id="import_accounts", summary="Import accounts")
async def import_accounts(
    content: Annotated[
        dict[str, Any],
        Body(
            description="A list under `accounts`, as a file has it.",
            examples=[{"accounts": [ACCOUNT]}],
        ),
    ],
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.IMPORT_ACCOUNTS))],
) -> ImportedAccounts:
    """Imports new accounts and updates known ones: all of them, or none. A scope that pays by
    invoice stays so whatever is said; the answer names it."""
    imported = await services.ledger.import_accounts(content)
    return ImportedAccounts(accounts=tuple(imported))


@reading.get(
    "/accounts/{account}",
    operation_id="show_account",
    summary="An account",
)
async def show(
    account: AccountId,
    services: OurServices,
    response: Response,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))],
) -> ShownAccount:
    """Its credit limit and what is open against it, its scopes and how each is paid."""
    standing = await services.ledger.standing(account)
    statement = await services.ledger.statement(account)
    shown = ShownAccount.model_validate(account_document(standing, statement))
    tag(response, shown.version)
    return shown


@reading.get(
    "/accounts/{account}/statement", operation_id="show_statement", summary="An account's statement"
)
async def statement(
    account: AccountId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_INVOICE))],
    since: Annotated[date | None, Query(description="The first day of its entries.")] = None,
    until: Annotated[date | None, Query(description="The last day of its entries.")] = None,
) -> Statement:
    """Its invoices, payments and credit notes, with the balance after each; of some days with what
    was owed before and after them."""
    reach_account(actor, Action.VIEW_INVOICE, account)
    stated = await services.ledger.statement(account, *period_between(since, until).days)
    return statement_for_customer(stated) if actor.is_customer else stated


@router.post(
    "/scopes/{scope}/settle", operation_id="settle_charges", summary="Outstanding charges were paid"
)
async def settle(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.SETTLE_CHARGES))],
    key: Key = None,
) -> SettledCharges:
    """Records the outstanding charges of a subscription or billing profile as paid."""
    settled = await services.ledger.settle(scope, actor.sign_in, key)
    return SettledCharges(scope=scope, settled=settled)
