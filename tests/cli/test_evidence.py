"""Evidence on the command line, as people read it: none of it needs an engine."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.ledger.database import Database
from tests.cli.shell import Shell
from tests.ledger.reported import something_for_every_report


@pytest.fixture
async def billed(lonely: Shell, tmp_path: Path) -> Shell:
    """Commands on a ledger with invoices."""
    database = await Database.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    await something_for_every_report(database, datetime.now(UTC))
    await database.close()
    return lonely


def test_a_bundle_is_checked_against_the_key_that_was_handed_over(
    billed: Shell, tmp_path: Path
) -> None:
    bundle = tmp_path / "LATE.jsonl"

    taken = billed.run("evidence", "take", "LATE", "--output", bundle)
    public = billed.asked("evidence", "key")
    shown = billed.run("evidence", "key")
    verified = billed.run("evidence", "verify", bundle, "--public-key", public["public_key"])

    assert (taken.status, shown.status, verified.status) == (0, 0, 0)
    assert shown.out == f"{public['public_key']}\nfingerprint {public['fingerprint']}\n"
    assert public["public_key"] in verified.out
    assert public["fingerprint"] in verified.out


def test_a_line_that_was_changed_is_named(billed: Shell, tmp_path: Path) -> None:
    bundle = tmp_path / "LATE.jsonl"
    billed.asked("evidence", "take", "LATE", "--output", bundle)
    bundle.write_text(bundle.read_text().replace("34.50", "43.50"))

    verified = billed.run("evidence", "verify", bundle)

    assert verified.status == 1
    assert "line" in verified.out
