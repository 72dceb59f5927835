"""The storage of legal documents: a folder, or a bucket that speaks S3."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
import structlog
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import LocalStore, ObjectStore

from adapters.storage import folder, keys
from adapters.storage.bucket import bucket, has_no_room
from adapters.storage.inspection import inspect
from adapters.storage.refusals import Flaw, refused
from domain.errors import DocumentRefused, ServiceUnreachable, StorageFull
from domain.forms.documents import StoredDocument

DEFAULT_MAX_BYTES = 10 * 1024 * 1024
_PART = 256 * 1024

_log = structlog.get_logger(__name__)


class DocumentStore:
    """Keeps every upload under its scope and its SHA-256: never lost, never replaced.

    Every method raises `ServiceUnreachable` when the storage does not answer: an outage, to be
    tried again (`StorageFull` where its disk is full). A `DocumentRefused` is final.
    """

    def __init__(self, store: ObjectStore, root: Path | None, max_bytes: int) -> None:
        self._store = store
        self._root = root
        self._max_bytes = max_bytes

    @classmethod
    async def open(cls, url: str, max_bytes: int = DEFAULT_MAX_BYTES) -> "DocumentStore":
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
                return cls(LocalStore(root), root, max_bytes)
        if parts.scheme == "s3" and parts.netloc:
            return cls(bucket(parts), None, max_bytes)
        raise ValueError("documents are stored in file:///folder or s3://bucket/prefix")

    async def put(self, scope_id: str, content: bytes) -> StoredDocument:
        """Stores an upload; the same content again is the same stored document.

        Raises `DocumentRefused` for a file that is not acceptable.
        """
        found = await asyncio.to_thread(inspect, content, self._max_bytes)
        stored = StoredDocument(
            sha256=found.sha256,
            size=found.size,
            media_type=found.media_type,
            location=keys.location_of(scope_id, found.sha256, found.media_type),
        )
        with _outages():
            await self._write(stored, content)
        return stored

    async def get(self, location: str) -> bytes:
        """The content of a stored document; `DocumentRefused` with code `missing` if it is gone."""
        missing = refused(Flaw.MISSING, "The document is not in the storage.", location=location)
        if not keys.is_possible(location):
            raise missing
        with _outages():
            try:
                found = await obstore.get_async(self._store, location)
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                raise missing from None

    async def read(self, location: str) -> AsyncIterator[bytes]:
        """The content of a stored document, part by part; raises as `get` does, before the
        first."""
        missing = refused(Flaw.MISSING, "The document is not in the storage.", location=location)
        if not keys.is_possible(location):
            raise missing
        with _outages():
            try:
                found = await obstore.get_async(self._store, location)
            except FileNotFoundError:
                raise missing from None
        return _parts(found.stream(min_chunk_size=_PART))

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
        sha256 = hashlib.sha256(content).hexdigest()
        if not name.startswith(sha256):
            return None
        return StoredDocument(
            sha256=sha256, size=len(content), media_type=media_type, location=location
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
            raise refused(
                Flaw.ALTERED,
                "The document in the storage is no longer the one that was uploaded.",
                location=stored.location,
            )

    async def remove(self, location: str) -> None:
        """Removes a stored document; nothing where it is gone already."""
        if not keys.is_possible(location):
            return
        with _outages(), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, location)

    async def ping(self) -> None:
        """Raise `ServiceUnreachable` unless documents can be stored and read now."""
        with _outages():
            if self._root is None:
                # Asks for one name at the most; a bucket that does not exist answers with an error.
                async for _ in obstore.list(self._store, chunk_size=1):
                    break
            elif not await asyncio.to_thread(folder.is_usable, self._root):
                raise PermissionError("the folder of the documents cannot be used")

    async def _write(self, stored: StoredDocument, content: bytes) -> None:
        path = self._root and self._root / stored.location
        if path:
            await asyncio.to_thread(folder.create, path.parent)
        try:
            await self._create(stored, content)
        except (AlreadyExistsError, PreconditionError) as there:
            if has_no_room(there):
                raise
            await self._restore_if_damaged(stored, content)
        if path:
            await asyncio.to_thread(folder.seal, path)

    async def _create(self, stored: StoredDocument, content: bytes) -> None:
        attributes = None if self._root else {"Content-Type": stored.media_type}
        await obstore.put_async(
            self._store, stored.location, content, mode="create", attributes=attributes
        )

    async def _restore_if_damaged(self, stored: StoredDocument, content: bytes) -> None:
        """Repairs a damaged file, such as one half written before a power cut: the name is the
        content's digest, so these very bytes belong there."""
        try:
            await self.verify(stored)
        except DocumentRefused:
            _log.warning("A damaged document was restored.", location=stored.location)
            await obstore.put_async(self._store, stored.location, content, use_multipart=False)


async def _parts(stream: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    with _outages():
        async for part in stream:
            yield bytes(part)


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
