"""Files of ours are their owner's alone, those of before as well."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from engine.file_permissions import make_private


def rights(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_home_of_before_is_made_private_with_all_that_is_in_it(tmp_path: Path) -> None:
    home = tmp_path / "var"
    letters = home / "outbox" / "2026"
    letters.mkdir(parents=True)
    ledger, letter = home / "ledger.db", letters / "1.eml"
    for file in (ledger, letter):
        file.write_text("private")
        file.chmod(0o644)
    for folder in (home, home / "outbox", letters):
        folder.chmod(0o755)
    outside = tmp_path / "outside"
    outside.write_text("another's")
    outside.chmod(0o644)
    (home / "link").symlink_to(outside)

    make_private(home)

    assert [rights(each) for each in (home, home / "outbox", letters)] == [0o700] * 3
    assert [rights(each) for each in (ledger, letter)] == [0o600] * 2
    assert rights(outside) == 0o644


def test_a_folder_that_is_not_ours_alone_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybodys, around = tmp_path / "everybodys", tmp_path / "around"
    inside = around / "inside"
    everybodys.mkdir()
    inside.mkdir(parents=True)
    everybodys.chmod(0o1777)
    around.chmod(0o755)
    monkeypatch.chdir(inside)

    for home in (everybodys, around, Path(), tmp_path / "nothing"):
        make_private(home)

    assert rights(everybodys) == 0o777 | stat.S_ISVTX
    assert rights(around) == 0o755


def test_whatever_a_command_writes_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "var"
    command = [sys.executable, "starter.py", "access", "list", "--json"]
    environment = {**os.environ, "PAYBYINVOICE_HOME": str(home)}

    subprocess.run(command, env=environment, check=True, capture_output=True, umask=0)

    assert rights(home) == 0o700
    written = [each for each in home.rglob("*") if each.is_file()]
    assert written
    assert {rights(each) for each in written} == {0o600}
