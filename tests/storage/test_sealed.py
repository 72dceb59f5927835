"""Documents sealed by their account's key, in a folder and in S3 alike."""

import hashlib
import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import obstore
import pytest
from obstore.store import LocalStore, ObjectStore, S3Store

from adapters.ledger.database import opened_ledger
from adapters.ledger.owners import account_of_scope
from adapters.sealing.aes import new_key
from adapters.storage.documents import DocumentStore
from adapters.storage.sealed import MARK, PART_BYTES, opened, sealed
from application.ports.sealing import NAMESPACE, DataKey, account_owner
from clients.accounts.ledger import LedgerClient
from domain.errors import DocumentRefused, MasterKeyUnusable, SealBroken
from domain.forms.documents import StoredDocument
from engine.sealing.keys import keyring_of
from engine.wiring.documents import document_seal
from settings import Settings
from tests.domain.building import _example
from tests.ledgers import empty_ledger
from tests.sealing.conftest import MASTER
from tests.storage import files
from tests.storage.conftest import BUCKET

SCOPE = "sub-contoso-1"
SEALED_PART = PART_BYTES + 28

Opened = Callable[..., DocumentStore]


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """With the accounts of the examples in the ledger, and a master key."""
    await empty_ledger(tmp_path / "ledger.db")
    async with LedgerClient.opened(Settings(home=tmp_path)) as ledger:
        await ledger.import_accounts(_example("accounts.yaml"))
    return Settings.model_validate({"home": tmp_path, "master_key": MASTER})


@pytest.fixture(params=["folder", "s3"])
def url(request: pytest.FixtureRequest, folder: Path) -> str:
    return folder.as_uri() if request.param == "folder" else request.getfixturevalue("s3")


@pytest.fixture
def kept(url: str, folder: Path) -> ObjectStore:
    """What the storage really holds."""
    if url.startswith("file:"):
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    return S3Store(BUCKET, prefix="uploads", client_options={"allow_http": True})


@pytest.fixture
async def store(url: str, settings: Settings) -> DocumentStore:
    return await DocumentStore.open(url, seal=document_seal(settings))


@pytest.fixture
async def clear(url: str) -> DocumentStore:
    """Of the time before there was a master key."""
    return await DocumentStore.open(url)


def document(size: int) -> bytes:
    """A PDF of exactly this many bytes."""

    def filled(length: int) -> bytes:
        return files.pdf(objects=(b"(" + b"x" * length + b")",))

    return filled(size - (len(filled(size)) - size))


async def bytes_of(kept: ObjectStore, stored: StoredDocument) -> bytes:
    return bytes(await (await obstore.get_async(kept, stored.location)).bytes_async())


async def owner_of(settings: Settings) -> str:
    async with opened_ledger(settings.ledger_url) as database, database.reading() as reading:
        account = await account_of_scope(reading, SCOPE)
    assert account is not None
    return account_owner(account)


async def refusal_of(store: DocumentStore, stored: StoredDocument) -> str:
    """The code that reading it is refused with."""
    with pytest.raises(DocumentRefused) as refused:
        b"".join([part async for part in await store.read(stored.location)])
    with pytest.raises(DocumentRefused):
        await store.verify(stored)
    return str(refused.value.details["code"])


@pytest.mark.parametrize("size", [PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES])
async def test_what_is_sealed_is_read_as_it_was_uploaded(
    store: DocumentStore, kept: ObjectStore, size: int
) -> None:
    content = document(size)
    stored = await store.put(SCOPE, content)

    assert len(content) == size == stored.size
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.location == f"{SCOPE}/{stored.sha256}.pdf"
    assert b"".join([part async for part in await store.read(stored.location)]) == content
    await store.verify(stored)
    assert await store.find(SCOPE, stored.location.partition("/")[2]) == stored
    file = await bytes_of(kept, stored)
    assert file.startswith(MARK)
    assert b"%PDF" not in file
    assert b"x" * 16 not in file


