"""Legal documents as the storage has them."""

from pydantic import BaseModel
from temporalio import activity

from application.ports.documents import Documents
from application.requests.inspect_document import inspect_document
from domain.forms.documents import StoredDocument


class InspectionOrder(BaseModel):
    scope_id: str
    """The request's own: an upload belongs to the scope that it was stored for."""
    stored: StoredDocument


class DocumentCheck(BaseModel):
    problem: str | None = None
    """Why the upload cannot be used, in a sentence; None when it is as it was said to be."""
    code: str | None = None


class DocumentActivities:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    @activity.defn
    async def inspect(self, order: InspectionOrder) -> DocumentCheck:
        """Whether the storage really holds this upload of this scope, unaltered."""
        problem = await inspect_document(self._documents, order.scope_id, order.stored)
        if problem is None:
            return DocumentCheck()
        return DocumentCheck(problem=problem.sentence, code=problem.code)
