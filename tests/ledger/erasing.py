"""Accounts whose people are erased: what is known of them, and an engine that ends requests."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from adapters.ledger.access.tables import access_log, contacts, customer_links, people
from adapters.ledger.database import Database
from adapters.ledger.tables import metadata
from adapters.storage.documents import DocumentStore
from domain.erasure.erasure import Erasure, ErasureState
from domain.errors import ServiceUnreachable
from domain.retention.retention import RetentionPolicy
from tests.domain.requests.lives import CERTIFICATE, Life, a_request_for_documents
from tests.ledger.samples import CONTOSO, NOON
from tests.ledger.test_request_lives import REQUEST, kept
from tests.storage.files import pdf

POLICY = RetentionPolicy()
LATER = datetime(2034, 1, 1, tzinfo=UTC)
ANNA = "anna@contoso.nl"


async def nothing() -> None:
    pass


class Engine:
    """Ends the open requests of the ledger, as their workflows do: what it promises is held against
    both in `tests/workflows/test_withdrawing_to_erase.py`."""

    def __init__(self, database: Database, life: Life | None = None) -> None:
        self._database = database
        self.life = life
        self.away = False
        self.before = nothing
        """What others do just before a request is withdrawn."""

    async def withdraw(self, request: str, by: str, reason: str) -> None:
        await self.before()
        if self.away or self.life is None:
            raise ServiceUnreachable("The engine does not answer.")
        self.life.withdraw(by, reason)
        await kept(self._database, self.life.request, 50)


def asked(account: str = CONTOSO, by: str = "olga", at: datetime = NOON) -> Erasure:
    return Erasure(
        account=account,
        state=ErasureState.SCHEDULED,
        asked_at=at,
        asked_by=by,
        reason="They asked for it.",
    )


async def a_life(database: Database, store: DocumentStore) -> Life:
    """A request of the account that waits for documents, one of which was sent."""
    stored = await store.put("sub-contoso-1", pdf())
    life = a_request_for_documents()
    life.send(CERTIFICATE)
    document = life.request.documents[0]
    life.request.documents[0] = document.model_copy(update={"stored": stored})
    life.request.account_id = CONTOSO
    await kept(database, life.request, 5)
    return life


async def a_person(database: Database) -> None:
    """Who may sign in for the account by name and by link, confirmed an address, and came in."""
    made = {"created_at": NOON, "created_by": "olga"}
    async with database.writing() as connection:
        row = {"sign_in": ANNA, "roles": ["customer"], "account_id": CONTOSO, **made}
        await connection.execute(people.insert(), row)
        link = {"id": "a-link", "token_sha256": "0" * 64, "sign_in": ANNA, "account_id": CONTOSO}
        expires = {"expires_at": NOON + timedelta(days=1)}
        await connection.execute(customer_links.insert(), link | expires | made)
        contact = {"account_id": CONTOSO, "address_sha256": "1" * 64, "token_sha256": "2" * 64}
        times = {"asked_at": NOON, "asked_for": REQUEST, "times_asked": 1}
        await connection.execute(contacts.insert(), contact | times)
        came = {"at": NOON, "event": "signed_in", "actor": ANNA, "account_id": CONTOSO}
        await connection.execute(access_log.insert(), came)


async def where_it_says(database: Database, *words: str) -> set[str]:
    """The tables with any of these words in any row, but for another account's."""
    found = set()
    async with database.reading() as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            own = [str(tuple(row)) for row in rows if not {"other", "sub-3"} & {*map(str, row)}]
            if any(word in each for each in own for word in words):
                found.add(table.name)
    return found
