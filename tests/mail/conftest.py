from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trustme

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.mail.mailer import Mailer
from application.ports.mail_transport import Transport
from application.ports.mailed import OutboxEntry
from application.ports.outbox import Outbox
from domain.notices import Notice
from tests.ledgers import empty_ledger
from tests.mail.mail_servers import Mailbox
from tests.mail.notices import AT, SENDER, TEAMS, notice


@dataclass
class Clock:
    now: datetime = AT

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Office:
    """The ledger's outbox with a clock, and postmen, each in a worker of its own."""

    database: Database
    clock: Clock

    async def put(self, *notices: Notice) -> None:
        await LedgerOutbox(self.database).put(notices)

    def mailer(self, transport: Transport, outbox: Outbox | None = None) -> Mailer:
        return Mailer(outbox or LedgerOutbox(self.database), transport, SENDER, TEAMS, self.clock)

    async def entries(self) -> list[OutboxEntry]:
        return await LedgerOutbox(self.database).of_request(notice().request)

    async def entry(self, given: Notice) -> OutboxEntry:
        (entry,) = [each for each in await self.entries() if each.key == given.key]
        return entry

    async def states(self) -> list[str]:
        return [entry.state.value for entry in await self.entries()]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    database = await Database.open(await empty_ledger(tmp_path / "ledger.db"))
    yield Office(database, Clock())
    await database.close()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trusted(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private authority's certificate, as the mail server's URL names it."""
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return file
