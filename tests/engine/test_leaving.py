import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from engine.local.embedded import EmbeddedEngine

_LEAVE = """
import asyncio, os, signal, sys
from engine.leaving import on_leaving, run_and_leave

async def close():
    print("closed")

async def main():
    on_leaving(close)
    print("begun")
    {what}

run_and_leave(main)
"""

# One Python that has imported everything forks a hundred short processes, four at a time: each is
# a process of its own with a client of its own, without a second of importing each.
_HUNDRED = """
import os, sys
from temporalio.client import Client
from engine.leaving import run_and_leave

async def main():
    client = await Client.connect(sys.argv[1])
    assert await client.service_client.check_health()
    print("line\\n" * 2000 + "last line")
    return 0

def child(number):
    os.dup2(os.open(f"{sys.argv[2]}/{number}", os.O_CREAT | os.O_WRONLY), 1)
    run_and_leave(main)

running = 0
for number in range(100):
    if running == 4:
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
        running -= 1
    if os.fork() == 0:
        child(number)
    running += 1
for _ in range(running):
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


def _leave(what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _LEAVE.format(what=what)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


async def test_a_hundred_short_processes_leave_cleanly_with_all_they_said(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    said.mkdir()
    hundred = subprocess.run(
        [sys.executable, "-c", _HUNDRED, engine.address, str(said)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert Counter(hundred.stdout.split()) == {"0": 100}
    assert hundred.stderr == ""
    complete = "line\n" * 2000 + "last line\n"
    assert [file.name for file in said.iterdir() if file.read_text() != complete] == []
    assert len(list(said.iterdir())) == 100


def test_the_status_that_main_returns_is_the_exit_status() -> None:
    left = _leave("return 3")
    assert (left.returncode, left.stdout, left.stderr) == (3, "begun\nclosed\n", "")


def test_an_exit_from_within_keeps_its_code() -> None:
    assert _leave("sys.exit(2)").returncode == 2
    with_words = _leave("sys.exit('no such thing')")
    assert (with_words.returncode, with_words.stderr) == (1, "no such thing\n")


def test_an_exception_is_shown_and_what_was_open_is_closed() -> None:
    left = _leave("raise ValueError('what went wrong')")
    assert left.returncode == 1
    assert left.stdout == "begun\nclosed\n"
    assert left.stderr.rstrip().endswith("ValueError: what went wrong")


def test_ctrl_c_gives_130_and_closes_what_was_open() -> None:
    left = _leave("os.kill(os.getpid(), signal.SIGINT); await asyncio.sleep(30)")
    assert (left.returncode, left.stdout, left.stderr) == (130, "begun\nclosed\n", "")


def test_a_reader_that_went_away_gets_no_traceback() -> None:
    readable, writable = os.pipe()
    os.close(readable)
    left = subprocess.run(
        [sys.executable, "-c", _LEAVE.format(what="return 0")],
        stdout=writable,
        stderr=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    os.close(writable)
    assert (left.returncode, left.stderr) == (141, "")
