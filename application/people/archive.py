"""The file that an export is: a zip archive with what is kept as JSON, and documents."""

import json
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any

from pydantic_core import to_jsonable_python


class Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._documents: set[str] = set()

    @property
    def documents(self) -> int:
        """How many were added."""
        return len(self._documents)

    def add_text(self, name: str, text: str) -> None:
        self._archive.writestr(name, text)

    async def add_json(
        self, name: str, told: Mapping[str, Any], lists: Mapping[str, AsyncIterator[Any]]
    ) -> dict[str, int]:
        """One object of JSON: what is told, and lists of which one element at a time is known.
        Returns how long each of these is."""
        numbers = dict.fromkeys(lists, 0)
        with self._archive.open(name, "w", force_zip64=True) as file:
            file.write(_json(told).removesuffix("\n}").encode())
            for each, elements in lists.items():
                file.write(f",\n  {json.dumps(each)}: [".encode())
                async for element in elements:
                    file.write(b",\n" if numbers[each] else b"\n")
                    file.write(_json(element).encode())
                    numbers[each] += 1
                file.write(b"]")
            file.write(b"\n}\n")
        return numbers

    def has(self, location: str) -> bool:
        """Whether a document like the one that lies there was added: it is called by what it
        contains."""
        return PurePosixPath(location).name in self._documents

    def add_document(self, location: str, content: bytes) -> None:
        name = PurePosixPath(location).name
        self._archive.writestr(f"documents/{name}", content)
        self._documents.add(name)


@contextmanager
def archive_into(file: IO[bytes]) -> Iterator[Archive]:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        yield Archive(archive)


def _json(said: Any) -> str:
    return json.dumps(to_jsonable_python(said), ensure_ascii=False, indent=2)
