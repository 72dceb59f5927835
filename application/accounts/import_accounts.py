"""Accounts come from a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from application.access.end_replaced_links import end_links_of_account
from application.accounts.importing import (
    ImportedAccount,
    ImportOutcome,
    kept_on_invoice,
    merged,
    refuse_unusable,
    scope_of_another,
)
from application.letters.readdress import readdress
from application.ports.accounts import Holding
from application.ports.importing import Change, Imports
from application.ports.ledger import Ledger, Transaction
from domain.accounts.account import Account
from domain.accounts.account_file import Claim
from domain.invoices.new.issuing import customer_of


async def import_accounts(
    ledger: Ledger, imported: Sequence[Account], at: datetime
) -> list[ImportedAccount]:
    """Import new accounts and update known ones: all of them, or none. Links to addresses that are
    replaced end, and letters that were refused there are sent again.

    Raises:
        InvalidFile: a scope belongs to another account, something is named twice, or an account
            was erased.
    """
    async with ledger.writing() as transaction:
        imports = transaction.imports
        await imports.one_at_a_time()
        imported = await as_known(imports, imported)
        stored = await imports.locked([account.id for account in imported])
        await refuse_unusable(imports, imported)
        changes = await store_accounts(transaction, stored, imported, at)
    return [
        ImportedAccount(
            id=account.id,
            outcome=outcome_of(change),
            kept_on_invoice=kept_on_invoice(stored.get(account.id), account),
        )
        for account, change in zip(imported, changes, strict=True)
    ]


async def store_accounts(
    transaction: Transaction,
    stored: Mapping[str, Holding],
    imported: Sequence[Account],
    at: datetime,
) -> list[Change]:
    """Write accounts that can be used over those that are stored, and what follows from it."""
    changes = [
        Change(holding.account if holding else None, merged(holding, account))
        for account in imported
        for holding in (stored.get(account.id),)
    ]
    await transaction.imports.store(changes, at)
    for change in changes:
        if change.before is not None:
            await end_links_of_account(transaction, change.before, change.after, at)
    await readdress(transaction, _readdressed(changes), at)
    return changes


async def scopes_of_others(ledger: Ledger, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The problems with a file's claims: scopes that belong to another account."""
    async with ledger.reading() as transaction:
        owners = await transaction.imports.owners([claim.scope for claim in claims])
    return [
        scope_of_another(claim.field)
        for claim in claims
        if owners.get(claim.scope, claim.account).lower() != claim.account.lower()
    ]


async def as_known(imports: Imports, imported: Sequence[Account]) -> list[Account]:
    """The accounts under the ids that the ledger has for them already, in whatever case."""
    ids = [account.id for account in imported]
    known = {each.lower(): each for each in await imports.spellings(ids)}
    spelled = ((account, known.get(account.id.lower(), account.id)) for account in imported)
    return [
        account if account.id == id_ else account.model_copy(update={"id": id_})
        for account, id_ in spelled
    ]


def _readdressed(changes: Sequence[Change]) -> list[str]:
    """The accounts whose letters go to another address from now on."""

    def address(account: Account) -> str | None:
        return customer_of(account, None).email

    return [
        change.after.id
        for change in changes
        if change.before is not None and address(change.before) != address(change.after)
    ]


def outcome_of(change: Change) -> ImportOutcome:
    """What became of the account."""
    if change.before is None:
        return ImportOutcome.CREATED
    return ImportOutcome.UNCHANGED if change.before == change.after else ImportOutcome.UPDATED
