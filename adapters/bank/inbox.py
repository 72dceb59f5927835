"""The inbox of a bank's files: a folder, or a bucket that speaks S3."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from adapters.bank.opening import opened_files
from adapters.bank.reading import MAX_TOGETHER
from adapters.bank.refusing import refused
from adapters.storage import folder
from adapters.storage.bucket import bucket, has_no_room
from application.ports.bank_files import INBOX, Destination, File, InboxFile
from domain.bank.profiles import CsvProfile
from domain.bank.statements import Form
from domain.errors import ServiceUnreachable, StorageFull

_PART = 1024 * 1024
_HIDDEN = (".", "~")
_UNFINISHED = (
    ".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".writing",
    ".uploading", ".swp", "~",
)  # fmt: skip
"""How programs name a file that they are still writing."""
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")
NOTE = ".why.json"
"""The end of the name of what stands beside a file that was refused."""


class StatementInbox:
    """What `application.ports.bank_files.Inbox` says."""

    def __init__(self, url: str) -> None:
        """Of `file:///folder`, which is created when it is first looked into, or
        `s3://bucket/prefix`; `ValueError` for a URL that is neither."""
        self._parts = urlsplit(url)
        self._opened: ObjectStore | None = None
        if self._parts.scheme == "file":
            self._root: Path | None = folder.path_of(self._parts)
        elif self._parts.scheme == "s3" and self._parts.netloc:
            self._root = None
        else:
            raise ValueError("an inbox is file:///folder or s3://bucket/prefix")

    async def waiting(self, folders: Collection[str]) -> Sequence[InboxFile]:
        with _outages():
            store = await self._store()
            found: list[InboxFile] = []
            for each in (None, *sorted(set(folders) - set(Destination))):
                found += await self._in_folder(store, each)
        return sorted(found, key=lambda each: (each.changed_at, each.name))

    async def _in_folder(self, store: ObjectStore, name: str | None) -> list[InboxFile]:
        try:
            listed = await obstore.list_with_delimiter_async(store, name)
        except FileNotFoundError:
            return []
        return [
            _inbox_file(each) for each in listed["objects"] if await self._is_for_us(each["path"])
        ]

    async def _is_for_us(self, path: str) -> bool:
        name = path.rpartition("/")[2].casefold()
        if name.startswith(_HIDDEN) or name.endswith(_UNFINISHED) or name in _OF_SYSTEMS:
            return False
        return self._root is None or await asyncio.to_thread(_is_regular, self._root / path)

    @asynccontextmanager
    async def files(
        self, file: InboxFile, profile: CsvProfile | None
    ) -> AsyncIterator[Sequence[File]]:
        name = file.name.rpartition("/")[2]
        if file.size > MAX_TOGETHER:
            problem = f"This file is larger than {MAX_TOGETHER // 1024 // 1024} MB."
            raise refused("file_too_large", problem)
        with _outages():
            copy = await asyncio.to_thread(TemporaryFile)
        with copy:
            await self._copy(file.name, copy)
            form = Form.CSV if profile is not None else None
            with _outages():
                files, unpacked = await asyncio.to_thread(
                    opened_files, [(name, copy)], form, profile
                )
            with unpacked:
                yield files

    async def _copy(self, name: str, copy: IO[bytes]) -> None:
        with _outages(gone=FileNotFoundError):
            found = await obstore.get_async(await self._store(), name)
            async for part in found.stream(min_chunk_size=_PART):
                await asyncio.to_thread(copy.write, bytes(part))
            await asyncio.to_thread(copy.seek, 0)

    async def move(
        self, file: InboxFile, where: Destination, why: bytes | None = None
    ) -> str | None:
        with _outages():
            store = await self._store()
            try:
                there = _inbox_file(await obstore.head_async(store, file.name))
            except FileNotFoundError:
                return None
            if there.mark != file.mark:
                return None
            name = await self._free(store, f"{where}/{file.name}")
            if why is not None:
                await obstore.put_async(store, name + NOTE, why)
            try:
                await obstore.rename_async(store, file.name, name)
            except FileNotFoundError:
                return None
        return name

    async def _free(self, store: ObjectStore, wanted: str) -> str:
        """The name itself, or one with the time in it where something lies there."""
        stem, dot, end = wanted.rpartition(".")
        if not stem or "/" in end:
            stem, dot, end = wanted, "", ""
        moment = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        name, number = wanted, 0
        while await _exists(store, name):
            number += 1
            again = f"-{number}" if number > 1 else ""
            name = f"{stem}.{moment}{again}{dot}{end}"
        return name

    async def _store(self) -> ObjectStore:
        """Opened at the first poll, so that a worker starts while it is away."""
        if self._root is not None:
            await asyncio.to_thread(folder.create, self._root)
        if self._opened is None:
            root = self._root
            self._opened = LocalStore(root) if root is not None else bucket(self._parts)
        return self._opened


def _inbox_file(found: "obstore.ObjectMeta") -> InboxFile:
    name, size, changed_at = found["path"], found["size"], found["last_modified"]
    said = f"{name}\n{size}\n{changed_at.isoformat()}\n{found['e_tag']}"
    return InboxFile(name, size, changed_at, hashlib.sha256(said.encode()).hexdigest()[:16])


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


async def _exists(store: ObjectStore, name: str) -> bool:
    try:
        await obstore.head_async(store, name)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _outages(gone: type[OSError] | None = None) -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        if gone is not None and isinstance(error, gone):
            raise
        if has_no_room(error):
            raise StorageFull(
                "The disk is full: no file of a bank can be taken in until there is room on it.",
                service=INBOX,
            ) from error
        raise ServiceUnreachable(
            "The inbox of the bank's files, or one of them, cannot be reached right now.",
            service=INBOX,
        ) from error
