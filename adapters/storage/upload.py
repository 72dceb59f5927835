"""Reads a file from the disk to upload it."""

from pathlib import Path

from adapters.storage.refusals import too_large
from domain.errors import InvalidFile


def read_upload(path: Path, max_bytes: int) -> bytes:
    """The content of a user's file, of which never more than `max_bytes` + 1 bytes are read.

    Raises `InvalidFile` when there is no readable file at the path, and `DocumentRefused` when it
    is too large.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device could block or never end.
            raise _invalid(path, "is not a file")
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise _invalid(path, "does not exist") from None
    except (OSError, ValueError) as error:
        raise _invalid(path, "cannot be read") from error
    if len(content) > max_bytes:
        raise too_large(max_bytes)
    return content


def _invalid(path: Path, problem: str) -> InvalidFile:
    return InvalidFile([{"field": "file", "problem": f"{path} {problem}."}])
