"""Letters as they go out, as `application.ports.sent_letters` asks for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from adapters.ledger.invoices.tables import invoices
from adapters.ledger.keyed_digests import digests_of_address
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox, scopes
from application.ports.letters import DeliveryState
from domain.notices import Notice

_OUT = (DeliveryState.SENT, DeliveryState.HANDING_OVER, DeliveryState.UNCONFIRMED)
_WENT_OUT = select(outbox.c.queued_at).where(outbox.c.state.in_(_OUT))
_WENT_OUT_ABOUT = _WENT_OUT.where(
    outbox.c.request == bindparam("of_request"), outbox.c.address_sha256.is_not(None)
)
_WENT_OUT_TO = _WENT_OUT.where(
    outbox.c.address_sha256.in_((bindparam("written"), bindparam("plain")))
)
_GOES_TO = (
    update(outbox)
    .where(outbox.c.key == bindparam("of_key"))
    .values(address_sha256=bindparam("written"))
)


class StoredSentLetters:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def owners(self, notices: Sequence[Notice]) -> Mapping[str, str]:
        owners = {each.key: each.account for each in notices if each.account}
        older = [each for each in notices if not each.account]
        if not older:
            return owners
        numbers = [each.invoice.number for each in older if each.invoice]
        named = [each.request.partition("/")[2] for each in older if not each.invoice]
        found: dict[str, str] = {}
        for column, owner, wanted, about in (
            (invoices.c.number, invoices.c.account_id, numbers, "invoice"),
            (scopes.c.id, scopes.c.account_id, named, "scope"),
        ):
            rows = await self._connection.execute(
                select(column.label("name"), owner.label("account")).where(column.in_(wanted))
            )
            found |= {f"{about} {row.name}": row.account for row in rows}
        for each in older:
            about = (
                f"invoice {each.invoice.number}"
                if each.invoice
                else (f"scope {each.request.partition('/')[2]}")
            )
            if about in found:
                owners[each.key] = found[about]
        return owners

    async def went_out_about(self, request: str) -> list[datetime]:
        found = await self._connection.execute(_WENT_OUT_ABOUT, {"of_request": request})
        return list(found.scalars())

    async def went_out_to(self, address: str) -> list[datetime]:
        of = await digests_of_address(self._connection, address)
        found = await self._connection.execute(_WENT_OUT_TO, of._asdict())
        return list(found.scalars())

    async def goes_to(self, key: str, address: str) -> None:
        of = await digests_of_address(self._connection, address)
        await self._connection.execute(_GOES_TO, {"of_key": key, "written": of.written})

    async def release(self, request: str, now: datetime) -> None:
        waits = outbox.c.request == request, outbox.c.state == DeliveryState.QUEUED
        await self._connection.execute(update(outbox).where(*waits).values(due_at=now))
