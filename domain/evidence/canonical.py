"""One spelling of JSON, so that the same content has the same hash wherever it is kept."""

import json
from hashlib import sha256
from typing import Any


def canonical(content: Any) -> bytes:
    """Keys in order, no blanks, UTF-8 without escapes. `content` is JSON already; amounts
    in it are texts, or whole numbers of minor units."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def digest(content: Any) -> str:
    """The SHA-256 of the canonical spelling, in hexadecimal."""
    return sha256(canonical(content)).hexdigest()
