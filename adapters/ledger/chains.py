"""Checks every timeline of the ledger against its hash chain."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Row, Select, Update, bindparam, select, update

from adapters.ledger.database import Database
from adapters.ledger.invoices.event_rows import links_of_invoice
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.requests.lives import links_of_run
from adapters.ledger.requests.tables import request_lives, requests
from adapters.ledger.sql.connection import Connection
from domain.errors import KeyDestroyed
from domain.evidence.checked import BrokenChain, ChainsChecked
from domain.evidence.ledger_chain import Link, broken, invoice_chain, last_link, request_chain
from domain.invoices.invoice import invoice_id

_LIFE, _REQUEST, _INVOICE = request_lives.c, requests.c, invoices.c
_RUNS = (
    select(_LIFE.run_id.label("key"), _LIFE.head, _REQUEST.request.label("about"))
    .join(requests, _REQUEST.run_id == _LIFE.run_id)
    .where(_LIFE.run_id > bindparam("after"))
    .order_by(_LIFE.run_id)
    .limit(bindparam("at_most"))
)
_NUMBERS = (
    select(_INVOICE.number.label("key"), _INVOICE.head)
    .where(_INVOICE.number > bindparam("after"))
    .order_by(_INVOICE.number)
    .limit(bindparam("at_most"))
)
_BEGIN_RUN = (
    update(request_lives)
    .where(_LIFE.run_id == bindparam("key"), _LIFE.head.is_(None))
    .values(head=bindparam("new_head"))
)
_BEGIN_INVOICE = (
    update(invoices)
    .where(_INVOICE.number == bindparam("key"), _INVOICE.head.is_(None))
    .values(head=bindparam("new_head"))
)
_AT_ONCE = 200

Links = Callable[[Connection, str], Awaitable[Sequence[Link]]]
Named = Callable[[str], str]


class Chains:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, beat: Callable[[], None] = lambda: None) -> ChainsChecked:
        """Reads every timeline, page by page; a timeline from before there were chains begins one.

        Args:
            beat: Called after each page.
        """
        wrong: list[BrokenChain] = []
        runs, begun_runs = await self._all(
            _RUNS, _BEGIN_RUN, links_of_run, request_chain, wrong, beat
        )
        numbers, begun = await self._all(
            _NUMBERS, _BEGIN_INVOICE, links_of_invoice, invoice_chain, wrong, beat
        )
        return ChainsChecked(
            requests=runs, invoices=numbers, begun=begun_runs + begun, broken=tuple(wrong)
        )

    async def _all(
        self,
        page: Select[Any],
        begin: Update,
        links: Links,
        named: Named,
        wrong: list[BrokenChain],
        beat: Callable[[], None],
    ) -> tuple[int, int]:
        """How many there are, and how many chains began."""
        after, number, begun = "", 0, 0
        while True:
            without: list[str] = []
            async with self._database.reading() as connection:
                asked = {"after": after, "at_most": _AT_ONCE}
                rows = (await connection.execute(page, asked)).all()
                for row in rows:
                    try:
                        entries = await links(connection, row.key)
                    except KeyDestroyed:
                        continue
                    if places := broken(named(row.key), entries, row.head):
                        wrong.append(BrokenChain(about=_about(row), entries=places))
                    elif row.head is None:
                        without.append(row.key)
            begun += await self._begin(begin, links, named, without)
            number += len(rows)
            beat()
            if len(rows) < _AT_ONCE:
                return number, begun
            after = rows[-1].key

    async def _begin(self, begin: Update, links: Links, named: Named, keys: Sequence[str]) -> int:
        if not keys:
            return 0
        async with self._database.writing() as connection:
            for key in keys:
                head = last_link(named(key), await links(connection, key))
                await connection.execute(begin, {"key": key, "new_head": head})
        return len(keys)


def _about(row: Row[Any]) -> str:
    about: str = row._mapping.get("about") or invoice_id(row.key)
    return about
