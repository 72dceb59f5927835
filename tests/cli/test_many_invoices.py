"""Thousands of invoices in one file: bad ones stop nobody, and what ends early goes on."""

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.payers import Payer, a_payer, today
from tests.cli.shell import Shell

pytestmark = pytest.mark.timeout(300)
_HEADER = "number;scope;issued_on;amount;currency"


def a_file(payer: Payer, name: str, count: int, *bad: str) -> Path:
    day = today() - timedelta(days=1)
    lines = [f"{name}-{n};{payer.scope};{day};{n + 1}.00;EUR" for n in range(count)]
    file = payer.folder / f"{name}.csv"
    file.write_text("\n".join([_HEADER, *bad, *lines, ""]), encoding="utf-8-sig")
    return file


def test_bad_lines_are_reported_with_their_numbers_and_the_others_issued(
    shell: Shell, tmp_path: Path
) -> None:
    payer = a_payer(shell, tmp_path)
    day = today() - timedelta(days=1)
    file = a_file(
        payer,
        "BULK",
        57,
        f"BAD-1;{payer.scope};{day};1.200;EUR",
        f"BAD-2;{payer.other_scope};{day};12.50;EUR",
        f"BULK-0;{payer.scope};{day};12.50;EURO",
    )
    done = shell.asked("invoice", "issue", file, status=2)
    assert (done["issued"], done["already_issued"]) == (57, 0)
    assert [(each["line"], each["field"]) for each in done["invalid"]] == [
        (2, "amount"), (4, "currency")
    ]  # fmt: skip
    (refused,) = done["refused"]
    assert (refused["line"], refused["invoice"]) == (3, "BAD-2")
    assert refused["code"] == "invoice_not_issuable"
    assert len(done["invoices"]) == 58
    again = shell.run("invoice", "issue", file)
    assert again.status == 2
    assert "0 issued, 57 issued before, 1 refused, 2 invalid." in again.out
    assert "BAD-1" in again.out
    listed = shell.asked("invoice", "list", "--account", payer.account, "--limit", 50)
    assert len(listed) == 50
    assert len(shell.asked("mails", "invoice/BULK-7")) == 1

    only_refused = payer.folder / "refused.yaml"
    only_refused.write_text(
        f"- {{number: BAD-3, scope: {payer.other_scope}, issued_on: {day},"
        " amount: {amount: 5, currency: EUR}}"
    )
    assert shell.asked("invoice", "issue", only_refused, status=1)["refused"][0]["line"] == 1
    good = a_file(payer, "GOOD", 2)
    assert shell.asked("invoice", "issue", good)["issued"] == 2


def test_ctrl_c_ends_it_and_the_same_command_goes_on_without_doubling(
    shell: Shell, tmp_path: Path
) -> None:
    """It takes long because two hundred invoices are issued, and twice it is waited for what was
    under way."""
    payer = a_payer(shell, tmp_path)
    count = 200
    file = a_file(payer, "STOP", count)
    for words in ((), ("--json",)):
        before = issued_at_rest(shell, payer)
        issuing = subprocess.Popen(
            shell.command("invoice", "issue", file, *words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(shell.environment),
        )
        while issued_to(shell, payer) < before + 5:
            assert issuing.poll() is None
            time.sleep(0.01)
        issuing.send_signal(signal.SIGINT)
        out, err = issuing.communicate(timeout=30)
        assert issuing.returncode == 130
        assert b"Traceback" not in err
        if words:
            assert json.loads(out)["interrupted"] is True
        else:
            assert b"The same command continues where this ended." in err
    done = shell.asked("invoice", "issue", file)
    assert done["already_issued"] >= 10
    assert done["issued"] + done["already_issued"] == count
    assert issued_at_rest(shell, payer) == count
    assert len(shell.asked("mails", "invoice/STOP-0")) == 1


def test_without_an_engine_nothing_is_lost_and_that_is_said(lonely: Shell, tmp_path: Path) -> None:
    payer = a_payer(lonely, tmp_path)
    refused = lonely.asked("invoice", "issue", a_file(payer, "AWAY", 3), status=3)["refused"]
    assert refused["code"] == "service_unreachable"
    assert refused["details"].items() >= {"issued": 0, "to_go": 3}.items()
    assert "The same command continues" in refused["reason"]
    one = payer.invoice("AWAY-1")
    for words in (
        ("issue", one),
        ("pay", "AWAY-1", "--amount", "5", "--bank-reference", "b"),
        ("dispute", "AWAY-1", "--amount", "5", "--reason", "r"),
    ):
        answer = lonely.asked("invoice", *words, status=3)
        assert answer["refused"]["code"] == "service_unreachable"
    for reading in ("show", "watch"):
        unknown = lonely.asked("invoice", reading, "AWAY-1", status=1)
        assert unknown["refused"]["code"] == "invoice_unknown"
    assert lonely.asked("invoice", "list") == []
    assert lonely.run("invoice", "list").out.startswith("No invoices yet.\nTo begin: ")
    assert lonely.asked("account", "statement", payer.account)["entries"] == []
    assert "Nothing was invoiced" in lonely.run("account", "statement", payer.account).out
    header = lonely.run("account", "statement", payer.account, "--csv").out
    assert header == "date,kind,document,invoice,debit,credit,balance,currency,note\n"


def issued_at_rest(shell: Shell, payer: Payer) -> int:
    """The same, once what had been asked for when it ended is done."""
    count = -1
    while count != (now := issued_to(shell, payer)):
        count = now
        time.sleep(1)
    return count


def issued_to(shell: Shell, payer: Payer) -> int:
    """How many of the account's invoices are in the ledger."""
    ledger = Path(shell.environment["PAYBYINVOICE_HOME"]) / "ledger.db"
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=30)) as database:
        counted = "select count(*) from invoices where account_id = ?"
        return int(database.execute(counted, [payer.account]).fetchone()[0])
