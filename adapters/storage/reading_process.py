"""The process that reads one document, which comes in on standard input.

`python -m adapters.storage.reading_process TYPE MEMORY CPU_SECONDS` answers with JSON: nothing, or
why it is refused."""

import json
import resource
import sys
from contextlib import suppress

from adapters.storage.images import read_image
from adapters.storage.pdf import read_pdf
from adapters.storage.refusals import damaged
from domain.errors import DocumentRefused


def read(media_type: str, content: bytes) -> None:
    """Raises `DocumentRefused` unless the document can be read completely."""
    if media_type == "application/pdf":
        read_pdf(content)
    else:
        read_image(media_type, content)


def confine(memory_bytes: int, cpu_seconds: int) -> None:
    """From here on this process takes no more than that, and writes no file."""
    for limit, value, at_most in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        # Its own signal a second before the one that also comes from elsewhere.
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with suppress(ValueError, OSError):  # a system without this limit, such as macOS
            resource.setrlimit(limit, (value, at_most))


def main(media_type: str, memory_bytes: int, cpu_seconds: int) -> None:
    """Reads the document within the limits."""
    confine(memory_bytes, cpu_seconds)
    answer = {}
    try:
        read(media_type, sys.stdin.buffer.read())
    except DocumentRefused as refusal:
        answer = {"reason": refusal.reason, "details": refusal.details}
    except RecursionError:
        deep = damaged("document")
        answer = {"reason": deep.reason, "details": deep.details}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
