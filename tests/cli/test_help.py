import json
import subprocess
import sys

import pytest

from cli import help
from cli.commands import COMMANDS
from tests.cli.shell import ROOT, Shell

HEAVY = ("temporalio", "pydantic", "sqlalchemy", "rich", "transitions", "yaml", "clients",
         "holidays", "stdnum", "lxml", "typst", "saxonche", "segno", "pikepdf",
         "babel")  # fmt: skip


def test_the_overview_names_every_command_and_needs_none_of_them(lonely: Shell) -> None:
    shown = lonely.run("--help")
    assert shown.status == 0
    for command in COMMANDS:
        assert f"  {command.name} " in shown.out
    assert lonely.run().out == shown.out
    assert lonely.run("account", "--help").out.startswith("Usage: python starter.py account")
    assert lonely.run("nope", "--help").status == 2


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_explains_itself(command: str) -> None:
    page = help.page([*command.split(), "--help"])
    assert page.startswith(f"Usage: python starter.py {command}")
    assert "--json" in page


def test_a_page_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    usage, *lines = help.page(["decide", "--help"]).splitlines()
    assert usage.startswith("Usage:")
    assert max(map(len, lines)) <= 60


def test_no_help_page_loads_what_only_running_a_command_needs() -> None:
    ours = [command.name.split() for command in COMMANDS]
    program = (
        "import json, sys\n"
        "import cli.main\n"
        "from cli import help\n"
        f"for words in {[[], *ours]!r}: help.page(words)\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("program", ["bash", "zsh", "fish"])
def test_a_completion_script_knows_commands_options_and_choices(
    program: str, lonely: Shell
) -> None:
    script = lonely.run("completion", program)
    assert script.status == 0
    for known in ("apply-for-credit", "credit-application", "letter-of-credit", "import"):
        assert known in script.out
    assert lonely.asked("completion", program)["script"] == script.out
