"""The ledger's side of the check of clocks: what waits, and what was found."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from adapters.ledger.invoices.rows import batches
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.requests.tables import request_lives, requests
from adapters.ledger.sql.columns import Counter, Document, UtcDateTime, one_of
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from adapters.ledger.tables import effects, metadata
from application.ports.clocks import InvoiceRow, KeptRun, RequestRow
from domain.clocks import (
    ClockCounts,
    ClockFinding,
    ClockTask,
    LostSeen,
    Trouble,
)
from domain.invoices.lifecycle import SETTLED, UNSETTLED

clock_checks = Table(
    "clock_checks",
    metadata,
    Column("number", Counter, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("counts", Document, nullable=False),
)
"""Every check that the schedule made. The engine remembers the last one's number, too: where they
differ, one of both was set back."""

clock_tasks = Table(
    "clock_tasks",
    metadata,
    Column("about", Text, primary_key=True),
    Column("trouble", String(20), primary_key=True),
    Column("codes", Document, nullable=False),
    Column("can_be_mended", Boolean, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    one_of("trouble", Trouble),
)
"""What the last check found and a person must see to; `about` is a workflow id."""

missing_files_seen = Table(
    "missing_files_seen",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Files that a request misses and that somebody has seen to, by their names within the request."""

_INVOICE = invoices.c
_ROWS = select(_INVOICE.number, _INVOICE.state, _INVOICE.revision, _INVOICE.written_at)
_OPEN = (
    _ROWS.where(_INVOICE.number > bindparam("after"), _INVOICE.state.in_(UNSETTLED))
    .order_by(_INVOICE.number)
    .limit(bindparam("at_most"))
)
_THESE = _ROWS.where(_INVOICE.number.in_(bindparam("numbers", expanding=True)))
_LINE = requests.c
_KEPT = exists().where(request_lives.c.run_id == _LINE.run_id)
_NEWER = requests.alias("newer")
_OPENED_SINCE = exists().where(
    _NEWER.c.scope_id == _LINE.scope_id,
    _NEWER.c.request == _LINE.request,
    _NEWER.c.opened_at > _LINE.opened_at,
    _NEWER.c.ended_at.is_(None),
)
_LINES = select(
    _LINE.request, _LINE.run_id, _LINE.place_events, _LINE.written_at, _KEPT, _OPENED_SINCE
)
_OPEN_REQUESTS = (
    _LINES.where(_LINE.run_id > bindparam("after"), _LINE.ended_at.is_(None))
    .order_by(_LINE.run_id)
    .limit(bindparam("at_most"))
)
_OF_RUN = _LINES.where(_LINE.run_id == bindparam("run"))
_ENDED = select(_LINE.run_id).where(
    _LINE.run_id.in_(bindparam("runs", expanding=True)), _LINE.ended_at.is_not(None)
)
_KNOWN_KEYS = select(effects.c.key).where(effects.c.key.in_(bindparam("keys", expanding=True)))
_LAST = select(func.max(clock_checks.c.number))
_CHECKED_AT = select(clock_checks.c.at).order_by(clock_checks.c.number.desc()).limit(1)
_CLOSED, _LATER = requests.alias("closed"), requests.alias("later")
_OPENED_AGAIN = exists().where(
    _LATER.c.request == _CLOSED.c.request, _LATER.c.opened_at > _CLOSED.c.opened_at
)
_OF_LOST = clock_tasks.c.trouble == Trouble.LOST
_LOST = (
    select(clock_tasks.c.about)
    .join(_CLOSED, _CLOSED.c.request == clock_tasks.c.about)
    .where(_OF_LOST, _CLOSED.c.reason == Trouble.LOST, ~_OPENED_AGAIN)
    .order_by(clock_tasks.c.about)
)
_SEEN = delete(clock_tasks).where(_OF_LOST, clock_tasks.c.about == bindparam("request"))
_NOTE_SEEN = (
    update(requests)
    .where(
        _LINE.request == bindparam("of_request"),
        _LINE.reason == Trouble.LOST,
        _LINE.lost_seen_at.is_(None),
    )
    .values(lost_seen_by=bindparam("by"), lost_seen_at=bindparam("at", type_=UtcDateTime()))
)
_SEEN_TO = (
    select(_LINE.request, _LINE.lost_seen_by.label("by"), _LINE.lost_seen_at.label("at"))
    .where(_LINE.lost_seen_at.is_not(None))
    .order_by(_LINE.lost_seen_at.desc(), _LINE.run_id)
)
_FILES = (
    select(request_lives.c.run_id, _LINE.request)
    .join(requests, _LINE.run_id == request_lives.c.run_id)
    .where(_LINE.files_gone_at.is_(None))
)
_WITH_FILES = (
    _FILES.where(_LINE.run_id > bindparam("after"))
    .order_by(_LINE.run_id)
    .limit(bindparam("at_most"))
)
_KEEPS_FILES = _FILES.where(_LINE.run_id == bindparam("run"))
_OF_FILES = clock_tasks.c.trouble == Trouble.FILES_MISSING
_SEEN_FILE = missing_files_seen.c
_TASKS = select(clock_tasks).order_by(clock_tasks.c.about, clock_tasks.c.trouble)


