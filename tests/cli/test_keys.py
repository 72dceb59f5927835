"""Whatever changes something takes a key, which is good for one thing."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli import help
from cli.commands import COMMANDS
from tests.cli.payers import Payer, a_payer
from tests.cli.shell import EXAMPLES, FORMS, ROOT, Done, Shell

READING = {
    *("diagram", "status", "timeline", "list", "watch", "mails", "report", "check", "completion"),
    *(
        "invoice show",
        "invoice why",
        "invoice list",
        "invoice watch",
        "account statement",
        "account show",
        "account list",
    ),
    *(
        "queues show",
        "clocks tasks",
        "access list",
        "access log",
        "access key list",
        "access link list",
    ),
    *("bank list", "bank show", "release list", "release current"),
    *("bank advice", "bank profiles", "bank reconcile", "bank refused", "invoice paper"),
    *(
        "events list",
        "hooks list",
        "hooks deliveries",
        "provider list",
        "provider drift",
        "provider refused",
    ),
    "keys show",
    *("evidence take", "evidence verify", "evidence key", "evidence check", "retention list"),
    *("person export", "person show", "person erasures", "keys export"),
}
NEEDS_NONE = {
    *("hooks test", "demo", "sample", "fast-forward", "queues rebuild", "account import"),
    *("provider check", "keys rotate-master", "engine seal"),
}
"""The same is there however often they are asked for, or they are for rehearsals alone: see
docs/command-line.md."""
PASSWORD = "four hills and a river"
REASON = ("--reason", "because")

LINES: Mapping[str, tuple[str, ...]] = {
    "resend": ("a-mail",),
    "dismiss": ("a-mail", *REASON),
    "open": (str(FORMS / "contoso.yaml"),),
    "edit": ("nosuch", str(FORMS / "contoso.yaml")),
    "submit": ("nosuch",),
    "recheck": ("nosuch",),
    "withdraw": ("nosuch", *REASON),
    "apply-for-credit": ("nosuch", str(EXAMPLES / "credit-applications" / "contoso.yaml")),
    "add-document": (
        "nosuch",
        str(EXAMPLES / "documents" / "certificate-of-incorporation.pdf"),
        "--kind",
        "certificate-of-incorporation",
    ),
    "switch": ("nosuch", "--yes"),
    "decide": ("nosuch", "decline", "--code", "other", *REASON),
    "security": ("nosuch", "--provided"),
    "ask-documents": ("nosuch", "--kind", "certificate-of-incorporation", *REASON),
    "review-document": ("nosuch", "doc-1", "accept"),
    "extend-deadline": ("nosuch", "--until", "2027-06-01"),
    "overrule": ("nosuch", "E6", *REASON),
    "invoice issue": ("{file}",),
    "invoice in-transit": (
        *("{number}", "--amount", "5", "--bank-reference", "B-9", "--kind", "ach"),
    ),
    "invoice dispute": ("{number}", "--amount", "5", *REASON),
    "invoice pay": ("{number}", "--amount", "5", "--bank-reference", "B-9"),
    "account pay": ("{account}", "--amount", "5", "--bank-reference", "B-9"),
    "invoice reverse": ("{number}", "--bank-reference", "B-9", *REASON),
    "invoice correct": ("{number}", "--entry", "payment-1", *REASON),
    "account reverse": ("{account}", "--bank-reference", "B-9", *REASON),
    "account correct": ("{account}", "--entry", "payment-1", *REASON),
    "account refund": ("{account}", "--amount", "5", "--bank-reference", "B-9"),
    "account apply-credit": ("{account}", "{number}"),
    "invoice resolve": ("{number}", "upheld", *REASON),
    "invoice credit": ("{number}", "--amount", "5", *REASON),
    "invoice write-off": ("{number}", *REASON),
    "keys renew": ("{account}",),
    "keys import": ("{copy}",),
    "person erase": ("{account}", *REASON),
    "person confirm-erase": ("{account}",),
    "person cancel-erase": ("{account}",),
    "account settle": ("another-scope",),
    "account delete": ("{account}",),
    "account invoice-format": ("{account}", "--default"),
    "account limit": ("{account}", "--freeze", *REASON),
    "account confirm-limit": ("{account}", "1"),
    "clocks check": ("--mend",),
    "clocks seen": ("nosuch",),
    "bank import": ("{file}",),
    "bank accept": ("an-entry",),
    "bank assign": ("an-entry", "--account", "{account}"),
    "bank ignore": ("an-entry", *REASON),
    "bank undo": ("an-entry", *REASON),
    "bank advise": ("{advice}",),
    "bank seen": ("a-file",),
    "provider seen": ("a-drift",),
    "provider retry": ("a-hint",),
    "provider settled": ("a-hint",),
    "events send": ("an-event",),
    "hooks add": ("https://example.com/hook",),
    "hooks disable": ("a-hook",),
    "hooks enable": ("a-hook",),
    "hooks rotate": ("a-hook",),
    "provider again": ("1",),
    "provider done": ("1",),
    "access add": ("dora", "--role", "credit", "--password-stdin"),
    "access disable": ("dora",),
    "access enable": ("dora",),
    "access password": ("dora", "--password-stdin"),
    "access reset-second-factor": ("dora",),
    "access key create": ("a program", "--role", "billing"),
    "access key revoke": ("a-key",),
    "access link create": ("{account}", "--for", "boss@payer.example"),
    "access link revoke": ("a-link",),
}


@pytest.fixture(scope="module")
def payer(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Payer:
    return a_payer(shell, tmp_path_factory.mktemp("keys"))


def test_whatever_changes_something_takes_a_key() -> None:
    takes_one = {each.name for each in COMMANDS if "--key KEY" in help.page(each.name.split())}
    assert {each.name for each in COMMANDS} - takes_one == READING | NEEDS_NONE
    assert takes_one == set(LINES)


def test_those_that_need_none_are_named_where_keys_are_explained() -> None:
    (said,) = [
        line
        for line in (ROOT / "docs" / "command-line.md").read_text().splitlines()
        if line.startswith("No key is taken by")
    ]
    assert all(f"`{name}`" in said for name in NEEDS_NONE)


def test_a_key_that_was_used_for_something_else_does_nothing(
    shell: Shell, payer: Payer, tmp_path: Path
) -> None:
    number = f"KEY-{payer.scope}"
    file = payer.invoice(number)
    shell.asked("invoice", "issue", file)
    shell.asked("account", "settle", payer.other_scope, "--key", "used", "--by", "bea")
    advice = tmp_path / "advice.csv"
    advice.write_text(f"invoice;amount\n{number};5.00\n")
    shell.asked("keys", "export", "--output", copy := tmp_path / "keys.json")
    known = {
        "number": number,
        "account": payer.account,
        "file": str(file),
        "advice": str(advice),
        "copy": str(copy),
    }

    lines = {
        command: [*command.split(), *(each.format(**known) for each in words)]
        for command, words in LINES.items()
    }
    before = shell.asked("account", "statement", payer.account)

    said = _in_one_process(shell, lines, "--key", "used", "--by", "bea")

    assert said == dict.fromkeys(LINES, (1, "effect_mismatch"))
    after = shell.asked("account", "statement", payer.account)
    assert after == {**before, "as_of": after["as_of"]}


def test_access_is_given_once_under_a_key(lonely: Shell) -> None:
    lonely.asked("account", "import", EXAMPLES / "accounts.yaml")
    account = "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"
    key = ("access", "key", "create", "import", "--role", "billing", "--key", "K1")
    link = ("access", "link", "create", account, "--for", "anna@contoso.nl", "--key", "K2")

    (made, same), (sent, resent) = ([lonely.asked(*each) for _ in range(2)] for each in (key, link))

    assert made["key"].startswith("pbi_")
    assert same == {**made, "key": None}
    assert resent == {**sent, "url": None}
    assert "shown once" in lonely.run(*key).out
    assert len(lonely.asked("access", "key", "list")["keys"]) == 1
    assert len(lonely.asked("access", "link", "list")["links"]) == 1


def test_a_password_is_part_of_what_a_key_was_used_for(lonely: Shell) -> None:
    add = ("access", "add", "carol", "--role", "credit", "--key", "K1")
    change = ("access", "password", "carol", "--key", "K2")

    for line in (add, change):
        first, second = (_run(lonely, *line, "--password-stdin") for _ in range(2))
        other = _run(lonely, *line, "--password-stdin", password="five hills and a river")
        assert (first.status, second.json) == (0, first.json)
        assert other.json["refused"]["code"] == "effect_mismatch"


def test_what_was_taken_back_under_a_key_is_answered_again(lonely: Shell) -> None:
    made = lonely.asked("access", "key", "create", "import", "--role", "billing")
    revoke = ("access", "key", "revoke", made["id"])

    assert lonely.asked(*revoke, "--key", "K") == lonely.asked(*revoke, "--key", "K")
    assert lonely.refused(*revoke, "--key", "L") == "access_unknown"


_ONE_BY_ONE = """
import asyncio, contextlib, io, json, os, sys
from cli.main import main

