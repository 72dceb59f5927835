"""Receives a file: never in memory as a whole, and on disk no longer than needed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import UploadFile

from console.services import Services
from domain.errors import DocumentRefused, NotPossibleNow, TooManyRequests
from domain.forms.documents import StoredDocument
from domain.requests.lifecycle import FINAL
from wording.catalogue import staff_words

_CHUNK = 64 * 1024


async def store(
    services: Services, caller: str, scope: str, chunks: AsyncIterator[bytes]
) -> StoredDocument:
    """Puts the file that arrives into the storage for this request.

    Args:
        caller: who sends it, for the limit on how many files one may send.

    Raises:
        TooManyRequests: they have sent too many lately.
        NotPossibleNow: the request has ended; nothing is read then, or kept.
        DocumentRefused: it is too large, not an acceptable file by its content, or one too many.
        ClientDisconnect: it broke off; nothing is kept.
    """
    await _require_room(services, caller, scope)
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "document"
        await _write(path, chunks, services.settings.documents_max_bytes)
        return await services.requests.upload(scope, path)


async def _require_room(services: Services, caller: str, scope: str) -> None:
    if wait := services.uploads.take(caller):
        raise TooManyRequests(staff_words()("door.too_many_files"), wait)
    snapshot = await services.requests.snapshot(scope)
    if snapshot.state in FINAL:
        raise NotPossibleNow("add_document", snapshot.state)
    at_most = services.settings.documents_per_request
    if len(snapshot.documents.received) >= at_most:
        said = staff_words()("door.most_documents", most=at_most)
        raise DocumentRefused(said, code="too_many")


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


async def _write(path: Path, chunks: AsyncIterator[bytes], max_bytes: int) -> None:
    # One byte too many proves that it is too large; the rest is not read.
    left = max_bytes + 1
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk[:left])
            left -= len(chunk)
            if left <= 0:
                return
