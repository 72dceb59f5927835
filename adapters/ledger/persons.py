"""What the ledger has of one account and its people, apart from its requests and invoices."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Table, bindparam, or_, select

from adapters.ledger.access.tables import (
    access_log,
    api_keys,
    contacts,
    customer_links,
    known_devices,
    people,
    recovery_codes,
    second_factors,
    sessions,
)
from adapters.ledger.accounts.limit_tables import limit_changes, limit_proposals
from adapters.ledger.bank.tables import bank_advice, bank_entries, bank_payers
from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.owners import is_request_of, scopes_of
from adapters.ledger.paper_tables import buyers, invoice_formats
from adapters.ledger.requests.tables import requests
from adapters.ledger.tables import credit_limits, payment_method_history, quota_requests
from application.ports.persons import OfAccount

SECRETS: Mapping[str, str] = {
    "api_keys": "secret_sha256",
    "contacts": "token_sha256",
    "customer_links": "token_sha256",
    "known_devices": "token_sha256",
    "people": "password_hash",
    "recovery_codes": "code_sha256",
    "second_factors": "credential_id public_key secret",
    "sessions": "token_sha256",
}
"""What nobody is handed: who has it comes in, or is a step closer to it."""

_OF: BindParameter[str] = bindparam("of_account")
_NAMES = select(people.c.sign_in).where(people.c.account_id == _OF)
_RUNS = (
    select(requests.c.run_id)
    .where(is_request_of(_OF))
    .order_by(requests.c.opened_at, requests.c.run_id)
)
_NUMBERS = (
    select(invoices.c.number)
    .where(invoices.c.account_id == _OF)
    .order_by(invoices.c.issued_at, invoices.c.number)
)


def _of_account(table: Table) -> ColumnElement[bool]:
    return table.c.account_id == _OF


def _of_its_people(table: Table) -> ColumnElement[bool]:
    return table.c.sign_in.in_(_NAMES)


def _rows(table: Table, where: ColumnElement[bool]) -> Select[Any]:
    secret = SECRETS.get(table.name, "").split()
    shown = [each for each in table.c if each.name not in secret]
    order = [each for each in table.primary_key if each.name not in secret]
    return select(*shown).where(where).order_by(*order)


_LOGGED = or_(
    _of_account(access_log), access_log.c.actor.in_(_NAMES), access_log.c.subject.in_(_NAMES)
)
_SESSIONS = or_(_of_account(sessions), _of_its_people(sessions))
_WHOSE: dict[str, tuple[Table, ColumnElement[bool]]] = {
    "people": (people, _of_account(people)),
    "second_factors": (second_factors, _of_its_people(second_factors)),
    "recovery_codes": (recovery_codes, _of_its_people(recovery_codes)),
    "known_devices": (known_devices, _of_its_people(known_devices)),
    "sessions": (sessions, _SESSIONS),
    "links": (customer_links, _of_account(customer_links)),
    "keys": (api_keys, _of_account(api_keys)),
    "confirmed_addresses": (contacts, _of_account(contacts)),
    "access_log": (access_log, _LOGGED),
    "bank_lines": (bank_entries, bank_entries.c.customer == _OF),
    "payers": (bank_payers, _of_account(bank_payers)),
    "payment_advice": (bank_advice, _of_account(bank_advice)),
    "limit_changes": (limit_changes, _of_account(limit_changes)),
    "limit_proposals": (limit_proposals, _of_account(limit_proposals)),
    "payment_methods": (
        payment_method_history,
        payment_method_history.c.scope_id.in_(scopes_of(_OF)),
    ),
    "credit_limits": (credit_limits, _of_account(credit_limits)),
    "invoiced_to": (buyers, buyers.c.scope_id.in_(scopes_of(_OF))),
    "invoice_format": (invoice_formats, _of_account(invoice_formats)),
    "core_quotas": (quota_requests, quota_requests.c.scope_id.in_(scopes_of(_OF))),
}

_PARTS = {what: _rows(table, where) for what, (table, where) in _WHOSE.items()}

EXPORTED = frozenset(table.name for table, _ in _WHOSE.values())
"""The tables that are parts of their own; others are told with requests and invoices."""


class StoredPersons:
    """What `application.ports.persons.Persons` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_account(self, account_id: str) -> OfAccount:
        asked = {"of_account": account_id}
        async with self._database.reading() as connection:
            parts = {}
            for what, wanted in _PARTS.items():
                found = await connection.execute(wanted, asked)
                parts[what] = [dict(row) for row in found.mappings()]
            buyer = [row["buyer"] for row in parts["invoiced_to"]]
            opened = await connection.sealing.open_documents(connection, buyers.c.buyer, buyer)
            for row, whole in zip(parts["invoiced_to"], opened, strict=True):
                row["buyer"] = whole
            return OfAccount(
                parts=parts,
                runs=(await connection.execute(_RUNS, asked)).scalars().all(),
                invoices=(await connection.execute(_NUMBERS, asked)).scalars().all(),
            )
