"""Files that commands write where somebody said."""

import os
import shutil
from pathlib import Path
from typing import IO

from cli.usage import refuse

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
        refuse("--output", f"{path} cannot be written: {error.strerror}.", "cannot_be_written")
