"""Recovery codes, as they are kept: of each a digest, which is different for each person."""

import secrets
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from adapters.ledger.access.tables import recovery_codes
from adapters.ledger.sql.connection import Connection
from domain.signing_in.digests import digest

_CODE = recovery_codes.c


class StoredRecoveryCodes:
    """What `application.ports.access.RecoveryCodes` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def left(self, sign_in: str) -> int:
        unused = select(func.count()).where(_CODE.sign_in == sign_in, _CODE.used_at.is_(None))
        return int((await self._connection.execute(unused)).scalar_one())

    async def renew(self, sign_in: str, number: int, at: datetime) -> list[str]:
        await self.forget(sign_in)
        codes = [secrets.token_hex(8) for _ in range(number)]
        rows = [
            {"code_sha256": digest(f"{sign_in} {code}"), "sign_in": sign_in, "created_at": at}
            for code in codes
        ]
        await self._connection.execute(insert(recovery_codes), rows)
        return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]

    async def use(self, sign_in: str, code: str, at: datetime) -> bool:
        used = await self._connection.execute(
            update(recovery_codes)
            .where(
                _CODE.code_sha256 == digest(f"{sign_in} {code}"),
                _CODE.sign_in == sign_in,
                _CODE.used_at.is_(None),
            )
            .values(used_at=at)
        )
        return bool(used.rowcount)

    async def forget(self, sign_in: str) -> None:
        await self._connection.execute(delete(recovery_codes).where(_CODE.sign_in == sign_in))
