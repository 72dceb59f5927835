"""Somebody who signs in, and what the ledger then holds."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from adapters.credentials.codes_of_apps import CodesOfApps
from adapters.credentials.passwords import Passwords
from adapters.credentials.security_keys import SecurityKeyChallenges
from adapters.ledger.access.transactions import LedgerAccess
from adapters.ledger.database import Database
from application.access.within import Access
from clients.access import AccessClient, Limits
from domain.access import Role
from tests.ledger.samples import NOON

PASSWORD = "correct horse battery"
LIMITS = Limits(lasts=timedelta(hours=12), idle=timedelta(hours=1))
HERE = "192.0.2.1"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


async def add(access: AccessClient, name: str = "alice", *roles: Role) -> None:
    await access.add_person(name, PASSWORD, roles or (Role.CREDIT,), None, by="root")


async def signed_in(access: AccessClient, name: str = "alice") -> str:
    return (await access.sign_in(name, PASSWORD, client=HERE, limits=LIMITS)).token


def access_at(database: Database, now: datetime) -> Access:
    """What use cases of access work with, at this moment."""
    keys = SecurityKeyChallenges()
    return Access(LedgerAccess(database), Passwords(), CodesOfApps(), keys, lambda: now)


async def rows(database: Database, table: Table) -> list[dict[str, Any]]:
    async with database.reading() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(table))]
