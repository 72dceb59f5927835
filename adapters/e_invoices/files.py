"""E-invoices as files: in a folder, or in a bucket that speaks S3."""

import asyncio
import os
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from adapters.mail.outcomes import Halted
from adapters.storage.bucket import bucket, has_no_room
from adapters.storage.folder import path_of, sync
from application.ports.e_invoices import EInvoice


class IntoFolder:
    """A file is there whole or not at all; while it is being written its name begins with a dot.
    Written again it has the same name and, made by the same release, the same bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, e_invoice: EInvoice) -> str | None:
        try:
            await asyncio.to_thread(_write, self._folder / e_invoice.file_name, e_invoice)
        except OSError as error:
            why = "its disk is full" if has_no_room(error) else error.strerror
            raise Halted(f"the folder of e-invoices cannot be written: {why}") from error
        return e_invoice.file_name

    async def aclose(self) -> None:
        pass


class IntoBucket:
    """An object of the same name is replaced by the same document."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    async def send(self, e_invoice: EInvoice) -> str | None:
        file = e_invoice.file
        kind = {"Content-Type": file.media_type}
        try:
            await obstore.put_async(self._store, e_invoice.file_name, file.content, attributes=kind)
        except (BaseError, OSError) as error:
            why = "it has no room" if has_no_room(error) else type(error).__name__
            raise Halted(f"the bucket of e-invoices cannot be written: {why}") from error
        return e_invoice.file_name

    async def aclose(self) -> None:
        pass


def files_at(url: str) -> IntoFolder | IntoBucket:
    """Of `file:///folder`, which is created with the first file, or `s3://bucket/prefix`.

    Raises:
        ValueError: the URL is neither.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return IntoFolder(path_of(parts))
    if parts.scheme == "s3" and parts.netloc:
        return IntoBucket(bucket(parts))
    raise ValueError("e-invoices go to file:///folder, s3://bucket/prefix or https://gateway")


def _write(path: Path, e_invoice: EInvoice) -> None:
    content = e_invoice.file.content
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    sync(unfinished)
    unfinished.replace(path)
    sync(path.parent)
