"""What an account says of people, sealed with its own key: one text, apart from its address."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.ledger.sealed_columns import is_sealed
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from application.ports.sealing import account_owner

OF_PEOPLE = ("address", "signed_up_by", "administrators", "billing_contact")
"""The columns that are sealed together."""
NOWHERE = "-"
"""In place of a line of an address that is sealed or erased."""
NOBODY = ""
"""In place of who signed up: nobody is called that."""


def without_people(country: str) -> dict[str, Any]:
    """The same columns, where they name nobody."""
    return {
        "address": {"line1": NOWHERE, "city": NOWHERE, "country": country},
        "signed_up_by": NOBODY,
        "administrators": [],
        "billing_contact": None,
    }


async def sealed_account(connection: Connection, row: dict[str, Any]) -> dict[str, Any]:
    """The row as it is stored."""
    whole = {name: row[name] for name in OF_PEOPLE}
    shown = without_people(row["address"]["country"])
    owner, column = account_owner(row["id"]), accounts.c.address
    stored = await connection.sealing.seal_document(
        connection, owner, column, whole, shown["address"]
    )
    return row if stored is whole else row | shown | {"address": stored}


async def opened_accounts(
    connection: Connection, rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """All that these rows say, by their columns, in the same order."""
    named = [place for place, row in enumerate(rows) if not names_nobody(row)]
    stored = [rows[place]["address"] for place in named]
    said = await connection.sealing.open_documents(connection, accounts.c.address, stored)
    opened = list(rows)
    for place, each in zip(named, said, strict=True):
        whole = each if "signed_up_by" in each else {"address": each}
        opened[place] = rows[place] | whole
    return opened


def names_nobody(row: Mapping[str, Any]) -> bool:
    """An erased account; somebody may live at a place that they wrote as a dash."""
    address = row["address"]
    is_nobody = address["line1"] == NOWHERE and row["signed_up_by"] == NOBODY
    return bool(is_nobody) and not is_sealed(address)