async def test_the_same_upload_again_leaves_what_is_sealed(
    store: DocumentStore, kept: ObjectStore
) -> None:
    stored = await store.put(SCOPE, files.pdf())
    first = await bytes_of(kept, stored)

    assert await store.put(SCOPE, files.pdf()) == stored
    assert await bytes_of(kept, stored) == first


async def test_a_changed_file_is_refused_and_the_same_upload_puts_it_right(
    store: DocumentStore, kept: ObjectStore
) -> None:
    content = document(2 * PART_BYTES + 5_000)
    stored = await store.put(SCOPE, content)
    another = await bytes_of(kept, await store.put(SCOPE, document(2 * PART_BYTES + 4_999)))
    whole = await bytes_of(kept, stored)
    head = len(whole) - 2 * SEALED_PART - 5_028
    first, second = whole[head : head + SEALED_PART], whole[head + SEALED_PART : -5_028]
    turned = bytearray(whole)
    turned[-1] ^= 1
    changed = {
        "a bit turned": bytes(turned),
        "parts exchanged": whole[:head] + second + first + whole[-5_028:],
        "a part left out": whole[:head] + second + whole[-5_028:],
        "cut off after a part": whole[:-5_028],
        "cut off within a part": whole[:-1],
        "nothing but its head": whole[:head],
        "cut off in its head": whole[: len(MARK) + 3],
        "cut off in its mark": whole[:3],
        "another document's": another,
        "another document in clear": files.pdf(),
        "longer than it was": whole + b"\0",
    }
    for what, file in changed.items():
        await obstore.put_async(kept, stored.location, file)
        assert await refusal_of(store, stored) == "altered", what

    assert await store.put(SCOPE, content) == stored
    await store.verify(stored)


async def test_a_file_that_names_another_key_is_refused(
    store: DocumentStore, kept: ObjectStore, settings: Settings
) -> None:
    stored = await store.put(SCOPE, files.pdf())
    whole = await bytes_of(kept, stored)
    ring = keyring_of(settings)
    other = await ring.key_for(account_owner("another"))
    begin = len(MARK) + 1
    for name, code in ((other.id.encode(), "altered"), (b"0" * 16, "key_unknown")):
        file = whole[:begin] + name + whole[begin + 16 :]
        await obstore.put_async(kept, stored.location, file)
        assert await refusal_of(store, stored) == code


async def test_each_account_has_its_own_key_and_an_unknown_scope_the_namespaces(
    store: DocumentStore, kept: ObjectStore, settings: Settings
) -> None:
    ring = keyring_of(settings)
    for scope, owner in ((SCOPE, await owner_of(settings)), ("nobodys", NAMESPACE)):
        file = await bytes_of(kept, await store.put(scope, files.pdf()))
        begin = len(MARK) + 1
        assert (await ring.key(file[begin : begin + 16].decode())).owner == owner


async def test_what_was_stored_in_clear_before_is_read_as_before(
    store: DocumentStore, clear: DocumentStore, kept: ObjectStore
) -> None:
    content = document(2 * PART_BYTES)
    stored = await clear.put(SCOPE, content)
    assert await bytes_of(kept, stored) == content

    assert await store.get(stored.location) == content
    assert await store.put(SCOPE, content) == stored
    assert await bytes_of(kept, stored) == content


async def test_without_a_master_key_nothing_is_sealed(
    url: str, kept: ObjectStore, tmp_path: Path
) -> None:
    seal = document_seal(Settings(home=tmp_path / "elsewhere"))
    stored = await (await DocumentStore.open(url, seal=seal)).put(SCOPE, files.pdf())

    assert await bytes_of(kept, stored) == files.pdf()


async def test_a_process_without_the_master_key_reads_and_writes_nothing(
    store: DocumentStore, url: str, settings: Settings
) -> None:
    stored = await store.put(SCOPE, files.pdf())
    seal = document_seal(settings.model_copy(update={"master_key": None}))
    without = await DocumentStore.open(url, seal=seal)

    with pytest.raises(MasterKeyUnusable):
        await without.get(stored.location)
    with pytest.raises(MasterKeyUnusable):
        await without.put(SCOPE, files.png())


