"""Reads what Stripe's clients send: forms whose names say where a value belongs, as in
`items[0][price]`."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PARTS = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")


def read_form(text: str) -> dict[str, Any]:
    """The fields as nested mappings and lists; every value is a text."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *path, last = _PARTS.findall(name)
        place = root
        for part in path:
            place = place.setdefault(part, {})
        place[last or str(len(place))] = value
    return {name: _with_lists(value) for name, value in root.items()}


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(map(str.isdigit, inner)) else inner


def whole(value: Any) -> int | None:
    return None if value in (None, "") else int(value)


def flag(value: Any, default: bool = False) -> bool:
    return default if value is None else str(value).lower() == "true"
