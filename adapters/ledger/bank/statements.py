"""Bank statements in the ledger, as `application.ports.bank` asks for them."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from adapters.ledger.bank.open_items import open_items
from adapters.ledger.bank.rows import PROPOSALS, TRANSACTION, WHOLE, entry_of
from adapters.ledger.bank.tables import (
    bank_decisions,
    bank_entries,
    bank_payers,
    bank_statements,
)
from adapters.ledger.invoices.tables import payments, transfers
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.cursors import no_such_page
from adapters.ledger.sql.inserting import insert_missing
from application.ports.bank import EntryFilter, ListedEntry, ReadStatement, Recorded, Waiting
from domain.bank.entries import BankEntry, Decided, Transaction
from domain.bank.entry_states import UNDECIDED, EntryState
from domain.bank.identity import Known, Marks
from domain.bank.open_items import OpenItems
from domain.bank.proposals import Proposal
from domain.bank.statements import Standing
from domain.values.bank_references import normal_form

_ENTRY = bank_entries.c
_IS_UNDECIDED = or_(*(_ENTRY.state == each for each in UNDECIDED))
"""For many rows at once, which take no list."""

_CAME_IN = case((_ENTRY.minor > 0, _ENTRY.minor), else_=0)
_WAITING = (
    select(
        _ENTRY.currency,
        func.count(),
        cast(func.sum(_CAME_IN), BigInteger),
        func.min(_ENTRY.booked_on),
    )
    .where(_ENTRY.state.in_(UNDECIDED))
    .group_by(_ENTRY.currency)
    .order_by(_ENTRY.currency)
)

_BOOKED_REFERENCES = select(_ENTRY.reference).where(
    _ENTRY.reference == transfers.c.key, _ENTRY.state == EntryState.BOOKED, _ENTRY.minor > 0
)
"""Of payments that an entry stands for already."""

_OF_ENTRY: BindParameter[str] = bindparam("of_entry")
_DECIDE = (
    update(bank_entries)
    .where(_ENTRY.id == _OF_ENTRY)
    .values(
        state=bindparam("state"),
        decided=bindparam("decided"),
        customer=bindparam("customer"),
        revision=_ENTRY.revision + 1,
    )
)
_WRITE_DECISION = bank_decisions.insert().values(
    entry=_OF_ENTRY,
    revision=select(_ENTRY.revision).where(_ENTRY.id == _OF_ENTRY).scalar_subquery(),
    at=bindparam("at"),
    state=bindparam("state"),
    decided=bindparam("decided"),
)
"""For the revision that the entry has by then."""


class StoredBankStatements:
    """What `application.ports.bank.BankStatements` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def one_at_a_time(self) -> None:
        if self._connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            lock = "LOCK TABLE bank_statements IN SHARE ROW EXCLUSIVE MODE"
            await self._connection.execute(text(lock))

    async def last_sequence(self, account: str, before: date | None) -> int | None:
        statement = bank_statements.c
        last = (
            select(statement.sequence)
            .where(statement.account == account, statement.sequence.is_not(None))
            .order_by(statement.until.desc(), statement.sequence.desc())
            .limit(1)
        )
        if before is not None:
            last = last.where(statement.until <= before)
        return (await self._connection.execute(last)).scalar_one_or_none()

    async def known(
        self,
        account: str,
        days: Sequence[date | None],
        amounts: Sequence[int],
        not_of: str | None = None,
    ) -> list[Known]:
        of_days = [_ENTRY.booked_on.in_([day for day in days if day is not None])]
        if None in days:
            of_days.append(_ENTRY.booked_on.is_(None))
        wanted = (
            select(_ENTRY.booking, TRANSACTION)
            .where(
                _ENTRY.account == account,
                _ENTRY.booking_minor.in_(amounts),
                or_(*of_days, _ENTRY.state == EntryState.PENDING),
            )
            .order_by(_ENTRY.booking, _ENTRY.part)
        )
        if not_of is not None:
            wanted = wanted.where(_ENTRY.statement != not_of)
        found = await self._connection.execute(wanted)
        known = []
        for name, rows in groupby(found, key=lambda row: row.booking):
            parts = [Transaction.model_validate_json(row.transaction) for row in rows]
            known.append(Known(name, parts[0].booking, Marks.of(parts)))
        return known

    async def names_among(self, names: Sequence[str]) -> set[str]:
        asked = select(_ENTRY.booking).where(_ENTRY.booking.in_(names))
        return set((await self._connection.execute(asked)).scalars()) if names else set()

    async def add(self, statement: ReadStatement) -> bool:
        opened, closed = statement.opened, statement.closed
        written = await self._connection.execute(
            insert_missing(self._connection, bank_statements),
            {
                "id": statement.id,
                "file": statement.file,
                "name": statement.name,
                "form": opened.form,
                "account": opened.account,
                "currency": opened.currency or closed.currency,
                "number": opened.id,
                "sequence": opened.sequence,
                "since": opened.since,
                "until": closed.until or opened.until,
                "opening_minor": closed.opening if opened.opening is None else opened.opening,
                "closing_minor": closed.closing,
                "adds_up": statement.adds_up,
                "entries": statement.entries,
                "imported_at": statement.at,
                "imported_by": statement.by,
            },
        )
        return written.rowcount > 0

    async def add_entries(
        self, statement: str, entries: Sequence[tuple[Transaction, EntryState]], at: datetime
    ) -> None:
        rows = [
            {**_columns(transaction), "statement": statement, "state": state, "read_at": at}
            | {"proposals": [], "revision": 1}
            for transaction, state in entries
        ]
        if rows:
            await self._connection.execute(bank_entries.insert(), rows)

    async def now_booked(self, booking: str, entries: Sequence[Transaction]) -> None:
        for transaction in entries:
            await self._connection.execute(
                update(bank_entries)
                .where(_ENTRY.booking == booking, _ENTRY.part == transaction.part)
                .where(_ENTRY.state == EntryState.PENDING)
                .values(
                    booked_on=transaction.booking.booked_on,
                    reference=normal_form(transaction.bank_reference),
                    transaction=transaction.model_dump(mode="json"),
                    state=EntryState.UNMATCHED,
                    revision=_ENTRY.revision + 1,
                )
            )

    async def open_items(self, settled_since: date, advised_since: datetime) -> OpenItems:
        return await open_items(self._connection, settled_since, advised_since)

    async def unmatched(self, after: str, limit: int) -> list[BankEntry]:
        found = await self._connection.execute(
            select(*WHOLE)
            .where(_ENTRY.state.in_(UNDECIDED), _ENTRY.id > after)
            .order_by(_ENTRY.id)
            .limit(limit)
        )
        return [entry_of(row) for row in found]

    async def recorded(self, references: Sequence[str]) -> dict[str, Recorded]:
        keys = [normal_form(each) for each in references]
        found = await self._connection.execute(
            select(
                transfers.c.key,
                payments.c.account_id,
                transfers.c.currency,
                transfers.c.counted_minor,
            )
            .join_from(transfers, payments, payments.c.transfer == transfers.c.key)
            .where(transfers.c.key.in_(keys), transfers.c.counted_minor > 0)
            .where(transfers.c.key.not_in(_BOOKED_REFERENCES))
        )
        return {key: Recorded(*of) for key, *of in found}

    async def propose(self, entries: Sequence[tuple[str, Sequence[Proposal]]]) -> None:
        changed = [
            {
                "of_entry": entry,
                "proposals": PROPOSALS.dump_python(tuple(proposals), mode="json"),
                "state": EntryState.SUGGESTED if proposals else EntryState.UNMATCHED,
            }
            for entry, proposals in entries
        ]
        if changed:
            await self._connection.execute(
                update(bank_entries)
                .where(_ENTRY.id == bindparam("of_entry"), _IS_UNDECIDED)
                .values(proposals=bindparam("proposals"), state=bindparam("state")),
                changed,
            )

    async def locked(self, entries: Sequence[str]) -> list[BankEntry]:
        found = select(*WHOLE).where(_ENTRY.id.in_(entries)).order_by(_ENTRY.id)
        rows = await self._connection.execute(found.with_for_update())
        return [entry_of(row) for row in rows]

    async def one(self, entry: str) -> ListedEntry | None:
        row = (await self._connection.execute(select(*WHOLE).where(_ENTRY.id == entry))).first()
        return ListedEntry(entry_of(row), row.customer) if row is not None else None

    async def decide(
        self, entry: str, state: EntryState, decided: Decided, customer: str | None
    ) -> None:
        await self.decide_all(state, [(entry, decided, customer)])

    async def decide_all(
        self, state: EntryState, decided: Sequence[tuple[str, Decided, str | None]]
    ) -> None:
        rows = [
            {
                "of_entry": entry,
                "at": each.at,
                "state": state,
                "decided": each.model_dump(mode="json"),
                "customer": customer,
            }
            for entry, each, customer in decided
        ]
        await self._connection.execute(_DECIDE, rows)
        await self._connection.execute(_WRITE_DECISION, rows)

    async def remember_payers(self, payers: Sequence[tuple[str, str]], at: datetime) -> None:
        rows = [{"payer": payer, "account_id": customer, "since": at} for payer, customer in payers]
        if rows:
            await self._connection.execute(insert_missing(self._connection, bank_payers), rows)

    async def forget_payer(self, payer: str, customer: str, since: datetime) -> None:
        row = bank_payers.c
        of_this_booking = (row.payer == payer, row.account_id == customer, row.since == since)
        await self._connection.execute(delete(bank_payers).where(*of_this_booking))

    async def listed(self, wanted: EntryFilter, after: str, limit: int) -> list[ListedEntry]:
        listed = _listed(wanted)
        if after:
            listed = listed.where(await self._comes_after(after))
        found = await self._connection.execute(listed.limit(limit))
        return [ListedEntry(entry_of(row), row.customer) for row in found]

    async def _comes_after(self, entry: str) -> ColumnElement[bool]:
        """What follows it in the list. Entries without a day, which are pending, come first with
        PostgreSQL and last with SQLite."""
        asked = select(_ENTRY.booked_on).where(_ENTRY.id == entry)
        last = (await self._connection.execute(asked)).first()
        if last is None:
            raise no_such_page()
        dated, dateless = _ENTRY.booked_on.is_not(None), _ENTRY.booked_on.is_(None)
        dateless_first = self._connection.dialect.name == "postgresql"
        if last.booked_on is None:
            rest = and_(dateless, _ENTRY.id > entry)
            return or_(rest, dated) if dateless_first else rest
        same_day = and_(_ENTRY.booked_on == last.booked_on, _ENTRY.id > entry)
        rest = or_(_ENTRY.booked_on < last.booked_on, same_day)
        return rest if dateless_first else or_(rest, dateless)

    async def of_amount(
        self, account: str, currency: str, minor: int, state: EntryState
    ) -> list[BankEntry]:
        found = await self._connection.execute(
            select(*WHOLE)
            .where(_ENTRY.account == account, _ENTRY.currency == currency)
            .where(_ENTRY.minor == minor, _ENTRY.state == state)
            .order_by(_ENTRY.booked_on, _ENTRY.id)
        )
        return [entry_of(row) for row in found]

    async def decisions(self, entry: str) -> list[tuple[EntryState, Decided]]:
        decision = bank_decisions.c
        found = await self._connection.execute(
            select(decision.state, decision.decided)
            .where(decision.entry == entry)
            .order_by(decision.revision)
        )
        return [(EntryState(row.state), Decided.model_validate(row.decided)) for row in found]

    async def counts(self) -> dict[EntryState, int]:
        found = await self._connection.execute(
            select(_ENTRY.state, func.count())
            .where(_ENTRY.state.in_(UNDECIDED))
            .group_by(_ENTRY.state)
        )
        return {EntryState(state): count for state, count in found}

    async def waiting(self) -> list[Waiting]:
        found = await self._connection.execute(_WAITING)
        return [Waiting(*each) for each in found]


def _listed(wanted: EntryFilter) -> Select[Any]:
    listed = select(*WHOLE).order_by(_ENTRY.booked_on.desc(), _ENTRY.id)
    if wanted.state is not None:
        listed = listed.where(_ENTRY.state == wanted.state)
    if wanted.account is not None:
        listed = listed.where(_ENTRY.account == wanted.account)
    return listed


def _columns(transaction: Transaction) -> dict[str, Any]:
    booking = transaction.booking
    name = transaction.id
    return {
        "id": name,
        "booking": name if booking.parts == 1 else name.rpartition("-")[0],
        "part": transaction.part,
        "account": booking.account,
        "currency": booking.currency,
        "booking_minor": booking.minor,
        "minor": transaction.minor,
        "booked_on": booking.booked_on if booking.standing is Standing.BOOKED else None,
        "reference": normal_form(transaction.bank_reference),
        "transaction": transaction.model_dump(mode="json"),
    }
