"""What people see: on a terminal, through a pipe, and while it happens."""

import os
import pty
import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from cli.pages.text import plain
from engine.local.ports import LOOPBACK, listen
from tests.cli.shell import FORMS, Shell
from wording.counts import distance

JANSSEN = "sub-janssen-1"
_DEADLINE = 30


def test_a_customers_text_cannot_command_the_terminal_of_who_reads_it(
    shell: Shell, tmp_path: "os.PathLike[str]"
) -> None:
    form = yaml.safe_load((FORMS / "litware.yaml").read_text())
    form["company"]["name"] = "\x1b[2JLit\u202eware [red]:smile:"
    hostile = os.path.join(tmp_path, "form.json")  # noqa: PTH118
    with open(hostile, "w") as file:  # noqa: PTH123
        yaml.safe_dump(form, file)
    shell.asked("open", hostile)
    page = shell.run("status", "sub-litware-1").out
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "[2JLit ware [red]:smile:" in page


def test_pages_keep_to_the_width_and_the_colours_they_are_given(shell: Shell) -> None:
    shell.asked("open", FORMS / "janssen.yaml")
    for words in (("status", JANSSEN), ("timeline", JANSSEN), ("list",), ("mails", JANSSEN),
                  ("check", FORMS / "contoso.yaml")):  # fmt: skip
        page = shell.run(*words, COLUMNS="60")
        assert page.status == 0
        assert "\x1b" not in page.out
        assert max(map(len, page.out.splitlines())) <= 60
    assert "\x1b[" in _on_a_terminal(shell, "status", JANSSEN)
    assert not re.search(
        r"\x1b\[[0-9;]*3\dm", _on_a_terminal(shell, "status", JANSSEN, NO_COLOR="1")
    )
    ascii_only = shell.run_afresh("list", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert ascii_only.status == 0


def test_watching_follows_until_ctrl_c_or_the_end(shell: Shell) -> None:
    scope = "sub-adatum-2"
    form = yaml.safe_load((FORMS / "adatum.yaml").read_text())
    form["scope"]["id"] = scope
    path = os.path.join(shell.environment["PAYBYINVOICE_HOME"], "second.yaml")  # noqa: PTH118
    with open(path, "w") as file:  # noqa: PTH123
        yaml.safe_dump(form, file)
    shell.asked("open", path)
    watching = [_started(shell, "watch", scope), _started(shell, "watch", scope, "--json")]
    for each in watching:
        assert each.stdout is not None
        assert b"draft" in each.stdout.readline()
    watching[0].send_signal(signal.SIGINT)
    assert watching[0].wait(_DEADLINE) == 130
    shell.asked("withdraw", scope, "--reason", "Enough.")
    out, err = watching[1].communicate(timeout=_DEADLINE)
    assert watching[1].returncode == 0
    assert not err
    assert len(out.splitlines()) == 1
    assert b'"state": "withdrawn"' in out


def test_ctrl_c_ends_a_command_that_waits_for_an_answer(lonely: Shell) -> None:
    with listen(LOOPBACK, 0, choose_with="nothing") as silent:
        silent.settimeout(_DEADLINE)
        host, port = silent.getsockname()
        waiting = _started(
            Shell({**lonely.environment, "TEMPORAL_ADDRESS": f"{host}:{port}"}), "list"
        )
        connection, _ = silent.accept()
        with connection:
            waiting.send_signal(signal.SIGINT)
            _, err = waiting.communicate(timeout=_DEADLINE)
    assert waiting.returncode == 130
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_is_no_accident(shell: Shell) -> None:
    for words in (("check", FORMS / "contoso.yaml"), ("list", "--json"), ("--help",)):
        reading, writing = os.pipe()
        os.close(reading)
        try:
            ended = subprocess.run(
                shell.command(*words), stdout=writing, stderr=subprocess.PIPE,
                env=dict(shell.environment), timeout=_DEADLINE,
            )  # fmt: skip
        finally:
            os.close(writing)
        assert ended.returncode == 141
        assert ended.stderr == b""


@pytest.mark.timeout(300)
def test_forty_short_commands_all_leave_cleanly(shell: Shell) -> None:
    with ThreadPoolExecutor(4) as several:
        ended = list(several.map(lambda _: shell.run("list", "--json"), range(40)))
    assert [done.status for done in ended] == [0] * 40
    assert all(isinstance(done.json, list) and not done.err for done in ended)


def test_distances_are_said_as_people_say_them() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    said = {
        timedelta(seconds=20): "now",
        timedelta(minutes=1): "in 1 minute",
        timedelta(hours=-3): "3 hours ago",
        timedelta(days=4): "in 4 days",
    }
    assert {away: distance(now + away, now) for away in said} == said


def test_text_is_shown_on_one_line_and_without_control_characters() -> None:
    assert plain("a\n b\tc\x07\x9b\u200f ü – 日") == "a b c ü – 日"


def _started(shell: Shell, *words: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        shell.command(*words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(shell.environment),
    )


def _on_a_terminal(shell: Shell, *words: object, **environment: str) -> str:
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            shell.command(*words),
            stdout=theirs,
            stderr=theirs,
            env={**shell.environment, "TERM": "xterm-256color", **environment},
        )
        os.close(theirs)
        shown, deadline = b"", time.monotonic() + _DEADLINE
        while time.monotonic() < deadline:
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
        assert process.wait(_DEADLINE) == 0
    finally:
        os.close(ours)
    return shown.decode()
