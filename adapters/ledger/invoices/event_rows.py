"""Entries of invoices' timelines, each with its hash in the chain."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from adapters.ledger.invoices.fact_rows import facts_row
from adapters.ledger.invoices.payment_rows import kept
from adapters.ledger.invoices.tables import invoice_events, invoices
from adapters.ledger.sql.connection import Connection
from application.ports.invoices import NewEvent
from domain.evidence.ledger_chain import (
    Link,
    broken,
    invoice_chain,
    last_link,
    link_of,
    links_of,
    start_of,
)

_EVENT = invoice_events.c
_LAST = (
    select(_EVENT.invoice, func.max(_EVENT.number).label("number"))
    .where(_EVENT.invoice.in_(bindparam("of_numbers", expanding=True)))
    .group_by(_EVENT.invoice)
    .subquery("last")
)
_LAST_LINKS = select(_EVENT.invoice, _EVENT.number, _EVENT.chain).join(
    _LAST, (_LAST.c.invoice == _EVENT.invoice) & (_LAST.c.number == _EVENT.number)
)
_OF_INVOICE = (
    select(invoice_events).where(_EVENT.invoice == bindparam("of_invoice")).order_by(_EVENT.number)
)
_WRITE = insert(invoice_events)
_WRITE_HEAD = (
    update(invoices)
    .where(invoices.c.number == bindparam("of_number"))
    .values(head=bindparam("new_head"))
)


class Place(NamedTuple):
    """Where a timeline continues."""

    number: int
    """Of its last entry."""
    chain: str


class Grown(NamedTuple):
    """Entries as they are to be written."""

    rows: list[dict[str, Any]]
    heads: dict[str, str]
    """The last hash of each invoice, by its number."""


def grown(places: dict[str, Place], events: Sequence[NewEvent]) -> Grown:
    """The rows of new entries, in their order, after what is there."""
    rows = []
    for each in events:
        there = places.get(each.invoice) or Place(0, start_of(invoice_chain(each.invoice)))
        row = _row(each)
        number = there.number + 1
        chain = link_of(there.chain, number, _said(row))
        places[each.invoice] = Place(number, chain)
        rows.append({**row, "number": number, "chain": chain})
    return Grown(rows, {invoice: place.chain for invoice, place in places.items()})


async def write_events(connection: Connection, entries: Grown) -> None:
    heads = [{"of_number": number, "new_head": head} for number, head in entries.heads.items()]
    await connection.execute(_WRITE, entries.rows)
    await connection.execute(_WRITE_HEAD, heads)


async def places_of(connection: Connection, numbers: Sequence[str]) -> dict[str, Place]:
    """Where the timelines of these invoices continue; their account is locked."""
    found: dict[str, Place] = {}
    for row in (await connection.execute(_LAST_LINKS, {"of_numbers": list(numbers)})).all():
        # A release before wrote no hash of its entries.
        chain = row.chain or await _worked_out(connection, row.invoice)
        found[row.invoice] = Place(row.number, chain)
    return found


async def is_sound(connection: Connection, number: str) -> bool:
    """Whether the timeline of an invoice is as it was written."""
    wanted = select(invoices.c.head).where(invoices.c.number == number)
    head = (await connection.execute(wanted)).scalar_one()
    return not broken(invoice_chain(number), await links_of_invoice(connection, number), head)


async def chain_anew(connection: Connection, number: str) -> None:
    """Hashes of every entry of an invoice as it is now, and the last of them beside it."""
    links = await links_of_invoice(connection, number)
    said = (entry for _, entry, _ in links)
    hashes = list(links_of(start_of(invoice_chain(number)), 1, said))
    for (place, _, _), chain in zip(links, hashes, strict=True):
        here = (_EVENT.invoice == number) & (_EVENT.number == place)
        await connection.execute(update(invoice_events).where(here).values(chain=chain))
    if hashes:
        await connection.execute(_WRITE_HEAD, {"of_number": number, "new_head": hashes[-1]})


async def _worked_out(connection: Connection, number: str) -> str:
    return last_link(invoice_chain(number), await links_of_invoice(connection, number))


async def links_of_invoice(connection: Connection, number: str) -> list[Link]:
    """The timeline of an invoice, as it is chained."""
    found = (await connection.execute(_OF_INVOICE, {"of_invoice": number})).mappings()
    return [Link(row["number"], _said(row), row["chain"]) for row in found]


def _said(row: Any) -> dict[str, Any]:
    """What an entry says, as JSON that both databases give alike."""
    said = {
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "by": row["by"],
        "trigger": str(row["trigger"]),
        "from": row["from_state"],
        "to": row["to_state"],
        "amount_minor": row["amount_minor"],
        "note": row["note"],
        "through": row["through"],
        "facts": row["facts"],
    }
    return {name: value for name, value in said.items() if value is not None}


def _row(new: NewEvent) -> dict[str, Any]:
    invoice, event, through = new
    return {
        "invoice": invoice,
        "at": event.at,
        "by": event.by,
        "trigger": event.trigger,
        "from_state": event.from_,
        "to_state": event.to,
        "amount_minor": event.amount.minor if event.amount is not None else None,
        "note": event.note,
        "through": kept(through),
        "facts": facts_row(event),
    }
