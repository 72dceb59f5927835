"""Reads what a bank sent: a file in any of its formats, or several in a ZIP file."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from adapters.bank.bai2 import read_bai2
from adapters.bank.camt import read_camt
from adapters.bank.coda import read_coda
from adapters.bank.mt940 import read_mt940
from adapters.bank.recognising import HEAD_BYTES, recognised
from adapters.bank.refusing import refused
from adapters.bank.table import read_table
from domain.bank.profiles import CsvProfile
from domain.bank.statements import Form, Part

MAX_BYTES = 256 * 1024 * 1024
"""Of one file, unpacked."""
MAX_FILES = 1000
"""In one ZIP file."""
MAX_TOGETHER = 4 * MAX_BYTES
"""Of the files in one ZIP file, unpacked."""

_READERS: dict[Form, Callable[[IO[bytes]], Iterator[Part]]] = {
    Form.CAMT: read_camt,
    Form.MT940: read_mt940,
    Form.BAI2: read_bai2,
    Form.CODA: read_coda,
}


def read_statements(
    file: IO[bytes], form: Form | None = None, profile: CsvProfile | None = None
) -> Iterator[Part]:
    """The parts of the statements in one file, as they are read.

    Args:
        file: Open at its start; it can be sought in.
        form: Its format, where somebody says it; else it is recognised by what stands in it.
        profile: How a table is read.

    Raises:
        InvalidFile: it is empty, too large, of no known format, or not as its format has it.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise refused("file_empty", "This file is empty.")
    if size > MAX_BYTES:
        problem = f"This file is larger than {MAX_BYTES // 1024 // 1024} MB."
        raise refused("file_too_large", problem)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if form is Form.CSV and profile is not None:
        yield from read_table(file, profile)
        return
    reader = _READERS.get(form or recognised(head) or Form.CSV)
    if reader is None:
        problem = (
            "This is none of the formats that are recognised (CAMT, MT940, BAI2, CODA)."
            " A table (CSV) is read by a profile that names its columns: --format csv --profile."
        )
        raise refused("format_unknown", problem)
    yield from reader(file)


@contextmanager
def unpacked(file: IO[bytes], name: str) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The files in a ZIP file, each with its name; the file itself when it is none.

    Raises:
        InvalidFile: it cannot be unpacked, or holds too much.
    """
    if not zipfile.is_zipfile(file):
        file.seek(0)
        yield iter([(name, file)])
        return
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        yield _members(archive)


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, IO[bytes]]]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > MAX_FILES:
        raise refused("too_many_files", f"There are more than {MAX_FILES} files in this one.")
    if sum(each.file_size for each in members) > MAX_TOGETHER:
        problem = f"The files in this one come to more than {MAX_TOGETHER // 1024 // 1024} MB."
        raise refused("file_too_large", problem)
    for member in members:
        if member.flag_bits & 1:
            raise refused("zip_encrypted", "This ZIP file is encrypted.", field=member.filename)
        if member.file_size > MAX_BYTES:
            problem = f"This file is larger than {MAX_BYTES // 1024 // 1024} MB."
            raise refused("file_too_large", problem, field=member.filename)
        try:
            with archive.open(member) as unpacking:
                yield member.filename, unpacking
        except (zipfile.BadZipFile, NotImplementedError, EOFError):
            problem = "This file cannot be unpacked."
            raise refused("zip_damaged", problem, field=member.filename) from None
