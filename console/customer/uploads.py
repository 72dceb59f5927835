"""A file on its way in: never in memory as a whole, never longer on the disk than it is needed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import UploadFile

from client import RequestClient
from domain.documents import StoredDocument
from domain.errors import DocumentRefused

_CHUNK = 64 * 1024


async def store(
    requests: RequestClient, scope: str, chunks: AsyncIterator[bytes], max_bytes: int
) -> StoredDocument:
    """Puts what comes into the storage for this request.

    Raises:
        DocumentRefused: it is too large, or not an acceptable file by its content.
        ClientDisconnect: it broke off; nothing is kept.
    """
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "document"
        await _write(path, chunks, max_bytes)
        return await requests.upload(scope, path)


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


async def _write(path: Path, chunks: AsyncIterator[bytes], max_bytes: int) -> None:
    size = 0
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > max_bytes:
                raise DocumentRefused(
                    "The file is too large.", code="too_large", max_bytes=max_bytes
                )
            await asyncio.to_thread(file.write, chunk)
