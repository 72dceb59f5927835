"""A bucket that speaks S3, as the environment names it."""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult

from obstore.store import S3Store

from domain.values.full_disks import is_full

_FULL = re.compile(
    r"status code: 507\b|<Code>\w*(?:QuotaExceeded|StorageFull|InsufficientCapacity)</Code>"
)
"""Of a server's answer: S3 itself has no limit and so no code for it, and each of the others has
one of its own."""


def has_no_room(error: BaseException) -> bool:
    """Whether what a folder or a bucket failed at is that it is full, or its quota used up. In
    words only: obstore sorts answers by their status, and calls MinIO's 409 for a quota an object
    that exists already."""
    return is_full(error) or (not isinstance(error, OSError) and bool(_FULL.search(str(error))))


def bucket(url: SplitResult) -> S3Store:
    """The bucket that an `s3://bucket/prefix` URL names, with the prefix before all names. It takes
    its address and credentials from the usual `AWS_*` variables."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    secret = _from_file("AWS_SECRET_ACCESS_KEY_FILE")
    return S3Store(
        url.netloc,
        prefix=url.path.strip("/") or None,
        client_options={
            # Addresses without TLS are allowed: the operator configured them explicitly.
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=30),
        },
        # Short timeouts: a person waits, and the engine retries activities.
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=15)},
        config={"secret_access_key": secret} if secret else {},
    )


def _from_file(variable: str) -> str:
    """The content of the file that a variable names; empty without one."""
    path = os.environ.get(variable)
    return Path(path).read_text("utf-8").strip() if path else ""
