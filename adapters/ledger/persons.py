"""What the ledger has of the people of one account, beside its requests and invoices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select

from adapters.ledger.access.tables import access_log, contacts, customer_links, people
from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.owners import is_request_of
from adapters.ledger.requests.tables import requests

_OF: BindParameter[str] = bindparam("of_account")
_PEOPLE = select(people.c.sign_in, people.c.roles, people.c.created_at, people.c.disabled_at).where(
    people.c.account_id == _OF
)
_LOG = select(access_log).where(access_log.c.account_id == _OF).order_by(access_log.c.number)
_CONTACTS = select(
    contacts.c.address_sha256, contacts.c.asked_at, contacts.c.asked_for, contacts.c.confirmed_at
).where(contacts.c.account_id == _OF)
_LINKS = select(customer_links.c.id, customer_links.c.sign_in, customer_links.c.created_at).where(
    customer_links.c.account_id == _OF
)
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


@dataclass(frozen=True, slots=True)
class OfAccount:
    """Rows as the ledger has them, by their columns."""

    people: Sequence[dict[str, Any]]
    contacts: Sequence[dict[str, Any]]
    links: Sequence[dict[str, Any]]
    access_log: Sequence[dict[str, Any]]
    runs: Sequence[str]
    """Of its requests."""
    invoices: Sequence[str]


class Persons:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_account(self, account_id: str) -> OfAccount:
        asked = {"of_account": account_id}
        async with self._database.reading() as connection:

            async def rows(wanted: Select[Any]) -> list[dict[str, Any]]:
                found = await connection.execute(wanted, asked)
                return [dict(row) for row in found.mappings()]

            return OfAccount(
                people=await rows(_PEOPLE),
                contacts=await rows(_CONTACTS),
                links=await rows(_LINKS),
                access_log=await rows(_LOG),
                runs=(await connection.execute(_RUNS, asked)).scalars().all(),
                invoices=(await connection.execute(_NUMBERS, asked)).scalars().all(),
            )
