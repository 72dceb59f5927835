"""Whether a bundle is as it was signed: needs the bundle alone."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from domain.errors import InvalidFile
from domain.evidence.bundle import (
    ALGORITHM,
    BEGINNING,
    FORMAT,
    VERSION,
    LineKind,
    Taken,
    hash_of,
    message_of,
)
from domain.evidence.ledger_chain import Link, broken
from domain.values.record import Record

Verify = Callable[[str, bytes, str], bool]
"""Whether a signature is of this public key over this message; key and signature in Base64."""


class BundleProblem(Record):
    line: int | None
    """The line of the file; None for what is about the whole of it."""
    code: str
    problem: str


class Verified(Record):
    """What came of looking at a bundle."""

    about: str
    taken_at: datetime
    taken_by: str
    lines: int
    """Without the signature's."""
    public_key: str | None
    """Of whoever signed it, in Base64; None where it has no signature that is one."""
    problems: tuple[BundleProblem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def verified(content: bytes, verify: Verify, expected_key: str | None = None) -> Verified:
    """What is wrong with a bundle, if anything.

    Args:
        expected_key: The public key that it has to be signed with, if that is known.

    Raises:
        InvalidFile: this is no bundle, or one of a later version.
    """
    read = [_read(each) for each in content.splitlines() if each.strip()]
    taken = _beginning(read)
    signed = read[-1] if read[-1] and read[-1].get("kind") == LineKind.SIGNATURE else None
    lines = read[:-1] if signed else read
    problems = [*_lines(lines), *_signature(lines, signed, verify, expected_key)]
    if not problems:
        problems = list(_chain(taken, lines))
    key = _text(signed["content"], "public_key") if signed and _has_content(signed) else None
    return Verified(
        about=taken.about,
        taken_at=taken.taken_at,
        taken_by=taken.taken_by,
        lines=len(lines),
        public_key=key,
        problems=tuple(problems),
    )


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _beginning(read: Sequence[Mapping[str, Any] | None]) -> Taken:
    first = next((each for each in read if each and each.get("kind") == LineKind.EVIDENCE), None)
    content = first.get("content") if first else None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _invalid("no_bundle", "This is not a bundle of evidence: no line says that it is.")
    if content.get("version") != VERSION:
        said = f"This bundle has format {content.get('version')}; this release reads {VERSION}."
        raise _invalid("unknown_version", said)
    try:
        return Taken.model_validate(
            {name: content[name] for name in Taken.model_fields if name in content}
        )
    except ValidationError:
        raise _invalid("no_bundle", "Its first line does not say what it is about.") from None


def _invalid(code: str, said: str) -> InvalidFile:
    return InvalidFile([{"field": "file", "code": code, "problem": said}])


def _lines(lines: Sequence[dict[str, Any] | None]) -> Iterator[BundleProblem]:
    """Every line on its own, then what follows what."""
    whole: dict[int, dict[str, Any]] = {}
    changed: set[int] = set()
    unreadable = False
    last = 0
    for at, line in enumerate(lines, start=1):
        number = line.get("number") if line else None
        if line is None or not isinstance(number, int):
            unreadable = True
            yield _at(at, "changed", f"Line {at} was changed: it cannot be read any more.")
        elif line.get("hash") != hash_of(line):
            changed.add(number)
            whole[number] = line
            yield _at(at, "changed", f"Line {at} was changed: its hash is another one now.")
        elif number in whole:
            yield _at(at, "added", f"Line {at} is there twice.")
        else:
            if number < last:
                said = f"Line {at} was moved: it was line {number} when the bundle was signed."
                yield _at(at, "reordered", said)
            whole[number] = line
            last = max(last, number)
    if not unreadable and not changed:
        yield from _missing(whole)
    yield from _replaced(whole, changed)


def _missing(whole: Mapping[int, Any]) -> Iterator[BundleProblem]:
    """Each gap once, however long it is: the numbers are only what the file says."""
    before = 0
    for number in sorted(each for each in whole if each > 0):
        first, last = before + 1, number - 1
        if first == last:
            yield _at(first, "removed", f"Line {first} was removed.")
        elif first < last:
            yield _at(first, "removed", f"Lines {first} to {last} were removed.")
        before = number


def _replaced(
    whole: Mapping[int, dict[str, Any]], changed: Collection[int]
) -> Iterator[BundleProblem]:
    for number, line in sorted(whole.items()):
        if number in changed or number - 1 in changed:
            continue  # said already, of this line or of the one above
        above = whole.get(number - 1)
        before = BEGINNING if number == 1 else above and above.get("hash")
        if before and line.get("before") != before:
            said = (
                f"Line {number} does not follow from line {number - 1}: one of both was replaced,"
                " with its hash."
            )
            yield _at(number, "replaced", said)


def _signature(
    lines: Sequence[dict[str, Any] | None],
    signed: Mapping[str, Any] | None,
    verify: Verify,
    expected_key: str | None,
) -> Iterator[BundleProblem]:
    if signed is None or not _has_content(signed):
        yield _at(None, "no_signature", "The signature is missing: it was the last line.")
        return
    content = signed["content"]
    head, count, key, signature = (
        content.get(name) for name in ("head", "lines", "public_key", "signature")
    )
    texts = isinstance(head, str) and isinstance(key, str) and isinstance(signature, str)
    if not texts or not isinstance(count, int) or content.get("algorithm") != ALGORITHM:
        yield _at(None, "signature_changed", "The signature's line was changed.")
        return
    if not verify(key, message_of(head, count), signature):
        yield _at(None, "signature_changed", "The signature is not that of the key beside it.")
    if expected_key is not None and key != expected_key:
        yield _at(None, "other_key", "It is signed with another key than the one expected.")
    if len(lines) < count:
        said = f"It was signed with {count} lines, and {len(lines)} are there."
        yield _at(None, "removed", said)
    elif len(lines) > count:
        said = f"It was signed with {count} lines, and {len(lines)} are there."
        yield _at(None, "added", said)
    elif (last := lines[-1]) and last.get("hash") != head:
        said = f"Line {count} is not the one that was signed."
        yield _at(count, "replaced", said)


def _chain(taken: Taken, lines: Sequence[dict[str, Any] | None]) -> Iterator[BundleProblem]:
    """What the ledger itself stored with each entry of the timeline."""
    told = [
        (at, line["content"])
        for at, line in enumerate(lines, start=1)
        if line and line["kind"] == LineKind.TIMELINE
    ]
    links = [Link(each["number"], each["entry"], each.get("chain")) for _, each in told]
    where = {each["number"]: at for at, each in told}
    for number in broken(_chain_of(lines) or taken.about, links, None):
        said = (
            f"Line {where[number]} is as it was signed, but entry {number} of the timeline had been"
            " changed in the ledger before."
        )
        yield _at(where[number], "changed_in_ledger", said)


def _chain_of(lines: Sequence[dict[str, Any] | None]) -> str | None:
    for line in lines:
        if line and line["kind"] in (LineKind.REQUEST, LineKind.INVOICE):
            return _text(line["content"], "chain_of")
    return None


def _text(content: Mapping[str, Any], name: str) -> str | None:
    found = content.get(name)
    return found if isinstance(found, str) else None


def _has_content(line: Mapping[str, Any]) -> bool:
    return isinstance(line.get("content"), dict)


def _at(line: int | None, code: str, said: str) -> BundleProblem:
    return BundleProblem(line=line, code=code, problem=said)
