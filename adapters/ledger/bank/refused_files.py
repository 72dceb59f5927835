"""Files of the bank's inbox that were refused, as `application.ports.bank_files` asks for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from adapters.ledger.bank.tables import bank_refused_files
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import upsert
from application.ports.bank_files import RefusedFile

_FILE = bank_refused_files.c
_UNSEEN = _FILE.seen_at.is_(None)


class StoredRefusedFiles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, refused: RefusedFile) -> None:
        row = {
            "id": refused.id,
            "name": refused.name,
            "refused_at": refused.at,
            "problems": list(refused.problems),
            "seen_at": None,
            "seen_by": None,
        }
        statement = upsert(self._connection.dialect.name, bank_refused_files)
        await self._connection.execute(statement, row)

    async def unseen(self, limit: int) -> Sequence[RefusedFile]:
        found = await self._connection.execute(
            select(bank_refused_files)
            .where(_UNSEEN)
            .order_by(_FILE.refused_at.desc(), _FILE.id)
            .limit(limit)
        )
        return [RefusedFile(row.id, row.name, row.refused_at, row.problems) for row in found]

    async def count(self) -> int:
        counted = select(func.count()).select_from(bank_refused_files).where(_UNSEEN)
        return int((await self._connection.execute(counted)).scalar_one())

    async def see(self, file: str, by: str, at: datetime) -> bool:
        there = await self._connection.execute(select(_FILE.id).where(_FILE.id == file))
        if there.first() is None:
            return False
        await self._connection.execute(
            update(bank_refused_files)
            .where(_FILE.id == file, _UNSEEN)
            .values(seen_at=at, seen_by=by)
        )
        return True

    async def read_since(self, name: str, by: str, at: datetime) -> None:
        await self._connection.execute(
            update(bank_refused_files)
            .where(_FILE.name == name, _UNSEEN)
            .values(seen_at=at, seen_by=by)
        )
