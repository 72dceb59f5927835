"""What is kept of an account, as the console hands it over."""

import os
from collections.abc import Iterator
from typing import IO

from fastapi.responses import StreamingResponse

from clients.personal_data.persons import PersonClient, scratch_file
from console import files

MEDIA_TYPE = "application/zip"
_PART = 256 * 1024


async def exported(persons: PersonClient, account: str, by: str) -> StreamingResponse:
    """The file, sent part by part once all of it is there; raises as `PersonClient.export`."""
    file = scratch_file()
    try:
        made = await persons.export(account, by, file)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, os.SEEK_END)
    headers = files.headers(f"account-{made.account}.zip") | {"Content-Length": str(size)}
    return StreamingResponse(_parts(file), media_type=MEDIA_TYPE, headers=headers)


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while part := file.read(_PART):
            yield part
