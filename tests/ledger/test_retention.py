"""What is kept for a while only goes, on both databases; money, books and figures stay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.access.tables import access_log
from adapters.ledger.database import Database
from adapters.ledger.erasing.retention import StoredRetention
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.letters.outcomes import Letters
from adapters.ledger.requests.lives import StoredLives
from adapters.ledger.requests.queries import RequestQueries
from adapters.ledger.tables import outbox as outbox_table
from adapters.storage.documents import DocumentStore
from application.retention.apply import apply_retention
from clients.evidence import EvidenceClient
from clients.letters.mails import MailClient
from domain.errors import DocumentRefused, InvalidFile, WrongTurn
from domain.letters.messages import DismissLetter, ResendLetter
from domain.policy_file import read_policy
from domain.requests.lifecycle import State
from domain.retention.retention import Gone, Kept, RetentionPolicy
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests.domain.requests.lives import CERTIFICATE, Life, a_request_for_documents
from tests.ledger.billing import Billing
from tests.ledger.samples import NOON, a_notice
from tests.ledger.test_request_lives import REQUEST, kept
from tests.storage.files import pdf

ALL = RetentionPolicy(requests_days=30, documents_days=30, letters_days=30, access_log_days=30)
MUCH_LATER = datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> DocumentStore:
    return await DocumentStore.open((tmp_path / "documents").as_uri())


@pytest.fixture
def retained(database: Database) -> StoredRetention:
    return StoredRetention(database)


async def withdrawn(database: Database) -> Life:
    life = Life()
    life.withdraw()
    await kept(database, life.request, 5)
    return life


async def test_nothing_goes_by_default(
    database: Database, retained: StoredRetention, store: DocumentStore
) -> None:
    await withdrawn(database)
    gone = await apply_retention(retained, store, RetentionPolicy(), MUCH_LATER)
    assert gone.counts == {}
    assert await retained.gone(9) == []
    assert {each.days for each in await retained.going(RetentionPolicy(), MUCH_LATER)} == {None}


async def test_a_withdrawn_request_goes_and_its_figures_stay(
    database: Database, retained: StoredRetention, store: DocumentStore, tmp_path: Path
) -> None:
    life = await withdrawn(database)
    ended = life.now
    queries = RequestQueries(database)
    soon = await retained.going(ALL, ended + timedelta(days=29))
    assert (soon[0].due, soon[0].soon) == (0, 1)
    assert soon[0].next_on == (ended + timedelta(days=30)).date()
    gone = await apply_retention(retained, store, ALL, ended + timedelta(days=31))
    assert gone.counts == {Kept.REQUESTS: 1}
    assert await retained.gone(9) == [gone]
    assert await StoredLives(database).newest(REQUEST) is None
    line = await queries.line(REQUEST)
    assert line is not None and (line.company, line.state) == ("", State.WITHDRAWN)
    # A rebuild from the engine's history, which may be kept for longer, brings nothing back.
    await kept(database, life.request, 99)
    line = await queries.line(REQUEST)
    assert line is not None and line.company == ""
    assert await StoredLives(database).newest(REQUEST) is None
    assert (
        await EvidenceClient(OpenLedger(database), Settings(home=tmp_path)).check()
    ).broken == ()
    again = await apply_retention(retained, store, ALL, ended + timedelta(days=32))
    assert again.counts == {}


async def test_a_document_goes_once_no_other_request_has_it(
    database: Database, retained: StoredRetention, store: DocumentStore
) -> None:
    stored = await store.put("sub-contoso-1", pdf())
    life = a_request_for_documents()
    life.send(CERTIFICATE)
    document = life.request.documents[0]
    life.request.documents[0] = document.model_copy(update={"stored": stored})
    life.withdraw()
    await kept(database, life.request, 5)
    assert await store.get(stored.location)
    policy = RetentionPolicy(documents_days=30)
    gone = await apply_retention(retained, store, policy, life.now + timedelta(days=31))
    assert gone.counts == {Kept.DOCUMENTS: 1}
    with pytest.raises(DocumentRefused):
        await store.get(stored.location)
    assert await StoredLives(database).newest(REQUEST) is not None


async def test_letters_lose_what_they_said_and_to_whom(
    billing: Billing, retained: StoredRetention, store: DocumentStore
) -> None:
    await billing.issue()
    database = billing.database
    outbox = LedgerOutbox(database)
    claimed = await outbox.claim(NOON, timedelta(minutes=1))
    await outbox.sent([each.key for each in claimed], NOON)
    gone = await apply_retention(retained, store, RetentionPolicy(letters_days=30), MUCH_LATER)
    assert gone.counts[Kept.LETTERS] >= 1
    async with database.reading() as connection:
        said = (await connection.execute(text("SELECT notice FROM outbox"))).scalars().all()
    assert said and not any("contoso" in str(each).lower() for each in said)
    entries = await LedgerOutbox(database).of_request("invoice/INV-1")
    assert [each.to for each in entries] == [None] * len(entries)
    assert (await billing.view()).open.amount == 100


async def test_a_letter_that_was_sent_loses_its_words_after_some_hours_and_its_digest_stays(
    billing: Billing, retained: StoredRetention
) -> None:
    await billing.issue()
    database, hours = billing.database, RetentionPolicy().sent_letters_hours
    outbox, letters = LedgerOutbox(database), Letters(database)
    (sent,) = await outbox.claim(NOON, timedelta(minutes=1))
    await outbox.put([a_notice("another")])
    (refused,) = await outbox.claim(NOON, timedelta(minutes=1))
    await outbox.sent([sent.key], NOON, {sent.key: "a" * 64})
    await outbox.refused(refused.key, "550 5.1.1", NOON)
    soon, later = (NOON + timedelta(hours=hours, minutes=each) for each in (-1, 1))
    for now, gone in ((soon, 0), (later, 1), (later, 0)):
        assert await retained.blank_sent(RetentionPolicy().sent_letters_limit(now), now, 9) == gone
    async with database.reading() as connection:
        rows = (await connection.execute(outbox_table.select())).all()
    (row,) = [each for each in rows if each.key == sent.key]
    assert row.address_sha256 is None
    assert "contoso" not in str(row.notice).lower()
    about = sent.notice.request
    (entry,) = [each for each in await outbox.of_request(about) if each.key == sent.key]
    assert (entry.kind, entry.state, entry.sent_at) == (sent.notice.kind, "sent", NOON)
    assert (entry.sha256, entry.blanked_at, entry.to) == ("a" * 64, later, None)
    with pytest.raises(WrongTurn, match="not kept any more"):
        await outbox.to_customer(about, sent.key)
    assert [each.key for each in await letters.stuck()] == [refused.key]
    assert (await letters.stuck())[0].company


async def test_a_letter_that_is_stuck_and_says_nothing_any_more_is_not_sent_again(
    billing: Billing, retained: StoredRetention
) -> None:
    await billing.issue()
    database = billing.database
    outbox = LedgerOutbox(database)
    (letter, *_) = await outbox.claim(NOON, timedelta(minutes=1))
    await outbox.refused(letter.key, "550 5.1.1", NOON)
    await Letters(database).reported(await Letters(database).followed())
    assert await retained.blank_letters(MUCH_LATER, MUCH_LATER, 9) == 1
    mails = MailClient(OpenLedger(database))
    with pytest.raises(WrongTurn, match="dismiss it"):
        await mails.resend(ResendLetter(by="anna", key=letter.key))
    await mails.dismiss(DismissLetter(by="anna", key=letter.key, reason="Posted."))
    assert await mails.stuck_letters() == []


def test_words_of_sent_letters_are_kept_for_at_least_a_day() -> None:
    for hours, fine in ((24, True), (23, False), (0, False)):
        content = {"retention": {"sent_letters_hours": hours}}
        if fine:
            assert read_policy(content).retention.sent_letters_hours == hours
            continue
        with pytest.raises(InvalidFile) as refused:
            read_policy(content)
        assert "24 or more" in str(refused.value.as_json())


async def test_the_access_log_goes_and_only_grows_otherwise(
    database: Database, retained: StoredRetention, store: DocumentStore
) -> None:
    async with database.writing() as connection:
        rows = [{"at": NOON, "event": "signed_in"}, {"at": MUCH_LATER, "event": "signed_out"}]
        await connection.execute(access_log.insert(), rows)
    policy = RetentionPolicy(access_log_days=30)
    gone = await apply_retention(retained, store, policy, MUCH_LATER)
    assert gone.counts == {Kept.ACCESS_LOG: 1}
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(text("DELETE FROM access_log"))
    async with database.reading() as connection:
        assert len((await connection.execute(access_log.select())).all()) == 1


def test_off_is_kept_and_a_figure_is_days() -> None:
    read = RetentionPolicy.model_validate({"letters_days": False, "requests_days": "off"})
    assert read.limits(NOON) == {}
    assert Gone.model_validate({"at": NOON, "counts": {"letters": 3}}).counts[Kept.LETTERS] == 3
