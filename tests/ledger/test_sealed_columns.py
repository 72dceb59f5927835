"""What the ledger has of people is sealed where there is a master key, and read either way."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select, text, update

from adapters.ledger.chains import Chains
from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.keys.data_keys import StoredDataKeys
from adapters.ledger.keys.tables import data_keys
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.letters.outcomes import Letters
from adapters.ledger.letters.sealed_letters import NO_MAILBOX
from adapters.ledger.requests.lives import StoredLives
from adapters.ledger.requests.tables import request_lives, request_timeline
from adapters.ledger.sealed_columns import ERASED, SealedColumns
from adapters.ledger.sealing_rows import any_in_clear, left_in_clear, seal_rows
from adapters.ledger.tables import outbox as outbox_table
from adapters.sealing.aes import new_key
from adapters.sealing.master_keys import OwnMasterKey
from application.ports.sealing import account_owner
from domain.errors import KeyDestroyed, MasterKeyUnusable, SealBroken
from domain.requests.life import request_in
from tests.domain.requests.lives import an_approved_request
from tests.ledger.accounts import Accounts
from tests.ledger.samples import NOON, a_notice, a_scope, an_account
from tests.ledger.test_request_lives import REQUEST, kept

MASTER = OwnMasterKey(new_key())
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def sealing(database: Database, url: str) -> AsyncIterator[Database]:
    """The same ledger in a process that has a master key."""
    await Accounts(database).import_accounts([an_account(a_scope("sub-contoso-1"))], NOON)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as opened:
        yield opened


async def rows(database: Database, table: str) -> str:
    """All that a table has, as it is stored."""
    async with database.reading() as connection:
        found = await connection.execute(text(f"SELECT * FROM {table}"))
        return "\n".join(str(tuple(row)) for row in found)


@contextmanager
def statements_about(table: str) -> Iterator[list[str]]:
    """Statements that name this table, whoever makes them."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if table in statement:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def erase_all(database: Database) -> None:
    async with database.writing() as connection:
        for owner in (await connection.execute(select(data_keys.c.owner))).scalars().all():
            await StoredDataKeys(connection).destroy(owner, NOON)


async def test_a_request_is_sealed_and_read_as_it_was(sealing: Database) -> None:
    life = an_approved_request()
    await kept(sealing, life.request, 5)
    for table in ("request_lives", "request_timeline"):
        assert "contoso.nl" not in await rows(sealing, table)
    found = await StoredLives(sealing).newest(REQUEST)
    assert found is not None and request_in(found).credit == life.request.credit
    assert list(await StoredLives(sealing).timeline("run-1", 99)) == life.request.timeline
    assert (await Chains(sealing).check()).broken == ()
    assert (await left_in_clear(sealing)) == {"accounts": 1}


async def test_what_was_in_clear_is_read_and_can_be_sealed(
    database: Database, sealing: Database
) -> None:
    life = an_approved_request()
    await kept(database, life.request, 5)
    outbox = LedgerOutbox(database)
    await outbox.put([a_notice(f"{REQUEST}/run-1/{n}-approved") for n in range(5)])
    (one, *_) = await outbox.claim(NOON, MINUTE, limit=1)
    await outbox.refused(one.key, "550 <anna@contoso.nl> is unknown", NOON)
    lives = StoredLives(sealing)
    before = await lives.newest_whole(REQUEST)
    letters = await LedgerOutbox(sealing).of_request(REQUEST)

    left = await left_in_clear(sealing)
    entries = life.request.entries
    assert left == {"accounts": 1, "request_lives": 1, "request_timeline": entries, "outbox": 5}
    assert await seal_rows(sealing, at_once=3) == sum(left.values())
    assert await seal_rows(sealing) == 0
    assert await left_in_clear(sealing) == {}
    for table in ("request_lives", "request_timeline", "outbox"):
        assert "contoso.nl" not in await rows(sealing, table)
    assert await lives.newest_whole(REQUEST) == before
    assert await LedgerOutbox(sealing).of_request(REQUEST) == letters
    with pytest.raises(MasterKeyUnusable):
        await StoredLives(database).newest(REQUEST)


