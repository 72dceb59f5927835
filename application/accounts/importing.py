"""What a file of accounts may change and what it may not."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any

from application.ports.accounts import Holding
from application.ports.importing import Imports
from domain.accounts.account import Account, PaymentMethod, Scope
from domain.errors import InvalidFile
from domain.values.money import Money
from domain.values.record import Record


class ImportOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class ImportedAccount(Record):
    """What an import did to one account."""

    id: str
    outcome: ImportOutcome
    kept_on_invoice: tuple[str, ...] = ()
    """Scopes that stay on invoice although the file says otherwise (S4)."""


def merged(stored: Holding | None, imported: Account) -> Account:
    """The account that will be stored: the file's, except for what a switch decided.

    A scope on invoice stays so, an invoice that moved stays moved, a service billed separately
    stays separate, and a scope that the file does not name is kept.
    """
    scopes = [_merged_scope(stored, scope) for scope in imported.scopes]
    named = {scope.id for scope in scopes}
    if stored is not None:
        scopes += [scope for scope in stored.account.scopes if scope.id not in named]
    return imported.model_copy(update={"scopes": tuple(sorted(scopes, key=lambda scope: scope.id))})


def scopes_not_named(stored: Holding | None, imported: Account) -> tuple[str, ...]:
    """The scopes that stay with the account although they are not named any more."""
    if stored is None:
        return ()
    return tuple(scope.id for scope in stored.account.scopes if imported.scope(scope.id) is None)


def kept_on_invoice(stored: Holding | None, imported: Account) -> tuple[str, ...]:
    """The scopes that the file would switch back to another method (S4)."""
    return tuple(
        scope.id
        for scope in imported.scopes
        if scope.payment_method is not PaymentMethod.INVOICE and _pays_by_invoice(stored, scope.id)
    )


async def refuse_unusable(imports: Imports, imported: Sequence[Account]) -> None:
    """Raises InvalidFile with every scope or account that cannot be imported."""
    if problems := await unusable(imports, imported):
        raise InvalidFile(problems)


async def unusable(imports: Imports, imported: Sequence[Account]) -> list[dict[str, Any]]:
    """The problems with every scope or account that cannot be imported, each under
    `accounts.` and the account's place."""
    owners = await imports.owners(scopes_of(imported))
    erased = await imports.erased([account.id for account in imported])
    return [
        *_twice(imported),
        *_erased(imported, erased),
        *_foreign(imported, owners),
        *_negative(imported),
    ]


def scopes_of(imported: Sequence[Account]) -> list[str]:
    """The ids of all their scopes."""
    return [scope.id for account in imported for scope in account.scopes]


def scope_of_another(field: str) -> dict[str, Any]:
    """The problem with a scope that belongs to another account in the ledger."""
    said = "This scope belongs to another account."
    return _problem(field, "scope_of_another_account", said)


def _merged_scope(stored: Holding | None, imported: Scope) -> Scope:
    before = stored.account.scope(imported.id) if stored else None
    changes: dict[str, Any] = {"external_services": tuple(sorted(set(imported.external_services)))}
    if stored is None or before is None:
        return imported.model_copy(update=changes)
    if before.payment_method is PaymentMethod.INVOICE:
        changes["payment_method"] = PaymentMethod.INVOICE
    if imported.open_invoice and imported.open_invoice == stored.moved_invoice.get(imported.id):
        changes["open_invoice"] = None
    separately = stored.billed_separately.get(imported.id, frozenset())
    changes["external_services"] = tuple(sorted(set(imported.external_services) - separately))
    if imported.outstanding is None and before.outstanding is not None:
        changes["outstanding"] = Money.from_minor(0, before.outstanding.currency)
    return imported.model_copy(update=changes)


def _pays_by_invoice(stored: Holding | None, scope_id: str) -> bool:
    before = stored.account.scope(scope_id) if stored else None
    return before is not None and before.payment_method is PaymentMethod.INVOICE


def _twice(imported: Sequence[Account]) -> Iterable[dict[str, Any]]:
    seen: set[str] = set()
    for number, account in enumerate(imported):
        if account.id in seen:
            yield _problem(f"accounts.{number}.id", "account_twice", "This account is named twice.")
        seen.add(account.id)


def _erased(imported: Sequence[Account], erased: Collection[str]) -> Iterable[dict[str, Any]]:
    for number, account in enumerate(imported):
        if account.id in erased:
            said = (
                "The personal data of this account was erased, and its id is not used again:"
                " give a new account an id of its own, and scopes of its own."
            )
            yield _problem(f"accounts.{number}.id", "account_erased", said)


def _foreign(imported: Sequence[Account], owners: dict[str, str]) -> Iterable[dict[str, Any]]:
    seen: set[str] = set()
    for field, account, scope in _scopes(imported):
        if scope.id in seen:
            yield _problem(f"{field}.id", "scope_twice", "This scope is named twice.")
        elif owners.get(scope.id, account.id) != account.id:
            yield scope_of_another(f"{field}.id")
        seen.add(scope.id)


def _negative(imported: Sequence[Account]) -> Iterable[dict[str, Any]]:
    for field, _, scope in _scopes(imported):
        if scope.outstanding is not None and scope.outstanding.amount < 0:
            said = "Outstanding charges cannot be less than zero."
            yield _problem(f"{field}.outstanding.amount", "amount_negative", said)


def _scopes(imported: Sequence[Account]) -> Iterable[tuple[str, Account, Scope]]:
    for number, account in enumerate(imported):
        for place, scope in enumerate(account.scopes):
            yield f"accounts.{number}.scopes.{place}", account, scope


def _problem(field: str, code: str, problem: str) -> dict[str, Any]:
    return {"field": field, "code": code, "problem": problem}