async def answers(lines, password):
    for name, words in lines.items():
        said, sys.stdin = io.TextIOWrapper(io.BytesIO()), io.StringIO(password)
        with contextlib.redirect_stdout(said):
            status = await main(words)
        said.flush()
        told = json.loads(said.buffer.getvalue())
        yield name, (status, told.get("refused", told).get("code"))

async def all_of_them():
    given = json.load(sys.stdin)
    said = {name: answer async for name, answer in answers(*given)}
    sys.__stdout__.write(json.dumps(said))
    sys.__stdout__.flush()
    os._exit(0)

asyncio.run(all_of_them())
"""


def _in_one_process(
    shell: Shell, lines: Mapping[str, list[str]], *options: str
) -> dict[str, tuple[int, str]]:
    """The exit status and the refusal's code of each line. Starting a process for each would take
    longer than the lines themselves."""
    whole = {name: [*words, *options, "--json"] for name, words in lines.items()}
    ended = subprocess.run(
        [sys.executable, "-c", _ONE_BY_ONE],
        input=json.dumps([whole, f"{PASSWORD}\n"]).encode(),
        capture_output=True,
        env=dict(shell.environment),
        cwd=ROOT,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return {name: (status, code) for name, (status, code) in json.loads(ended.stdout).items()}


def _run(shell: Shell, *words: str, password: str = PASSWORD) -> Done:
    done = shell.run(*words, "--json", typed=f"{password}\n")
    assert not done.err, done.err
    return done
