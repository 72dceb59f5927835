"""Browsers in which somebody has signed in before."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from adapters.ledger.access.tables import known_devices
from adapters.ledger.access.tokens import new_secret
from adapters.ledger.sql.connection import Connection
from domain.people.sign_ins import normal_name
from domain.signing_in.digests import digest

_DEVICE = known_devices.c


class StoredDevices:
    """What `application.ports.access.Devices` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def named(self, token: str, sign_in: str, since: datetime) -> str | None:
        found = await self._connection.execute(
            select(_DEVICE.token_sha256).where(
                _DEVICE.token_sha256 == digest(token),
                _DEVICE.sign_in == normal_name(sign_in),
                _DEVICE.used_at > since,
            )
        )
        name: str | None = found.scalar_one_or_none()
        return name

    async def remember(self, sign_in: str, token: str | None, at: datetime) -> str:
        if token:
            seen = await self._connection.execute(
                update(known_devices)
                .where(_DEVICE.token_sha256 == digest(token), _DEVICE.sign_in == sign_in)
                .values(used_at=at)
            )
            if seen.rowcount:
                return token
        made = new_secret()
        row = {"token_sha256": digest(made), "sign_in": sign_in, "used_at": at}
        await self._connection.execute(insert(known_devices).values(row))
        return made

    async def forget_unused(self, before: datetime) -> None:
        await self._connection.execute(delete(known_devices).where(_DEVICE.used_at < before))

    async def forget(self, sign_in: str) -> None:
        await self._connection.execute(delete(known_devices).where(_DEVICE.sign_in == sign_in))
