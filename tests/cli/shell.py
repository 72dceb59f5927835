"""The command line as somebody uses it: a process, its output and its exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from tests import forks

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FORMS = EXAMPLES / "forms"


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output; anything else there fails."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs commands against one home folder."""

    environment: Mapping[str, str]

    def command(self, *words: object) -> list[str]:
        return [sys.executable, str(ROOT / "starter.py"), *map(str, words)]

    def run(self, *words: object, typed: str = "", **environment: str) -> Done:
        """Runs a command to its end, with this on its standard input; never with a traceback."""
        with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
            given.write(typed.encode())
            given.seek(0)
            status = forks.run(
                list(map(str, words)), {**self.environment, **environment}, (given, out, err), 60
            )
            done = Done(status, _all_of(out), _all_of(err))
        return _without_a_traceback(done)

    def run_afresh(self, *words: object, **environment: str) -> Done:
        """The same by an interpreter of its own, for what is decided while Python starts."""
        ended = subprocess.run(
            self.command(*words),
            capture_output=True,
            env={**self.environment, **environment},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
        return _without_a_traceback(
            Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        )

    def asked(self, *words: object, status: int = 0) -> Any:
        """What a command answers with `--json`, when it ends with this exit status."""
        done = self.run(*words, "--json")
        assert done.status == status, f"{done.status}: {done.out}{done.err}"
        assert not done.err, done.err
        return done.json

    def refused(self, *words: object) -> str:
        """The code with which a command is refused."""
        return str(self.asked(*words, status=1)["refused"]["code"])

    def invalid(self, *words: object) -> dict[str, str]:
        """What is wrong with a command or its file: fields and codes."""
        problems = self.asked(*words, status=2)["invalid"]
        assert all(each["problem"] for each in problems)
        return {each["field"]: each.get("code", "") for each in problems}


def _without_a_traceback(done: Done) -> Done:
    assert "Traceback" not in done.err, done.err
    return done


def _all_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def clean_environment(home: Path, **extra: str) -> dict[str, str]:
    """This process's environment without what would lead a command elsewhere."""
    ours = ("TEMPORAL_", "PAYBYINVOICE_", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    profile = home / "no-profile.toml"
    profile.touch()
    return {
        **kept,
        "PAYBYINVOICE_HOME": str(home),
        "TEMPORAL_CONFIG_FILE": str(profile),
        "TZ": "Europe/Amsterdam",
        **extra,
    }
