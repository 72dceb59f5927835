"""A bundle says of itself whether anybody changed it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.evidence.signing import NoSigningKey, SigningKey, fingerprint, is_signed
from domain.errors import InvalidFile
from domain.evidence.bundle import Entry, LineKind, Taken, bundle, hash_of
from domain.evidence.ledger_chain import links_of, request_chain, start_of
from domain.evidence.verifying import Verified, verified

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
RUN = "run-1"
ENTRIES = [{"kind": kind, "by": "anna@contoso.nl"} for kind in ("opened", "submitted", "approved")]


def a_bundle() -> list[bytes]:
    chain = links_of(start_of(request_chain(RUN)), 1, ENTRIES)
    told = [Entry(kind=LineKind.REQUEST, content={"chain_of": request_chain(RUN)})]
    told += [
        Entry(kind=LineKind.TIMELINE, content={"number": number, "entry": entry, "chain": hashed})
        for number, (entry, hashed) in enumerate(zip(ENTRIES, chain, strict=True), start=1)
    ]
    told.append(Entry(kind=LineKind.DECISION, content={"by": "carla", "reason": "Goed – “prima”"}))
    taken = Taken(
        about="pay-by-invoice/sub-1",
        taken_at=datetime(2026, 11, 30, tzinfo=UTC),
        taken_by="audrey",
        sound=True,
    )
    return list(bundle(taken, told, KEY))


def looked_at(lines: list[bytes], expected: str | None = None) -> Verified:
    return verified(b"\n".join(lines), is_signed, expected)


def codes(lines: list[bytes]) -> list[tuple[int | None, str]]:
    return [(each.line, each.code) for each in looked_at(lines).problems]


def test_a_bundle_that_nobody_touched_is_sound() -> None:
    found = looked_at(a_bundle(), KEY.public_key)
    assert found.sound, found.problems
    assert (found.lines, found.taken_by, found.public_key) == (6, "audrey", KEY.public_key)


@pytest.mark.parametrize("line", range(6))
def test_the_line_that_was_changed_is_named(line: int) -> None:
    lines = a_bundle()
    lines[line] = lines[line].replace(b'"content":{', b'"content":{"x":1,')
    assert codes(lines) == [(line + 1, "changed")]


def test_a_changed_line_with_a_hash_to_match_is_found() -> None:
    lines = a_bundle()
    line = json.loads(lines[5])
    line["content"]["by"] = "somebody.else"
    line["hash"] = hash_of(line)
    lines[5] = json.dumps(line).encode()
    assert codes(lines) == [(6, "replaced")]
    lines = a_bundle()
    line = json.loads(lines[2])
    line["content"]["entry"]["by"] = "somebody.else"
    line["hash"] = hash_of(line)
    lines[2] = json.dumps(line).encode()
    assert codes(lines) == [(4, "replaced")]


@pytest.mark.parametrize("line", range(1, 5))
def test_a_line_that_was_removed_is_named(line: int) -> None:
    lines = a_bundle()
    del lines[line]
    assert codes(lines) == [(line + 1, "removed"), (None, "removed")]


def test_lines_that_were_removed_together_are_one_gap_however_long() -> None:
    lines = a_bundle()
    del lines[1:4]
    assert codes(lines) == [(2, "removed"), (None, "removed")]
    assert looked_at(lines).problems[0].problem == "Lines 2 to 4 were removed."
    made_up = json.loads(lines[2])
    made_up["number"] = 10**30
    made_up["hash"] = hash_of(made_up)
    lines[2] = json.dumps(made_up).encode()
    gap = looked_at(lines).problems[1]
    assert (gap.line, gap.problem) == (6, f"Lines 6 to {10**30 - 1} were removed.")


def test_a_last_line_that_was_removed_is_missed() -> None:
    lines = a_bundle()
    del lines[5]
    assert codes(lines) == [(None, "removed")]


def test_lines_in_another_order_are_found() -> None:
    lines = a_bundle()
    lines[2], lines[3] = lines[3], lines[2]
    assert codes(lines) == [(4, "reordered")]


def test_a_line_that_was_added_is_found() -> None:
    lines = a_bundle()
    lines.insert(3, lines[2])
    assert codes(lines) == [(4, "added"), (None, "added")]


def test_a_signature_that_is_gone_or_of_another_key_is_found() -> None:
    assert codes(a_bundle()[:-1]) == [(None, "no_signature")]
    other = SigningKey(Ed25519PrivateKey.generate())
    assert [each.code for each in looked_at(a_bundle(), other.public_key).problems] == ["other_key"]
    lines = a_bundle()
    forged = json.loads(lines[-1])
    forged["content"]["public_key"] = other.public_key
    lines[-1] = json.dumps(forged).encode()
    assert codes(lines) == [(None, "signature_changed")]
    lines[-1] = b'{"kind":"signature","content":{}}'
    assert codes(lines) == [(None, "signature_changed")]


def test_what_the_ledger_had_changed_before_is_found_although_it_was_signed() -> None:
    ENTRIES_WRITTEN = list(links_of(start_of(request_chain(RUN)), 1, ENTRIES))
    told = [Entry(kind=LineKind.REQUEST, content={"chain_of": request_chain(RUN)})]
    for number, hashed in enumerate(ENTRIES_WRITTEN, start=1):
        entry = {**ENTRIES[number - 1], "by": "mallory"} if number == 2 else ENTRIES[number - 1]
        content = {"number": number, "entry": entry, "chain": hashed}
        told.append(Entry(kind=LineKind.TIMELINE, content=content))
    taken = Taken(about="a", taken_at=datetime.now(UTC), taken_by="b", sound=False)
    assert codes(list(bundle(taken, told, KEY))) == [(4, "changed_in_ledger")]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[:-9],
        lambda line: b"[]",
        lambda line: b"\xff\xfe",
        lambda line: b'{"number":"3"}',
        lambda line: b'{"number":3,"kind":null,"content":[],"hash":7}',
    ],
)
def test_a_line_that_cannot_be_read_is_one_that_was_changed(
    spoil: Callable[[bytes], bytes],
) -> None:
    lines = a_bundle()
    lines[2] = spoil(lines[2])
    assert (3, "changed") in codes(lines)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"{}", b'{"kind":"evidence"}', b'{"kind":"evidence","content":{}}']
)
def test_what_is_no_bundle_is_no_bundle(content: bytes) -> None:
    with pytest.raises(InvalidFile):
        verified(content, is_signed)


def test_a_bundle_of_a_later_format_says_so() -> None:
    lines = a_bundle()
    lines[0] = lines[0].replace(b'"version":1', b'"version":2')
    with pytest.raises(InvalidFile) as refused:
        looked_at(lines)
    assert refused.value.details["problems"][0]["code"] == "unknown_version"


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "home" / "evidence.key"
    first, again = SigningKey.of_file(file), SigningKey.of_file(file)
    assert first.public_key == again.public_key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["evidence.key"]
    assert len(fingerprint(first.public_key)) == 39


@pytest.mark.parametrize("written", ["", "AAAA", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(NoSigningKey):
        SigningKey.read(written)