class StoredClocks:
    """What `application.ports.clocks.Clocks` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open_invoices(self, after: str, at_most: int) -> Sequence[InvoiceRow]:
        asked = {"after": after, "at_most": at_most}
        return [_invoice(row) for row in await self._connection.execute(_OPEN, asked)]

    async def invoices(self, numbers: Collection[str]) -> dict[str, InvoiceRow]:
        found = {}
        for some in batches(list(numbers)):
            for row in await self._connection.execute(_THESE, {"numbers": some}):
                found[row.number] = _invoice(row)
        return found

    async def open_requests(self, after: str, at_most: int) -> Sequence[RequestRow]:
        asked = {"after": after, "at_most": at_most}
        found = await self._connection.execute(_OPEN_REQUESTS, asked)
        return [RequestRow(*row) for row in found]

    async def request(self, run: str) -> RequestRow | None:
        row = (await self._connection.execute(_OF_RUN, {"run": run})).first()
        return None if row is None else RequestRow(*row)

    async def ended(self, runs: Collection[str]) -> set[str]:
        found = set[str]()
        for some in batches(list(runs)):
            found |= set((await self._connection.execute(_ENDED, {"runs": some})).scalars())
        return found

    async def unknown_keys(self, keys: Collection[str]) -> set[str]:
        unknown = set(keys)
        for some in batches(list(keys)):
            unknown -= set((await self._connection.execute(_KNOWN_KEYS, {"keys": some})).scalars())
        return unknown

    async def last_check(self) -> int:
        return (await self._connection.execute(_LAST)).scalar_one() or 0

    async def checked_at(self) -> datetime | None:
        at: datetime | None = (await self._connection.execute(_CHECKED_AT)).scalar_one_or_none()
        return at

    async def note_check(self, counts: ClockCounts, at: datetime) -> int:
        row = {"at": at, "counts": counts.model_dump(mode="json")}
        noted = await self._connection.execute(clock_checks.insert(), row)
        (number,) = noted.inserted_primary_key or (0,)
        return int(number)

    async def keep(
        self, tasks: Sequence[ClockFinding], at: datetime, *, but: Collection[Trouble] = ()
    ) -> None:
        found = (await self._connection.execute(_TASKS)).mappings().all()
        since = {(row["about"], row["trouble"]): row["found_at"] for row in found}
        rows = {
            (each.about, each.trouble.value): {
                "about": each.about,
                "trouble": each.trouble,
                "codes": list(each.codes),
                "can_be_mended": each.remedy is not None and not each.mended,
                "found_at": since.get((each.about, each.trouble), at),
            }
            for each in tasks
        }
        left = (dict(row) for row in found if row["trouble"] in but)
        rows = {(row["about"], row["trouble"]): row for row in left} | rows
        await self._connection.execute(delete(clock_tasks))
        if rows:
            await self._connection.execute(clock_tasks.insert(), list(rows.values()))

    async def lost(self) -> Sequence[str]:
        return (await self._connection.execute(_LOST)).scalars().all()

    async def with_files(self, after: str, at_most: int) -> Sequence[KeptRun]:
        found = await self._connection.execute(_WITH_FILES, {"after": after, "at_most": at_most})
        return [KeptRun(*row) for row in found]

    async def keeps_files(self, run: str) -> bool:
        return (await self._connection.execute(_KEEPS_FILES, {"run": run})).first() is not None

    async def files_seen(self) -> dict[str, frozenset[str]]:
        seen = defaultdict[str, set[str]](set)
        for row in await self._connection.execute(select(_SEEN_FILE.run_id, _SEEN_FILE.name)):
            seen[row.run_id].add(row.name)
        return {run: frozenset(names) for run, names in seen.items()}

    async def seen(self, request: str, by: str, at: datetime) -> bool:
        of_files = await self._files_seen(request, by, at)
        if request not in await self.lost():
            return of_files
        await self._connection.execute(_SEEN, {"request": request})
        said = {"of_request": request, "by": by, "at": at}
        await self._connection.execute(_NOTE_SEEN, said)
        return True

    async def _files_seen(self, request: str, by: str, at: datetime) -> bool:
        waits = (_OF_FILES, clock_tasks.c.about == request)
        task = (await self._connection.execute(select(clock_tasks.c.codes).where(*waits))).first()
        if task is None:
            return False
        runs = await self._connection.execute(_FILES.where(_LINE.request == request))
        rows = [
            {"run_id": run.run_id, "name": name, "by": by, "at": at}
            for run in runs
            for name in task.codes
        ]
        if rows:
            await self._connection.execute(
                insert_missing(self._connection, missing_files_seen), rows
            )
        await self._connection.execute(delete(clock_tasks).where(*waits))
        return True

    async def seen_to(self, at_most: int, request: str | None = None) -> Sequence[LostSeen]:
        asked = _SEEN_TO.limit(at_most)
        if request is not None:
            asked = asked.where(_LINE.request == request)
        found = await self._connection.execute(asked)
        seen = [LostSeen(about=row.request, by=row.by, at=row.at) for row in found]
        seen += await self._files_seen_to(at_most, request)
        return sorted(seen, key=lambda each: each.at, reverse=True)[:at_most]

    async def _files_seen_to(self, at_most: int, request: str | None) -> list[LostSeen]:
        asked = (
            select(_LINE.request, _SEEN_FILE.by, _SEEN_FILE.at, _SEEN_FILE.name)
            .join(requests, _LINE.run_id == _SEEN_FILE.run_id)
            .order_by(_SEEN_FILE.at.desc(), _SEEN_FILE.name)
            .limit(at_most)
        )
        if request is not None:
            asked = asked.where(_LINE.request == request)
        names = defaultdict[tuple[str, str, datetime], list[str]](list)
        for row in await self._connection.execute(asked):
            names[row.request, row.by, row.at].append(row.name)
        return [
            LostSeen(about=about, by=by, at=at, codes=tuple(files))
            for (about, by, at), files in names.items()
        ]

    async def tasks(self) -> Sequence[ClockTask]:
        found = (await self._connection.execute(_TASKS)).mappings()
        return [ClockTask.model_validate(dict(row)) for row in found]

    async def troubles(self) -> dict[Trouble, int]:
        number = func.count().label("number")
        asked = select(clock_tasks.c.trouble, number).group_by(clock_tasks.c.trouble)
        counted = {row.trouble: row.number for row in await self._connection.execute(asked)}
        return {trouble: counted.get(trouble, 0) for trouble in Trouble}


def _invoice(row: Any) -> InvoiceRow:
    return InvoiceRow(row.number, row.state in SETTLED, row.revision, row.written_at)
