"""A copy of the wrapped keys gives a ledger back what it has lost, and nobody who was erased; on
both databases."""

import base64
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.ledger.database import Database
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.sealing.aes import new_key
from adapters.sealing.master_keys import master_key
from adapters.storage.documents import DocumentStore
from clients.personal_data.sealing_keys import KeyClient
from domain.errors import EffectMismatch, InvalidFile, KeyDestroyed, MasterKeyUnusable
from domain.people.key_copy import KeyCopy, KeysImported, read_key_copy
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

FIRST, NEXT = (base64.b64encode(new_key()).decode() for _ in range(2))
ANNAS, BENS = "account/anna", "account/ben"


@pytest.fixture
def client(database: Database, url: str, tmp_path: Path) -> KeyClient:
    return a_client(database, url, tmp_path)


def a_client(database: Database, url: str, home: Path, master: str = FIRST) -> KeyClient:
    return KeyClient(OpenLedger(database), Settings(home=home, database_url=url, master_key=master))


def ring(url: str, master: str = FIRST) -> LedgerKeyring:
    """Of a process that remembers nothing."""
    return LedgerKeyring(opening(url), [master_key(master)])


async def lose(database: Database, rows: str = "true") -> None:
    """As in a ledger that was set back to before these keys were made."""
    async with database.writing() as connection:
        await connection.execute(text(f"DELETE FROM data_keys WHERE {rows}"))
        if rows == "true":
            await connection.execute(text("DELETE FROM master_keys"))


async def test_a_ledger_that_was_lost_opens_what_was_sealed_before(
    client: KeyClient, database: Database, url: str
) -> None:
    made = [await ring(url).key_for(each) for each in (ANNAS, BENS)]
    copy = await client.copy()
    assert all(key.secret not in copy.model_dump_json().encode() for key in made)
    await lose(database)

    came = await client.take_back(read_key_copy(copy.model_dump_json()), "olga")

    assert came == KeysImported(copied_at=copy.made_at, added=2)
    assert [await ring(url).key(each.id) for each in made] == made
    assert [await ring(url).key_for(each) for each in (ANNAS, BENS)] == made
    assert (await client.copy()).masters == copy.masters
    assert (await client.take_back(copy, "olga")).already == 2


async def test_a_key_that_a_ledger_made_meanwhile_is_kept_beside_the_one_of_before(
    client: KeyClient, database: Database, url: str
) -> None:
    before = await ring(url).key_for(ANNAS)
    copy = await client.copy()
    await lose(database)
    after = await ring(url).key_for(ANNAS)

    assert (await client.take_back(copy, "olga")).added == 1

    assert await ring(url).key(before.id) == before
    assert await ring(url).key(after.id) == after


async def test_who_was_erased_stays_so_where_the_ledger_knows_it(
    client: KeyClient, url: str
) -> None:
    made = await ring(url).key_for(ANNAS)
    copy = await client.copy()
    await ring(url).destroy(ANNAS)

    assert (await client.take_back(copy, "olga")).erased == 1

    await nobody_opens(url, made.id)


async def test_a_copy_from_before_an_erasure_gives_a_ledger_that_was_lost_nobody_back(
    client: KeyClient, database: Database, url: str, tmp_path: Path
) -> None:
    made, kept = await ring(url).key_for(ANNAS), await ring(url).key_for(BENS)
    copy = await client.copy()
    store = await DocumentStore.open((tmp_path / "documents").as_uri())
    for _ in range(2):
        await store.mark_erased(ANNAS)
    await lose(database)

    came = await client.take_back(copy, "olga")

    assert (came.added, came.erased, came.erase_again) == (1, 1, ())
    await nobody_opens(url, made.id)
    assert await ring(url).key(kept.id) == kept


async def test_a_copy_from_after_an_erasure_says_so_to_a_ledger_that_was_lost(
    client: KeyClient, database: Database, url: str
) -> None:
    made = await ring(url).key_for(ANNAS)
    await ring(url).destroy(ANNAS)
    copy = await client.copy()
    await lose(database)

    assert (await client.take_back(copy, "olga")).erased == 1

    await nobody_opens(url, made.id)


async def test_a_ledger_from_before_an_erasure_is_told_to_erase_again(
    client: KeyClient, database: Database, url: str
) -> None:
    made = await ring(url).key_for(ANNAS)
    before = await client.copy()
    await ring(url).destroy(ANNAS)
    after = await client.copy()
    await lose(database)
    await client.take_back(before, "olga")

    came = await client.take_back(after, "olga")

    assert (came.erase_again, came.added) == (("anna",), 0)
    assert await ring(url).key(made.id) == made  # the ledger's own word, until it is erased there


async def nobody_opens(url: str, key: str) -> None:
    with pytest.raises(KeyDestroyed):
        await ring(url).key(key)
    with pytest.raises(KeyDestroyed):
        await ring(url).key_for(ANNAS)


async def test_a_copy_that_was_changed_changes_nothing_and_every_key_of_it_is_named(
    client: KeyClient, database: Database, url: str
) -> None:
    for each in (ANNAS, BENS):
        await ring(url).key_for(each)
    copy = await client.copy()
    first, second = copy.keys
    exchanged = (
        first.model_copy(update={"wrapped": second.wrapped}),
        second.model_copy(update={"owner": ANNAS, "number": 2}),
    )
    await lose(database)

    with pytest.raises(InvalidFile) as refused:
        await client.take_back(copy.model_copy(update={"keys": exchanged}), "olga")

    problems = refused.value.details["problems"]
    assert [each["field"] for each in problems] == ["keys.0.wrapped", "keys.1.wrapped"]
    assert (await client.copy()).keys == ()


async def test_without_its_master_key_a_copy_is_of_no_use(
    client: KeyClient, database: Database, url: str, tmp_path: Path
) -> None:
    await ring(url).key_for(ANNAS)
    copy = await client.copy()
    await lose(database)

    with pytest.raises(MasterKeyUnusable, match="PAYBYINVOICE_MASTER_KEY"):
        await a_client(database, url, tmp_path, NEXT).take_back(copy, "olga")

    assert (await client.copy()).keys == ()


async def test_a_ledger_from_before_the_master_key_was_turned_goes_on_with_the_next_one(
    client: KeyClient, database: Database, url: str, tmp_path: Path
) -> None:
    made = await ring(url).key_for(ANNAS)
    before = await client.copy()
    both = Settings(home=tmp_path, database_url=url, master_key=FIRST, master_key_next=NEXT)
    await KeyClient(OpenLedger(database), both).rotate_master()
    later = await ring(url, NEXT).key_for(BENS)
    after = await client.copy()
    await lose(database)
    await client.take_back(before, "olga")

    came = await a_client(database, url, tmp_path, NEXT).take_back(after, "olga")

    assert (came.added, came.rewrapped) == (1, 1)
    assert [await ring(url, NEXT).key(each.id) for each in (made, later)] == [made, later]
    assert await ring(url, NEXT).key_for(ANNAS) == made


async def test_it_is_done_once_under_a_key(client: KeyClient, database: Database, url: str) -> None:
    await ring(url).key_for(ANNAS)
    copy = await client.copy()
    await lose(database)

    assert (await client.take_back(copy, "olga", "restore-1")).added == 1
    assert (await client.take_back(copy, "olga", "restore-1")).already == 1
    with pytest.raises(EffectMismatch):
        await client.take_back(KeyCopy(made_at=copy.made_at), "olga", "restore-1")
