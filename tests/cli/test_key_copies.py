"""The wrapped keys as a file, and back into a ledger that was lost."""

import json
import stat
from pathlib import Path

from tests.cli.shell import EXAMPLES, Shell
from wording.catalogue import staff_words

MASTER = "0" * 43 + "="


def test_keys_are_copied_often_and_taken_back_once(lonely: Shell, tmp_path: Path) -> None:
    shell = Shell({**lonely.environment, "PAYBYINVOICE_MASTER_KEY": MASTER})
    file, ledger = tmp_path / "keys.json", tmp_path / "ledger.db"
    home = {"PAYBYINVOICE_DATABASE_URL": f"sqlite:///{ledger}"}
    shell = Shell({**shell.environment, **home})
    shell.asked("account", "import", EXAMPLES / "accounts.yaml")
    file.write_text("of yesterday")

    made = shell.asked("keys", "export", "--output", file)

    assert made["keys"] > 0 == made["destroyed"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.glob("*keys*")] == ["keys.json"]
    ledger.unlink()
    came = shell.asked("keys", "import", file)
    assert (came["added"], came["already"], came["erase_again"]) == (made["keys"], 0, [])
    assert shell.run("keys", "import", file).out.endswith(f"{made['keys']} were there.\n")


def test_renewed_keys_are_named_to_people(lonely: Shell, tmp_path: Path) -> None:
    ledger = {"PAYBYINVOICE_DATABASE_URL": f"sqlite:///{tmp_path / 'ledger.db'}"}
    shell = Shell({**lonely.environment, "PAYBYINVOICE_MASTER_KEY": MASTER, **ledger})
    shell.asked("account", "import", EXAMPLES / "accounts.yaml")

    renewed = shell.run("keys", "renew", "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11")

    assert renewed.status == 0
    assert staff_words()("keys_renew.done", key="")[:-1] in renewed.out


def test_what_is_no_copy_is_refused_with_everything_that_is_wrong(
    lonely: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"format": "another", "version": 2, "keys": [{"id": ""}]}))

    wrong = lonely.invalid("keys", "import", file)

    assert {"format", "version", "made_at", "keys.0.id", "keys.0.owner"} <= set(wrong)
    assert lonely.invalid("keys", "import", tmp_path / "none.json") == {"none.json": "unreadable"}
    missing = tmp_path / "no" / "such" / "keys.json"
    assert "--output" in lonely.invalid("keys", "export", "--output", missing)