async def test_once_the_key_is_destroyed_nobody_reads_it(
    store: DocumentStore, url: str, settings: Settings
) -> None:
    stored = await store.put(SCOPE, files.pdf())
    others = await store.put("nobodys", files.pdf())
    await keyring_of(settings).destroy(await owner_of(settings))
    later = await DocumentStore.open(url, seal=document_seal(settings))

    assert await refusal_of(later, stored) == "erased"
    with pytest.raises(DocumentRefused, match="was erased") as refused:
        await later.put(SCOPE, files.png())
    assert refused.value.details["code"] == "erased"
    await later.verify(others)


@pytest.mark.parametrize("sealing", [True, False])
async def test_an_upload_that_begins_as_a_sealed_file_is_refused(
    store: DocumentStore, clear: DocumentStore, sealing: bool
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        await (store if sealing else clear).put(SCOPE, MARK + files.pdf())
    assert refused.value.details["code"] == "disguised"


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1])
@pytest.mark.parametrize("at_once", [100, SEALED_PART, 10_000_000])
async def test_it_opens_however_it_arrives(size: int, at_once: int) -> None:
    key, content = DataKey("a1", "account/a", new_key()), os.urandom(size)
    file = sealed(key, "here", content)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(file), at_once):
            yield file[start : start + at_once]

    async def key_of(key_id: str) -> DataKey:
        assert key_id == "a1"
        return key

    assert b"".join([part async for part in opened(chunks(), "here", key_of)]) == content
    with pytest.raises(SealBroken):
        [part async for part in opened(chunks(), "there", key_of)]


async def test_what_lies_there_in_clear_is_found_and_sealed_once(
    url: str, settings: Settings, store: DocumentStore, kept: ObjectStore
) -> None:
    clear = await DocumentStore.open(url)
    stored = [await clear.put(scope, files.pdf()) for scope in (SCOPE, "sub:of-nobody")]
    await store.put("sub-northwind-1", files.pdf())
    obstore.put(kept, "notes.txt", b"of somebody else")
    assert {each async for each in store.in_clear()} == {each.location for each in stored}
    assert [each async for each in store.in_clear(datetime(2020, 1, 1, tzinfo=UTC))] == []

    for each in stored:
        assert await store.seal_again(each.location)
        assert not await store.seal_again(each.location)
        assert bytes(obstore.get(kept, each.location).bytes()).startswith(MARK)
        assert await store.get(each.location) == files.pdf()
    assert [each async for each in store.in_clear()] == []
    assert bytes(obstore.get(kept, "notes.txt").bytes()) == b"of somebody else"


async def test_what_is_not_what_was_uploaded_or_was_erased_is_not_sealed(
    url: str, settings: Settings, store: DocumentStore, kept: ObjectStore
) -> None:
    clear = await DocumentStore.open(url)
    stored = await clear.put(SCOPE, files.pdf())
    obstore.put(kept, stored.location, files.pdf() + b" ")
    with pytest.raises(DocumentRefused, match="no longer the one"):
        await store.seal_again(stored.location)
    await keyring_of(settings).destroy(await owner_of(settings))
    with pytest.raises(DocumentRefused, match="erased"):
        await (await DocumentStore.open(url, seal=document_seal(settings))).seal_again(
            stored.location
        )
    obstore.delete(kept, stored.location)
    assert not await store.seal_again(stored.location)


async def test_where_nothing_may_be_in_clear_such_a_document_is_refused(
    url: str, settings: Settings
) -> None:
    stored = await (await DocumentStore.open(url)).put(SCOPE, files.pdf())
    strict = settings.model_copy(update={"refuse_clear": True})
    store = await DocumentStore.open(url, seal=document_seal(strict))

    with pytest.raises(DocumentRefused, match="PAYBYINVOICE_REFUSE_CLEAR") as refused:
        await store.get(stored.location)

    assert refused.value.details["code"] == "in_clear"
    assert await store.put(SCOPE, files.pdf()) == stored
    assert await store.get(stored.location) == files.pdf()
