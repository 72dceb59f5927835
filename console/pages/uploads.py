"""From a file in a form to the storage."""

from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
from starlette.datastructures import UploadFile

from console.pages.forms import NotValid
from console.services import Services
from domain.documents import StoredDocument
from domain.errors import DocumentRefused

_AT_ONCE = 256 * 1024


async def stored(house: Services, scope: str, upload: UploadFile, field: str) -> StoredDocument:
    """Keeps the file for this request.

    Raises:
        NotValid: it is not an acceptable file; said beside the field.
    """
    with TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "upload"
        async with await anyio.open_file(path, "wb") as file:
            # One more than is accepted says that it is too large; the rest is not worth keeping.
            left = house.settings.documents_max_bytes + 1
            while left > 0 and (part := await upload.read(min(_AT_ONCE, left))):
                await file.write(part)
                left -= len(part)
        try:
            return await house.requests.upload(scope, path)
        except DocumentRefused as refused:
            raise NotValid({field: refused.reason}) from refused
