"""What is uploaded for a request: kept before a message names it, found again, and read."""

from collections.abc import AsyncIterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clients.requests.keyed_client import KeyedClient
from domain.errors import DocumentUnknown, InvalidFile
from domain.forms.documents import StoredDocument
from domain.requests.request import request_id

if TYPE_CHECKING:
    from engine.wiring.documents import DocumentSeal, DocumentStore


class DocumentClient(KeyedClient):
    async def upload(self, request: str, path: Path) -> StoredDocument:
        """Puts a file into the storage for this request; `AddDocument` then says what it is.

        Raises:
            DocumentRefused: not a PDF, PNG, JPEG or TIFF by content, empty, damaged or too large.
        """
        # Loaded here: only an upload needs the storage.
        from adapters.storage.upload import read_upload

        content = read_upload(path, self._settings.documents_max_bytes)
        store = await self._document_store()
        return await store.put(request_id(request).partition("/")[2], content)

    async def uploaded(self, request: str, name: str) -> StoredDocument:
        """What was uploaded for this request before, by the last part of its location.

        Raises:
            DocumentUnknown: nothing was uploaded for it under this name.
        """
        store = await self._document_store()
        found = await store.find(request_id(request).partition("/")[2], name)
        if found is None:
            raise DocumentUnknown("This is no upload of this request.", document=name)
        return found

    async def read_document(self, request: str, stored: StoredDocument) -> AsyncIterator[bytes]:
        """The content of an upload of this request, part by part; it is found before the first.

        Raises:
            DocumentUnknown: it is not an upload of this request.
            DocumentRefused: it is not in the storage any more, was altered there, or was erased.
        """
        from adapters.storage.keys import location_of

        scope = request_id(request).partition("/")[2]
        if stored.location != location_of(scope, stored.sha256, stored.media_type):
            raise DocumentUnknown("This is no document of this request.")
        return await (await self._document_store()).read(stored.location)

    @cached_property
    def _seal(self) -> "DocumentSeal":
        from engine.wiring.documents import document_seal

        return document_seal(self._settings)

    async def _document_store(self) -> "DocumentStore":
        from engine.wiring.documents import document_store

        try:
            return await document_store(self._settings, self._seal)
        except ValueError as unusable:
            field, said = "PAYBYINVOICE_DOCUMENTS_URL", f"{str(unusable).capitalize()}."
            raise InvalidFile([{"field": field, "code": "unusable", "problem": said}]) from unusable
