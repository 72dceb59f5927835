"""What customers' pages say, in English and Dutch.

A key is a place on a page (`home.title`); a family is a group of keys with one for each value of
something in the domain (`state`: `state.draft`, …). Codes that letters name too are worded in
`wording/codes.en.yaml` and its Dutch fellow.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

_FOLDER = Path(__file__).parent


class Words:
    """The words of one language. A key that is not there is a mistake of ours, not of the data."""

    def __init__(self, said: dict[str, str]) -> None:
        self._said = said

    def __call__(self, key: str, **values: object) -> str:
        """The words for this key, its `{names}` filled in; with markup where one of those is."""
        words = self._said[key]
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(words).format(**values)
        return words.format_map(values) if values else words

    def of(self, family: str, member: str, **values: object) -> str:
        """The words for one value of a family; those for `other` where it is not known."""
        key = f"{family}.{member}"
        return self(key if key in self._said else f"{family}.other", **values)

    def knows(self, family: str, member: str) -> bool:
        return f"{family}.{member}" in self._said

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)


@cache
def words_in(language: str) -> Words:
    """The words in `en` or `nl`."""
    read = yaml.safe_load((_FOLDER / f"pages.{language}.yaml").read_text("utf-8"))
    return Words(dict(_flat(read)))


def _flat(block: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in block.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value.strip()
