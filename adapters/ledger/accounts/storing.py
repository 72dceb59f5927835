"""Writes accounts to rows: only what differs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Insert, Update, bindparam, delete, insert, update

from adapters.ledger.accounts.histories import RECORD_METHOD, method_entry
from adapters.ledger.accounts.sealed import sealed_account
from adapters.ledger.sql.connection import Connection
from adapters.ledger.stored_states import ChargeState
from adapters.ledger.tables import OUTSTANDING, accounts, charges, external_services, scopes
from application.ports.importing import Change
from domain.accounts.account import Account, Scope
from domain.values.money import Money

_NEW_ACCOUNT = insert(accounts)
_CHANGE_ACCOUNT = update(accounts).where(accounts.c.id == bindparam("of_account"))
_NEW_SCOPE = insert(scopes)
_CHANGE_SCOPE = update(scopes).where(scopes.c.id == bindparam("of_scope"))
_REPLACE_CHARGES = update(charges).where(charges.c.scope_id == bindparam("of_scope"), OUTSTANDING)
_NEW_CHARGE = insert(charges)
_DROP_SERVICE = delete(external_services).where(
    external_services.c.scope_id == bindparam("of_scope"),
    external_services.c.name == bindparam("of_name"),
)
_NEW_SERVICE = insert(external_services)

_IN_THIS_ORDER: tuple[Insert | Update | Delete, ...] = (
    _NEW_ACCOUNT,
    _CHANGE_ACCOUNT,
    _NEW_SCOPE,
    _CHANGE_SCOPE,
    RECORD_METHOD,
    _REPLACE_CHARGES,
    _NEW_CHARGE,
    _DROP_SERVICE,
    _NEW_SERVICE,
)

Rows = Iterator[tuple[Insert | Update | Delete, dict[str, Any]]]


async def store(connection: Connection, changes: Iterable[Change], at: datetime) -> None:
    """Writes the changes, with one statement for each kind of row."""
    rows: dict[Insert | Update | Delete, list[dict[str, Any]]] = defaultdict(list)
    for change in changes:
        for statement, row in _rows(change, at):
            of_account = statement in (_NEW_ACCOUNT, _CHANGE_ACCOUNT)
            rows[statement].append(await sealed_account(connection, row) if of_account else row)
    for statement in _IN_THIS_ORDER:
        if statement in rows:
            await connection.execute(statement, rows[statement])


def _rows(change: Change, at: datetime) -> Rows:
    before, after = change.before, change.after
    facts = _facts(after)
    if before is None:
        yield _NEW_ACCOUNT, {**facts, "imported_at": at}
    elif facts != _facts(before):
        yield _CHANGE_ACCOUNT, {**facts, "imported_at": at, "of_account": after.id}
    for scope in after.scopes:
        held = before.scope(scope.id) if before else None
        yield from _scope_rows(after.id, held, scope, at)
        yield from _charge_rows(held, scope, at)
        yield from _service_rows(held, scope)


def _scope_rows(account_id: str, before: Scope | None, after: Scope, at: datetime) -> Rows:
    row = _own_columns(after)
    if before is None:
        yield _NEW_SCOPE, {**row, "account_id": account_id}
        return
    if row != _own_columns(before):
        yield _CHANGE_SCOPE, {**row, "of_scope": after.id}
    if before.payment_method is not after.payment_method:
        change = method_entry(after.id, before.payment_method, after.payment_method, at)
        yield RECORD_METHOD, change


def _charge_rows(before: Scope | None, after: Scope, at: datetime) -> Rows:
    had, has = _owed(before), _owed(after)
    if had == has:
        return
    if had is not None:
        replaced = {"state": ChargeState.REPLACED, "closed_at": at}
        yield _REPLACE_CHARGES, {**replaced, "of_scope": after.id}
    if has is not None:
        charge = {"amount_minor": has.minor, "currency": has.currency, "charged_at": at}
        yield _NEW_CHARGE, {**charge, "scope_id": after.id, "state": ChargeState.OUTSTANDING}


def _service_rows(before: Scope | None, after: Scope) -> Rows:
    had = set(before.external_services) if before else set()
    has = set(after.external_services)
    for name in sorted(had - has):
        yield _DROP_SERVICE, {"of_scope": after.id, "of_name": name}
    for name in sorted(has - had):
        yield _NEW_SERVICE, {"scope_id": after.id, "name": name, "billed_separately": False}


def _facts(account: Account) -> dict[str, Any]:
    facts = account.model_dump(mode="json", exclude={"scopes"})
    return {**facts, "customer_since": account.customer_since}


def _own_columns(scope: Scope) -> dict[str, Any]:
    return {
        "id": scope.id,
        "kind": scope.kind,
        "payment_method": scope.payment_method,
        "currency": scope.outstanding.currency if scope.outstanding else None,
        "open_invoice": scope.open_invoice,
    }


def _owed(scope: Scope | None) -> Money | None:
    if scope is None or scope.outstanding is None or not scope.outstanding.amount:
        return None
    return scope.outstanding
