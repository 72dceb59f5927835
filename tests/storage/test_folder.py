"""What a folder promises on top."""

import os
import stat
from pathlib import Path

import pytest

from adapters.storage.documents import DocumentStore
from domain.errors import DocumentRefused, ServiceUnreachable, StorageFull
from tests.chaos.disks import disk_of
from tests.storage import files


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_only_the_owner_can_read_the_documents(folder: Path) -> None:
    store = await DocumentStore.open(folder.as_uri())
    stored = await store.put("sub-contoso-1", files.pdf())

    assert rights(folder) == 0o700
    assert rights(folder / "sub-contoso-1") == 0o700
    assert rights(folder / stored.location) == 0o600


async def test_nothing_but_whole_documents_is_left_in_the_folder(folder: Path) -> None:
    store = await DocumentStore.open(folder.as_uri())
    stored = await store.put("..", files.pdf())
    await store.put("..", files.pdf())

    assert [path for path in folder.parent.rglob("*") if path.is_file()] == [
        folder / stored.location
    ]


async def test_a_folder_whose_name_needs_escapes_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "légal documents #1"
    store = await DocumentStore.open(folder.as_uri())
    stored = await store.put("sub-contoso-1", files.pdf())

    assert (folder / stored.location).read_bytes() == files.pdf()


async def test_an_altered_file_is_noticed(folder: Path) -> None:
    store = await DocumentStore.open(folder.as_uri())
    stored = await store.put("sub-contoso-1", files.pdf())
    file = folder / stored.location
    file.write_bytes(file.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.4"))

    with pytest.raises(DocumentRefused) as refusal:
        await store.verify(stored)

    assert refusal.value.details["code"] == "altered"


async def test_a_half_written_file_is_put_right_by_the_same_upload(folder: Path) -> None:
    store = await DocumentStore.open(folder.as_uri())
    stored = await store.put("sub-contoso-1", files.pdf())
    (folder / stored.location).write_bytes(b"")

    assert await store.put("sub-contoso-1", files.pdf()) == stored

    await store.verify(stored)
    assert rights(folder / stored.location) == 0o600


async def test_a_folder_that_went_away_is_an_outage(folder: Path) -> None:
    store = await DocumentStore.open(folder.as_uri())
    folder.rmdir()
    folder.write_text("no folder any more")

    with pytest.raises(ServiceUnreachable):
        await store.ping()
    with pytest.raises(ServiceUnreachable):
        await store.put("sub-contoso-1", files.pdf())


async def test_a_full_disk_is_named_and_leaves_nothing_behind(folder: Path) -> None:
    store = await DocumentStore.open(folder.as_uri())
    with disk_of(folder, lambda: [os.getpid()], mount=False) as disk:
        disk.fill()
        try:
            with pytest.raises(StorageFull, match="storage of the documents is full"):
                await store.put("sub-contoso-1", files.pdf())
        finally:
            disk.free()
    assert not [each for each in folder.rglob("*") if each.is_file()]
    await store.verify(await store.put("sub-contoso-1", files.pdf()))


async def test_a_folder_that_cannot_be_made_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ServiceUnreachable):
        await DocumentStore.open((tmp_path / "file" / "documents").as_uri())
