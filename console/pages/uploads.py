"""Puts a file from a form into the storage."""

from starlette.datastructures import UploadFile

from console.pages.forms import NotValid
from console.services import Services
from console.uploads import chunks_of, store
from domain.errors import DocumentRefused
from domain.forms.documents import StoredDocument


async def stored(
    services: Services, by: str, scope: str, upload: UploadFile, field: str
) -> StoredDocument:
    """Stores the file for this request.

    Raises:
        NotValid: it is not an acceptable file; shown at the field.
    """
    try:
        return await store(services, f"/{by}", scope, chunks_of(upload))
    except DocumentRefused as refused:
        raise NotValid({field: refused.reason}) from refused
