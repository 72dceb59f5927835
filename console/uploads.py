"""A file on its way in: never in memory as a whole, never longer on the disk than it is needed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import UploadFile

from console.services import Services
from domain.documents import StoredDocument

_CHUNK = 64 * 1024


async def store(house: Services, scope: str, chunks: AsyncIterator[bytes]) -> StoredDocument:
    """Puts what comes into the storage for this request.

    Raises:
        DocumentRefused: it is too large, or not an acceptable file by its content.
        ClientDisconnect: it broke off; nothing is kept.
    """
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "document"
        await _write(path, chunks, house.settings.documents_max_bytes)
        return await house.requests.upload(scope, path)


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


async def _write(path: Path, chunks: AsyncIterator[bytes], max_bytes: int) -> None:
    # One more than is taken says that it is too large; the rest is not worth keeping.
    left = max_bytes + 1
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk[:left])
            left -= len(chunk)
            if left <= 0:
                return
