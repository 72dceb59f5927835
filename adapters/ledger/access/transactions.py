"""Transactions on who may sign in, behind the application's ports."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.ledger.access.accounts import AccountsOnFile, LinkLetters
from adapters.ledger.access.attempts import StoredAttempts
from adapters.ledger.access.devices import StoredDevices
from adapters.ledger.access.keys import StoredApiKeys
from adapters.ledger.access.links import StoredLinks
from adapters.ledger.access.log import StoredAccessLog
from adapters.ledger.access.people import StoredPeople
from adapters.ledger.access.recovery_codes import StoredRecoveryCodes
from adapters.ledger.access.second_factors import StoredFactors
from adapters.ledger.access.second_steps import StoredSecondSteps
from adapters.ledger.access.sessions import StoredSessions
from adapters.ledger.database import Database
from adapters.ledger.effects import StoredAnswers
from adapters.ledger.sql.connection import Connection


class LedgerAccessTransaction:
    """What `application.ports.access.AccessTransaction` says, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.people = StoredPeople(connection)
        self.sessions = StoredSessions(connection)
        self.devices = StoredDevices(connection)
        self.attempts = StoredAttempts(connection)
        self.steps = StoredSecondSteps(connection)
        self.factors = StoredFactors(connection)
        self.recovery_codes = StoredRecoveryCodes(connection)
        self.links = StoredLinks(connection)
        self.keys = StoredApiKeys(connection)
        self.log = StoredAccessLog(connection)
        self.accounts = AccountsOnFile(connection)
        self.letters = LinkLetters(connection)
        self.answers = StoredAnswers(connection)


class LedgerAccess:
    """What `application.ports.access.AccessLedger` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[LedgerAccessTransaction]:
        async with self._database.reading() as connection:
            yield LedgerAccessTransaction(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LedgerAccessTransaction]:
        async with self._database.writing() as connection:
            yield LedgerAccessTransaction(connection)
