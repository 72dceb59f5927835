"""What money that comes in can be for: open invoices, declared wires, their customers."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import Text, cast, or_, select

from adapters.ledger.bank.advice import waiting_advice
from adapters.ledger.bank.tables import bank_payers
from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.requests.tables import requests
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from domain.bank.open_items import Customer, DeclaredWire, Item, OpenItems
from domain.invoices.parts import Wire, WireState
from domain.values.national_references import NationalKind

_WIRES = TypeAdapter(tuple[Wire, ...])


async def open_items(
    connection: Connection, settled_since: date, advised_since: datetime
) -> OpenItems:
    """All that money can be for.

    Args:
        settled_since: Settled invoices from this due date on.
        advised_since: Advice that was kept from then on.
    """
    invoice = invoices.c
    found = await connection.execute(
        select(
            invoice.number,
            invoice.account_id,
            invoice.currency,
            invoice.open_minor,
            invoice.due_on,
            invoice.issued_on,
            invoice.policy["national_references"].label("national"),
        ).where(or_(OPEN, invoice.due_on >= settled_since))
    )
    items = [
        Item(
            row.number,
            row.account_id,
            row.currency,
            row.open_minor,
            row.due_on,
            tuple(map(NationalKind, row.national or ())),
            row.issued_on,
        )
        for row in found
    ]
    return OpenItems.of(
        items,
        await _declared_wires(connection),
        await _customers(connection, items),
        [each.matched() for each in await waiting_advice(connection, advised_since)],
    )


async def _declared_wires(connection: Connection) -> list[DeclaredWire]:
    declared = invoices.c.clock["wires"]
    found = await connection.execute(
        select(invoices.c.number, invoices.c.currency, declared.label("wires")).where(
            OPEN, cast(declared, Text).is_not(None), cast(declared, Text).not_in(("[]", "null"))
        )
    )
    return [
        DeclaredWire(wire.bank_reference, row.number, wire.amount, row.currency)
        for row in found
        for wire in _WIRES.validate_python(row.wires or ())
        if wire.state in (WireState.IN_TRANSIT, WireState.NOT_ARRIVED) and not wire.came
    ]


async def _customers(connection: Connection, items: Sequence[Item]) -> list[Customer]:
    """Those who have invoices, by their accounts' names and those of their requests."""
    ids = {item.account for item in items}
    names: dict[str, dict[str, None]] = {each: {} for each in ids}
    payers: dict[str, list[str]] = {each: [] for each in ids}
    for statement in (
        select(accounts.c.id, accounts.c.name),
        select(requests.c.account_id, requests.c.company).where(requests.c.state == "switched"),
    ):
        for account, name in await connection.execute(statement):
            if account in ids and name:
                names[account][name] = None
    for payer, account in await connection.execute(
        select(bank_payers.c.payer, bank_payers.c.account_id)
    ):
        if account in ids:
            payers[account].append(payer)
    return [Customer(each, tuple(names[each]), tuple(payers[each])) for each in sorted(ids)]
