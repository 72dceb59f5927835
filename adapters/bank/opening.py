"""A bank's files, opened: each with its name, its digest, and how it is read."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

from adapters.bank.reading import read_statements, unpacked
from application.ports.bank_files import File
from domain.bank.profiles import CsvProfile
from domain.bank.statements import Form, Part
from domain.errors import InvalidFile

_AT_ONCE = 1024 * 1024
_NAME = 200
"""Characters of a file's name that are kept."""


def opened_files(
    opened: Sequence[tuple[str, IO[bytes]]], form: Form | None, profile: CsvProfile | None
) -> tuple[Sequence[File], ExitStack]:
    """The files, those in a ZIP file one by one. What is unpacked lies in temporary files until
    the stack is closed, since each is read twice.

    Raises:
        InvalidFile: one cannot be unpacked.
    """
    files: list[File] = []
    with ExitStack() as stack:
        for packed_name, packed in opened:
            with unpacked(packed, packed_name) as members:
                for name, member in members:
                    file: IO[bytes] = member
                    if member is not packed:
                        file = stack.enter_context(TemporaryFile())
                        copyfileobj(member, file)
                        file.seek(0)
                    files.append(_file(name, file, form, profile))
        return files, stack.pop_all()


def shown_name(name: str) -> str:
    """A file's name, as it is kept."""
    return "".join(each if each.isprintable() else "?" for each in name)[:_NAME]


def _file(name: str, file: IO[bytes], form: Form | None, profile: CsvProfile | None) -> File:
    digest = sha256()
    while some := file.read(_AT_ONCE):
        digest.update(some)

    shown = shown_name(name)

    def read() -> Iterator[Part]:
        try:
            yield from read_statements(file, form, profile)
        except InvalidFile as refused:
            problems = refused.details["problems"]
            raise InvalidFile([{"file": shown, **each} for each in problems]) from None

    return File(shown, digest.hexdigest(), read)
