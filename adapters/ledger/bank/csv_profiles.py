"""Profiles of banks' tables that people made, as `application.ports.bank_files` asks for them."""

from datetime import datetime

from sqlalchemy import delete, select

from adapters.ledger.bank.tables import bank_csv_profiles
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from domain.bank.profiles import CsvProfile

_PROFILE = bank_csv_profiles.c


class StoredCsvProfiles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self) -> dict[str, CsvProfile]:
        found = await self._connection.execute(
            select(_PROFILE.name, _PROFILE.profile).order_by(_PROFILE.name)
        )
        return {name: CsvProfile.model_validate(profile) for name, profile in found}

    async def add(self, name: str, profile: CsvProfile, by: str, at: datetime) -> bool:
        row = {
            "name": name,
            "profile": profile.model_dump(mode="json"),
            "made_at": at,
            "made_by": by,
        }
        added = await self._connection.execute(
            insert_missing(self._connection, bank_csv_profiles), row
        )
        return added.rowcount > 0

    async def remove(self, name: str) -> None:
        await self._connection.execute(delete(bank_csv_profiles).where(_PROFILE.name == name))
