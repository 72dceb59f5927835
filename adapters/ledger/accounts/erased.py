"""Accounts whose people were erased, or are being erased: they are not shown or imported again."""

from collections.abc import Collection

from sqlalchemy import select

from adapters.ledger.erasing.tables import erasures
from adapters.ledger.sql.connection import Connection
from domain.errors import AccountErased

_ERASURE = erasures.c
_BEGUN = _ERASURE.begun_at.is_not(None)


async def erased_of(connection: Connection, account_ids: Collection[str]) -> frozenset[str]:
    """Those of these accounts whose people are erased, or are being erased."""
    wanted = select(_ERASURE.account_id).where(_ERASURE.account_id.in_(account_ids), _BEGUN)
    return frozenset((await connection.execute(wanted)).scalars())


async def refuse_erased(connection: Connection, account_id: str) -> None:
    """Raises AccountErased where an account's personal data was erased, or is being erased."""
    wanted = select(_ERASURE.done_at).where(_ERASURE.account_id == account_id, _BEGUN)
    row = (await connection.execute(wanted)).first()
    if row is None:
        return
    raise AccountErased(
        "The personal data of this account was erased. Its books are kept: invoices, payments,"
        " amounts and dates.",
        account_id=account_id,
        erased_at=row.done_at.isoformat() if row.done_at else None,
    )
