"""Files that commands write where somebody said."""

import os
import shutil
from pathlib import Path
from typing import IO, NoReturn

from cli.usage import refuse
from wording.catalogue import staff_words

_FOR_ALL, _FOR_ONESELF = 0o666, 0o600


def write_output(path: Path, content: bytes | IO[bytes], *, private: bool = False) -> None:
    """Writes what `--output` names; one that cannot be written is a problem of that option.

    Args:
        content: Or where it is read from.
        private: A new file is for whoever asked alone.
    """
    mode = _FOR_ONESELF if private else _FOR_ALL
    try:
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                shutil.copyfileobj(content, file)
    except OSError as error:
        _cannot_be_written(path, error)


def replace_output(path: Path, text: str) -> None:
    """The same for a text that replaces the file of before at once, for whoever asked alone: what
    is there is the old text or the new one, never a part. What is no file, such as a pipe, is
    written to."""
    if path.exists() and not path.is_file():
        write_output(path, text.encode())
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.touch(_FOR_ONESELF)
        draft.write_text(text)
        draft.replace(path)
    except OSError as error:
        _cannot_be_written(path, error)
    finally:
        draft.unlink(missing_ok=True)


def _cannot_be_written(path: Path, error: OSError) -> NoReturn:
    said = staff_words()("usage.cannot_be_written", path=path, why=error.strerror)
    refuse("--output", said, "cannot_be_written")
