"""By which way somebody came in, and what the access log says of it, as staff read it."""

from collections.abc import Mapping
from typing import Any

from domain.people.through import Through
from wording.catalogue import staff_words
from wording.terms import term


def came_in(through: Through) -> str:
    """`link 1a2b, made by paula, who could read it`."""
    words, made_by = staff_words(), through.made_by
    said = [words(f"came_in.{through.door.value}", id=through.id, made_by=made_by)]
    if through.mailed:
        said.append(words("came_in.mailed"))
    if through.staff_could_read:
        said.append(words("came_in.maker_reads" if made_by else "came_in.staff_reads"))
    return ", ".join(said)


def known_of_entry(details: Mapping[str, Any]) -> str:
    """What an entry of the access log knows besides: `by mail: yes; roles: billing, credit`."""
    return "; ".join(f"{_named(name)}: {_said(name, each)}" for name, each in details.items())


def _named(name: str) -> str:
    words = staff_words()
    return words(f"entry.{name}") if words.knows("entry", name) else term(name)


def _said(name: str, value: Any) -> str:
    words = staff_words()
    if isinstance(value, bool):
        return words("entry_says.yes" if value else "entry_says.no")
    if name == "how" and words.knows("entry_how", value):
        return words(f"entry_how.{value}")
    named = term if name in _CODES else str
    return ", ".join(map(named, value)) if isinstance(value, (list, tuple)) else named(value)


_CODES = {"roles", "before", "actions"}
"""Whose values are codes; others are names, ids and words of people."""
