"""The storage of legal documents: a folder, or a bucket that speaks S3."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import obstore
import structlog
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import LocalStore, ObjectStore

from adapters.storage import clear, folder, keys
from adapters.storage.bucket import bucket, has_no_room
from adapters.storage.inspection import inspect
from adapters.storage.refusals import Flaw, altered, erased, refused
from adapters.storage.sealed import MARK, PART_BYTES, DocumentSeal, opened, sealed
from application.ports.sealing import DataKey
from domain.errors import (
    ClearRefused,
    DocumentRefused,
    KeyDestroyed,
    KeyUnknown,
    SealBroken,
    ServiceUnreachable,
    StorageFull,
)
from domain.forms.documents import StoredDocument

DEFAULT_MAX_BYTES = 10 * 1024 * 1024
_MARKED = b"erased\n"

_log = structlog.get_logger(__name__)


class DocumentStore:
    """Keeps every upload under its scope and its SHA-256: never lost, never replaced.

    What is new is sealed where there is a master key; the SHA-256 is always that of the upload.
    What is there in clear is read as it is.

    Every method raises `ServiceUnreachable` when the storage does not answer: an outage, to be
    tried again (`StorageFull` where its disk is full); so where the ledger has the keys and does
    not. `MasterKeyUnusable`: this process has not the master key of what is sealed. A
    `DocumentRefused` is final; its code is `erased` where the key was destroyed.
    """

    def __init__(
        self, store: ObjectStore, root: Path | None, max_bytes: int, seal: DocumentSeal | None
    ) -> None:
        self._store = store
        self._root = root
        self._max_bytes = max_bytes
        self._seal = seal

    @classmethod
    async def open(
        cls, url: str, max_bytes: int = DEFAULT_MAX_BYTES, seal: DocumentSeal | None = None
    ) -> "DocumentStore":
        """Opens `file:///folder`, which is created if need be, or `s3://bucket/prefix`.

        S3 takes its address and credentials from the usual `AWS_*` variables, the secret also from
        the file that `AWS_SECRET_ACCESS_KEY_FILE` names. Nothing is asked
        of it yet: see `ping`. `ValueError` for a URL that is neither.
        """
        parts = urlsplit(url)
        if parts.scheme == "file":
            root = folder.path_of(parts)
            with _outages():
                await asyncio.to_thread(folder.create, root)
                return cls(LocalStore(root), root, max_bytes, seal)
        if parts.scheme == "s3" and parts.netloc:
            return cls(bucket(parts), None, max_bytes, seal)
        raise ValueError("documents are stored in file:///folder or s3://bucket/prefix")

    async def put(self, scope_id: str, content: bytes) -> StoredDocument:
        """Stores an upload; the same content again is the same stored document.

        Raises `DocumentRefused` for a file that is not acceptable.
        """
        if content.startswith(MARK):
            raise refused(Flaw.DISGUISED, "The file begins as one of our sealed files does.")
        found = await asyncio.to_thread(inspect, content, self._max_bytes)
        stored = StoredDocument(
            sha256=found.sha256,
            size=found.size,
            media_type=found.media_type,
            location=keys.location_of(scope_id, found.sha256, found.media_type),
        )
        key = await self._key_for(scope_id)
        kept = await asyncio.to_thread(sealed, key, stored.location, content) if key else content
        with _outages():
            await self._write(stored, kept, "application/octet-stream" if key else found.media_type)
        return stored

    async def get(self, location: str) -> bytes:
        """The content of a stored document; `DocumentRefused` with code `missing` if it is gone,
        and `altered` if it is not what was uploaded."""
        return b"".join([part async for part in await self.read(location)])

    async def read(self, location: str) -> AsyncIterator[bytes]:
        """The content of a stored document, part by part; raises as `get` does, before the first
        where it is missing or erased. The last is not given before the whole was checked."""
        missing = refused(Flaw.MISSING, "The document is not in the storage.", location=location)
        if not keys.is_possible(location):
            raise missing
        with _outages():
            try:
                found = await obstore.get_async(self._store, location)
            except FileNotFoundError:
                raise missing from None
        parts = self._opened(_chunks(found.stream(min_chunk_size=PART_BYTES)), location)
        return _after(await anext(parts), parts)

    async def find(self, scope_id: str, name: str) -> StoredDocument | None:
        """The document stored for a scope under this last part of its location; None if there is
        none or it is damaged."""
        known = keys.stored_as(scope_id, name)
        if known is None:
            return None
        location, media_type = known
        try:
            content = await self.get(location)
        except DocumentRefused:
            return None
        return StoredDocument(
            sha256=PurePosixPath(location).stem,
            size=len(content),
            media_type=media_type,
            location=location,
        )

    def location_of(self, scope_id: str, sha256: str, media_type: str) -> str:
        """Where an upload of this scope with this content lies."""
        return keys.location_of(scope_id, sha256, media_type)

    async def verify(self, stored: StoredDocument) -> None:
        """Raise `DocumentRefused` unless it is there exactly as it was uploaded.

        `details.code` is `missing` or `altered`.
        """
        content = await self.get(stored.location)
        if len(content) != stored.size or hashlib.sha256(content).hexdigest() != stored.sha256:
            raise altered(stored.location)

    async def missing(self, locations: Collection[str]) -> set[str]:
        """Those of these locations where nothing lies."""
        missing = set()
        for location in sorted(locations):
            with _outages():
                try:
                    await obstore.head_async(self._store, location)
                except FileNotFoundError:
                    missing.add(location)
        if missing:
            await self.ping()  # a folder that is away has no files either
        return missing

    async def remove(self, location: str) -> None:
        """Removes a stored document; nothing where it is gone already."""
        if not keys.is_possible(location):
            return
        with _outages(), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, location)

    async def mark_erased(self, owner: str) -> None:
        location = keys.mark_of(owner)
        with _outages():
            if self._root is None:
                await obstore.put_async(self._store, location, _MARKED)
                return
            path = self._root / location
            await asyncio.to_thread(folder.create, path.parent)
            await obstore.put_async(self._store, location, _MARKED)
            await asyncio.to_thread(folder.seal, path)

    async def erased(self, owners: Collection[str]) -> set[str]:
        """Those of these owners that `mark_erased` was called for."""
        if not owners:
            return set()
        marks: set[str] = set()
        with _outages():
            async for some in obstore.list(self._store, prefix=keys.MARKS):
                marks.update(each["path"] for each in some)
        return {each for each in owners if keys.mark_of(each) in marks}

    async def in_clear(self, before: datetime | None = None) -> AsyncIterator[str]:
        """The locations of all that is there in clear; only what was written before then."""
        with _outages():
            async for location in clear.in_clear(self._store, before):
                yield location

    async def seal_again(self, location: str) -> bool:
        """Seals what is there in clear; False where it is gone or sealed by now, or there is no
        master key.

        Raises:
            DocumentRefused: it is not what was uploaded, or its account was erased.
        """
        with _outages():
            found = await clear.clear_content(self._store, location)
        key = await self._key_for(keys.scope_of(location)) if found is not None else None
        if found is None or key is None:
            return False
        content, mark = found
        if hashlib.sha256(content).hexdigest() != PurePosixPath(location).stem:
            raise altered(location)
        kept = await asyncio.to_thread(sealed, key, location, content)
        with _outages():
            replaced = await clear.put_in_place(self._store, location, kept, mark)
            if replaced and self._root is not None:
                await asyncio.to_thread(folder.seal, self._root / location)
        return replaced

    async def ping(self) -> None:
        """Raise `ServiceUnreachable` unless documents can be stored and read now."""
        with _outages():
            if self._root is None:
                # Asks for one name at the most; a bucket that does not exist answers with an error.
                async for _ in obstore.list(self._store, chunk_size=1):
                    break
            elif not await asyncio.to_thread(folder.is_usable, self._root):
                raise PermissionError("the folder of the documents cannot be used")

    async def _key_for(self, scope_id: str) -> DataKey | None:
        try:
            return await self._seal.key_for(scope_id) if self._seal else None
        except KeyDestroyed:
            raise erased(scope=scope_id) from None

    async def _opened(self, chunks: AsyncIterator[bytes], location: str) -> AsyncIterator[bytes]:
        read = chunks
        if (seal := self._seal) is not None:
            read = opened(chunks, location, seal.key, refuses_clear=seal.refuses_clear)
        try:
            async for part in _as_uploaded(read, location):
                yield part
        except ClearRefused as clear_text:
            raise refused(Flaw.IN_CLEAR, clear_text.reason, location=location) from None
        except SealBroken:
            raise altered(location) from None
        except KeyDestroyed:
            raise erased(location=location) from None
        except KeyUnknown as unknown:
            raise refused(Flaw.KEY_UNKNOWN, unknown.reason, location=location) from None

    async def _write(self, stored: StoredDocument, kept: bytes, media_type: str) -> None:
        path = self._root and self._root / stored.location
        if path:
            await asyncio.to_thread(folder.create, path.parent)
        try:
            attributes = None if path else {"Content-Type": media_type}
            await obstore.put_async(
                self._store, stored.location, kept, mode="create", attributes=attributes
            )
        except (AlreadyExistsError, PreconditionError) as there:
            if has_no_room(there):
                raise
            await self._restore_if_damaged(stored, kept)
        if path:
            await asyncio.to_thread(folder.seal, path)

    async def _restore_if_damaged(self, stored: StoredDocument, kept: bytes) -> None:
        """Repairs a damaged file, such as one half written before a power cut: the name is the
        content's digest, so these very bytes belong there."""
        try:
            await self.verify(stored)
        except DocumentRefused:
            _log.warning("A damaged document was restored.", location=stored.location)
            await obstore.put_async(self._store, stored.location, kept, use_multipart=False)


async def _chunks(stream: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    with _outages():
        async for chunk in stream:
            yield bytes(chunk)


async def _as_uploaded(parts: AsyncIterator[bytes], location: str) -> AsyncIterator[bytes]:
    """Keeps the last part back until the whole has the SHA-256 that its location says."""
    digest, held = hashlib.sha256(), b""
    async for part in parts:
        digest.update(part)
        if held:
            yield held
        held = part
    if digest.hexdigest() != PurePosixPath(location).stem:
        raise altered(location)
    yield held


async def _after(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in parts:
        yield part


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        if has_no_room(error):
            raise StorageFull(
                "The storage of the documents is full. Nothing was stored: try again once there is"
                " room in it.",
                service="documents",
            ) from error
        raise ServiceUnreachable(
            "The storage of the documents cannot be reached right now. Please try again later.",
            service="documents",
        ) from error
