"""Finds and seals what a storage has in clear, from before there was a master key."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import obstore
from obstore.exceptions import PreconditionError
from obstore.store import ObjectStore, S3Store

from adapters.storage import keys
from adapters.storage.sealed import MARK

_AT_ONCE = 20


async def in_clear(store: ObjectStore, before: datetime | None = None) -> AsyncIterator[str]:
    """The locations of all documents that are not sealed; only of what was written before then."""
    async for some in obstore.list(store, chunk_size=_AT_ONCE):
        ours = [
            each["path"]
            for each in some
            if keys.is_possible(each["path"]) and (before is None or each["last_modified"] < before)
        ]
        clear = await asyncio.gather(*(_is_clear(store, each) for each in ours))
        for location, is_clear in zip(ours, clear, strict=True):
            if is_clear:
                yield location


async def clear_content(store: ObjectStore, location: str) -> tuple[bytes, str | None] | None:
    """What is there in clear, and the storage's own mark of it; None where it is gone, or sealed
    by now."""
    try:
        found = await obstore.get_async(store, location)
    except FileNotFoundError:
        return None
    content = bytes(await found.bytes_async())
    return None if content.startswith(MARK) else (content, found.meta["e_tag"])


async def put_in_place(store: ObjectStore, location: str, kept: bytes, mark: str | None) -> bool:
    """Replaces at once what has this mark; False where it was removed or changed meanwhile."""
    try:
        if isinstance(store, S3Store) and mark is not None:
            await obstore.put_async(
                store, location, kept, mode={"e_tag": mark}, use_multipart=False
            )
            return True
        # A folder cannot compare and replace at once.
        await obstore.head_async(store, location)
    except (FileNotFoundError, PreconditionError):
        return False
    await obstore.put_async(store, location, kept, use_multipart=False)
    return True


async def _is_clear(store: ObjectStore, location: str) -> bool:
    try:
        begins = await obstore.get_async(store, location, options={"range": (0, len(MARK))})
    except FileNotFoundError:
        return False
    return bytes(await begins.bytes_async()) != MARK
