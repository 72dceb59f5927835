"""How large a draft may be: it is kept as it is, whatever it holds."""

import json
from typing import Any

from pydantic import ValidationInfo

from domain.errors import InvalidFile

MOST_CHARACTERS = 100_000
"""Of a whole draft, written as JSON: several times what the longest form that can be sent has."""


def not_too_large(draft: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """The draft as it is.

    Raises:
        InvalidFile: somebody gave more than is kept; it names the field that holds most of it.
    """
    if info.mode != "python":
        return draft
    sizes = {name: _characters(value) for name, value in draft.items()}
    size = sum(sizes.values()) + sum(map(len, draft))
    if size > MOST_CHARACTERS:
        largest = max(sizes, key=lambda name: sizes[name])
        said = (
            f"This makes the form too long: it has {size:,} characters, and at most"
            f" {MOST_CHARACTERS:,} are kept."
        )
        raise InvalidFile([{"field": largest[:200], "code": "too_long", "problem": said}])
    return draft


def _characters(value: Any) -> int:
    try:
        return len(json.dumps(value, default=str, ensure_ascii=False))
    except (ValueError, RecursionError):  # thousands of digits, or of blocks within one another
        return 0