async def test_a_letter_goes_out_as_it_was_queued(sealing: Database) -> None:
    outbox, notice = LedgerOutbox(sealing), a_notice(f"{REQUEST}/run-1/1-approved")
    await outbox.put([notice])
    assert "contoso.nl" not in await rows(sealing, "outbox")
    (claimed,) = await outbox.claim(NOON, MINUTE)
    assert claimed.notice == notice
    await outbox.refused(claimed.key, "550 <anna@contoso.nl> is unknown", NOON)
    assert "contoso.nl" not in await rows(sealing, "outbox")
    (stuck,) = await Letters(sealing).stuck()
    assert stuck.last_error == "550 <anna@contoso.nl> is unknown"
    assert stuck.company == notice.company


async def test_once_its_key_is_destroyed_lists_go_on(sealing: Database, url: str) -> None:
    life = an_approved_request()
    await kept(sealing, life.request, 5)
    outbox = LedgerOutbox(sealing)
    await outbox.put([a_notice(f"{REQUEST}/run-1/1-approved")])
    (claimed,) = await outbox.claim(NOON, MINUTE)
    await outbox.refused(claimed.key, "550 <anna@contoso.nl> is unknown", NOON)
    await erase_all(sealing)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as later:
        assert [each async for each in StoredLives(later).open()] == []
        (stuck,) = await Letters(later).stuck()
        assert (stuck.company, stuck.last_error) == (ERASED, ERASED)
        timeline = await StoredLives(later).timeline("run-1", 99)
        assert [each.at for each in timeline] == [each.at for each in life.request.timeline]
        assert {each.by for each in timeline} == {ERASED}
        assert (await Chains(later).check()).broken == ()
        with pytest.raises(KeyDestroyed):
            await StoredLives(later).newest(REQUEST)


async def test_what_was_moved_or_changed_is_not_opened(sealing: Database) -> None:
    await kept(sealing, an_approved_request().request, 5)
    entries = request_timeline.c
    async with sealing.writing() as connection:
        first = select(entries.entry).where(entries.number == 1)
        entry = json.loads((await connection.execute(first)).scalar_one())
        await connection.execute(update(request_lives).values(life=entry["sealed"]))
        changed = json.dumps(entry | {"sealed": entry["sealed"].swapcase()})
        change = update(request_timeline).where(entries.number == 1)
        await connection.execute(change.values(entry=changed.replace("SEALED", "sealed")))
    with pytest.raises(SealBroken):
        await StoredLives(sealing).newest(REQUEST)
    with pytest.raises(SealBroken):
        await StoredLives(sealing).timeline("run-1", 99)
    assert [each.entries for each in (await Chains(sealing).check()).broken] == [(1,)]


async def test_a_key_whose_transaction_was_rolled_back_seals_nothing(sealing: Database) -> None:
    with suppress(ZeroDivisionError):
        async with sealing.writing() as connection:
            owner, column = account_owner("contoso"), request_lives.c.life
            await connection.sealing.seal(connection, owner, column, "said")
            raise ZeroDivisionError
    await kept(sealing, an_approved_request().request, 5)
    assert await StoredLives(sealing).newest(REQUEST) is not None


async def test_without_the_master_key_nothing_is_written_in_clear(
    sealing: Database, url: str
) -> None:
    await kept(sealing, an_approved_request().request, 5)
    async with opened_ledger(url) as without:
        with pytest.raises(MasterKeyUnusable):
            await LedgerOutbox(without).put([a_notice("any")])
        assert await rows(without, "outbox") == ""


async def test_where_clear_is_refused_it_is_not_read(
    database: Database, sealing: Database, url: str
) -> None:
    await kept(database, an_approved_request().request, 5)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER], refuses_clear=True)) as strict:
        with pytest.raises(SealBroken):
            await StoredLives(strict).newest(REQUEST)
        await seal_rows(sealing)
        assert await StoredLives(strict).newest(REQUEST) is not None


async def test_an_account_is_sealed_with_its_own_key(
    database: Database, sealing: Database, url: str
) -> None:
    one, two = an_account(a_scope("sub-contoso-1")), an_account(a_scope("sub-9"), id="other")
    assert await left_in_clear(sealing) == {"accounts": 1}
    await seal_rows(sealing)
    await Accounts(sealing).import_accounts([two], NOON)
    assert one.address.line1 not in await rows(database, "accounts")
    assert [await Accounts(sealing).account(each.id) for each in (one, two)] == [one, two]
    async with sealing.writing() as connection:
        await StoredDataKeys(connection).destroy(account_owner("other"), NOON)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as later:
        left = await Accounts(later).account("other")
        assert left is not None and left.administrators == ()
        assert left.address.country == two.address.country
        assert await Accounts(later).account(one.id) == one


