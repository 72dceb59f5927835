"""An uploaded document is handed in with a request."""

from typing import NamedTuple

from application.ports.documents import Documents
from domain.errors import DocumentRefused
from domain.forms.documents import StoredDocument


class Problem(NamedTuple):
    """Why an upload cannot be used."""

    sentence: str
    code: str


async def inspect_document(
    documents: Documents, scope_id: str, stored: StoredDocument
) -> Problem | None:
    """What is wrong where the storage does not hold exactly this upload of this scope."""
    if stored.location != documents.location_of(scope_id, stored.sha256, stored.media_type):
        return Problem(
            "This file was uploaded for another subscription or billing profile.", "foreign"
        )
    try:
        await documents.verify(stored)
    except DocumentRefused as refused:
        return Problem(refused.reason, str(refused.details.get("code")))
    return None
