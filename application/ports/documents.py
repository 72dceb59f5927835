"""Uploaded documents, as the storage has them."""

from typing import Protocol

from domain.forms.documents import StoredDocument


class Documents(Protocol):
    def location_of(self, scope_id: str, sha256: str, media_type: str) -> str:
        """Where an upload of this scope with this content lies."""

    async def verify(self, stored: StoredDocument) -> None:
        """Raises DocumentRefused unless it is there exactly as it was uploaded."""
