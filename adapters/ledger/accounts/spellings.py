"""An account's id as the ledger spells it: a GUID is the same in any case."""

from collections.abc import Sequence

from sqlalchemy import select

from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from domain.companies.identifiers import guid_of


async def spellings(connection: Connection, ids: Sequence[str]) -> list[str]:
    """The ledger's ids that equal these except for their case, as older files had them."""
    wanted = {case for each in ids for case in (each, *_cases(each))}
    found = await connection.execute(select(accounts.c.id).where(accounts.c.id.in_(wanted)))
    return sorted(found.scalars(), key=lambda each: each not in ids)


def _cases(account_id: str) -> tuple[str, ...]:
    guid = guid_of(account_id)
    return () if guid is None else (guid, guid.upper())
