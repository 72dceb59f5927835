"""The hash chain that the ledger stores with each entry of a timeline: over that entry and the
hash of the one before, so that an entry of the past cannot be changed by itself."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.evidence.canonical import digest


class Link(NamedTuple):
    """An entry of a timeline as it is kept."""

    number: int
    entry: dict[str, Any]
    chain: str | None
    """Its hash; none where a release before wrote it."""


def request_chain(run: str) -> str:
    """What the chain of a request's run is called."""
    return f"run/{run}"


def invoice_chain(number: str) -> str:
    """What the chain of an invoice is called."""
    return f"invoice/{number}"


def start_of(about: str) -> str:
    """What comes before the first entry: no timeline's chain fits another."""
    return digest({"about": about})


def link_of(before: str, number: int, entry: dict[str, Any]) -> str:
    """The hash of an entry."""
    return digest({"before": before, "number": number, "entry": entry})


def links_of(before: str, first: int, entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The hashes of entries that follow one another."""
    for number, entry in enumerate(entries, start=first):
        before = link_of(before, number, entry)
        yield before


def last_link(about: str, links: Iterable[Link]) -> str:
    """The last hash, worked out where a release before wrote entries without one."""
    before = start_of(about)
    for number, entry, chain in links:
        before = chain or link_of(before, number, entry)
    return before


def broken(about: str, links: Iterable[Link], head: str | None) -> tuple[int, ...]:
    """The numbers of the entries that are not what was written, or come after one that is missing.

    Args:
        head: The last hash, as it is kept elsewhere; None where it never was. A release before
            wrote entries without touching it.
    """
    wrong: list[int] = []
    before, expected = start_of(about), 1
    ends_there = head is None
    for number, entry, chain in links:
        hashed = link_of(before, number, entry)
        if number != expected or (chain is not None and chain != hashed):
            wrong.append(number)
        # What was written last is what the next one has to fit.
        before, expected = chain or hashed, number + 1
        if head is not None and (chain is not None or before == head):
            ends_there = before == head
    if not ends_there and not wrong:
        wrong.append(expected)
    return tuple(wrong)
