"""What changed lately in bank statements, for open pages: small queries on indexes, asked often."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from adapters.ledger.bank.tables import (
    bank_decisions,
    bank_entries,
    bank_refused_files,
    bank_statements,
)
from adapters.ledger.database import Database
from adapters.ledger.sql.columns import UtcDateTime
from application.ports.bank import BankChanges
from domain.bank.entry_states import UNDECIDED

_ENTRY, _STATEMENT, _DECISION = bank_entries.c, bank_statements.c, bank_decisions.c
_SINCE = bindparam("since", type_=UtcDateTime())

_WAITING = (
    select(_ENTRY.state, func.count())
    .where(_ENTRY.state.in_(UNDECIDED))
    .group_by(_ENTRY.state)
    .order_by(_ENTRY.state)
)
_REFUSED = (
    select(func.count())
    .select_from(bank_refused_files)
    .where(bank_refused_files.c.seen_at.is_(None))
)
_DECIDED = (
    select(_DECISION.entry, func.max(_DECISION.revision))
    .where(_DECISION.at >= _SINCE)
    .group_by(_DECISION.entry)
)
_READ = select(_STATEMENT.id).where(_STATEMENT.imported_at >= _SINCE)


class BankChangeQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, since: datetime) -> BankChanges:
        """What was written at or after this moment.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        asked = {"since": since}
        async with self._database.reading() as connection:
            waiting = [tuple(row) for row in await connection.execute(_WAITING)]
            refused = (await connection.execute(_REFUSED)).scalar_one()
            decided = {row[0]: row[1] for row in await connection.execute(_DECIDED, asked)}
            read = tuple((await connection.execute(_READ, asked)).scalars())
        return BankChanges(hash((tuple(waiting), refused)), decided, read)
