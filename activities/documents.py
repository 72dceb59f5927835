"""Legal documents as the storage has them."""

from typing import TYPE_CHECKING

from pydantic import BaseModel
from temporalio import activity

from adapters.storage.keys import location_of
from domain.errors import DocumentRefused
from domain.forms.documents import StoredDocument

if TYPE_CHECKING:  # faces import this module for its names alone, and pay for no more
    from adapters.storage.documents import DocumentStore


class InspectionOrder(BaseModel):
    scope_id: str
    """The request's own: an upload belongs to the scope that it was stored for."""
    stored: StoredDocument


class DocumentCheck(BaseModel):
    problem: str | None = None
    """Why the upload cannot be used, in a sentence; None when it is as it was said to be."""
    code: str | None = None


class DocumentActivities:
    def __init__(self, store: "DocumentStore") -> None:
        self._store = store

    @activity.defn
    async def inspect(self, order: InspectionOrder) -> DocumentCheck:
        """Whether the storage really holds this upload of this scope, unaltered."""
        stored = order.stored
        if stored.location != location_of(order.scope_id, stored.sha256, stored.media_type):
            problem = "This file was uploaded for another subscription or billing profile."
            return DocumentCheck(problem=problem, code="foreign")
        try:
            await self._store.verify(stored)
        except DocumentRefused as refused:
            return DocumentCheck(problem=refused.reason, code=str(refused.details.get("code")))
        return DocumentCheck()