async def test_a_page_asks_once_for_all_of_its_keys(sealing: Database, url: str) -> None:
    scopes = [f"sub-{n}" for n in range(20)]
    others = [an_account(a_scope(each), id=f"account-{each}") for each in scopes]
    await Accounts(sealing).import_accounts(others, NOON)
    outbox = LedgerOutbox(sealing)
    about = {f"pay-by-invoice/{each}" for each in scopes}
    await outbox.put([a_notice(f"{each}/run/1-approved", request=each) for each in about])
    for each in await outbox.claim(NOON, MINUTE, limit=20):
        await outbox.refused(each.key, "550 unknown", NOON)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as later:
        letters = Letters(later)
        with statements_about("data_keys") as asked:
            assert len(await letters.stuck()) == 20
        # One for the keys, one for whether any was destroyed since.
        assert len(asked) == 2
        with statements_about("data_keys") as asked:
            assert len(await letters.stuck()) == 20
        assert asked == []


async def test_what_was_found_before_a_key_was_destroyed_is_not_remembered_after(
    sealing: Database, url: str
) -> None:
    life = an_approved_request()
    await kept(sealing, life.request, 5)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as later:
        async with later.reading() as before:
            # This transaction sees the ledger as it is now, whatever comes.
            assert (await before.execute(select(request_lives.c.run_id))).all()
            await erase_all(sealing)
            with pytest.raises(KeyDestroyed):
                await StoredLives(later).newest(REQUEST)
            (stored,) = (await before.execute(select(request_lives.c.life))).scalars()
            await before.sealing.open(before, request_lives.c.life, [stored])
        with pytest.raises(KeyDestroyed):
            await StoredLives(later).newest(REQUEST)


async def test_somebody_whose_address_is_a_dash_is_sealed_and_is_somebody(
    database: Database, sealing: Database, url: str
) -> None:
    account = an_account(a_scope("sub-9"), id="dash")
    nowhere = account.address.model_copy(update={"line1": "-", "city": "-"})
    account = account.model_copy(update={"address": nowhere})
    await Accounts(database).import_accounts([account], NOON)
    assert await left_in_clear(sealing) == {"accounts": 2}
    async with opened_ledger(url, SealedColumns(lambda: [MASTER], refuses_clear=True)) as strict:
        with pytest.raises(SealBroken):
            await Accounts(strict).account("dash")
        await seal_rows(sealing)
        assert await Accounts(strict).account("dash") == account
    assert "anna@contoso.nl" not in await rows(database, "accounts")


@pytest.mark.parametrize("said", ["sealed: the letter came back", "sealed:0:x", "sealed:1:ab:cd"])
async def test_what_looks_like_something_sealed_is_shown_as_it_was_written(
    database: Database, sealing: Database, said: str
) -> None:
    await a_refused_letter(database, said)
    for ledger in (database, sealing):
        (stuck,) = await Letters(ledger).stuck()
        assert stuck.last_error == said
    await seal_rows(sealing)
    (stuck,) = await Letters(sealing).stuck()
    assert stuck.last_error == said


async def test_a_reason_in_words_of_ours_is_sealed_like_any_other(
    database: Database, sealing: Database, url: str
) -> None:
    await a_refused_letter(database, NO_MAILBOX)
    async with database.writing() as connection:
        await connection.execute(update(outbox_table).values(dismissed_because=NO_MAILBOX))
    assert (await left_in_clear(sealing))["outbox"] == 1
    assert await any_in_clear(sealing)
    await seal_rows(sealing)
    assert not await any_in_clear(sealing)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER], refuses_clear=True)) as strict:
        (entry,) = await LedgerOutbox(strict).of_request("pay-by-invoice/sub-1")
        assert (entry.dismissed_because, entry.last_error) == (NO_MAILBOX, NO_MAILBOX)


async def a_refused_letter(database: Database, why: str) -> None:
    letters = LedgerOutbox(database)
    await letters.put([a_notice(f"{REQUEST}/run-1/1-approved")])
    (claimed,) = await letters.claim(NOON, MINUTE)
    await letters.refused(claimed.key, why, NOON)
