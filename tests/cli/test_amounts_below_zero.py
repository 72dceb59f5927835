"""An amount below zero is reported as what it is, and is not taken for an option."""

from pathlib import Path

import pytest

from cli.commands import COMMANDS
from cli.tokens import with_values
from tests.cli.payers import Payer, a_payer
from tests.cli.shell import Shell

WHY = ("--reason", "because")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["--amount", "-5 EUR"], ["--amount=-5 EUR"]),
        (["--amount", "-5", "--json"], ["--amount=-5", "--json"]),
        (["--amount", "- 5"], ["--amount=- 5"]),
        (["--reason", "-20 % was agreed"], ["--reason=-20 % was agreed"]),
        (["--reason", "-"], ["--reason=-"]),
        (["--amount", "--reason", "r"], ["--amount", "--reason", "r"]),
        (["--amount=5", "-6"], ["--amount=5", "-6"]),
        (["INV-1", "-5"], ["INV-1", "-5"]),
        (["--amount", "--", "-5"], ["--amount", "--", "-5"]),
        (["--", "--amount", "-5"], ["--", "--amount", "-5"]),
    ],
    ids=str,
)
def test_what_follows_an_option_is_its_value(typed: list[str], read: list[str]) -> None:
    assert with_values(typed) == read


def test_no_option_begins_with_a_single_hyphen_but_that_for_help() -> None:
    from cli import help

    pages = [help.page(command.name.split()) for command in COMMANDS]
    options = {line.split()[0] for page in pages for line in page.splitlines() if " -" in line[:4]}
    assert {each for each in options if not each.startswith("--")} <= {"-h"}


@pytest.fixture(scope="module")
def paid(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Payer:
    payer = a_payer(shell, tmp_path_factory.mktemp("below-zero"))
    shell.asked("invoice", "issue", payer.invoice(f"{payer.scope}-1"))
    pay = ("account", "pay", payer.account, "--amount", "40.00", "--bank-reference", "B-1")
    shell.asked(*pay)
    return payer


def test_on_every_command_about_money_it_is_refused_for_what_it_is(
    shell: Shell, paid: Payer, tmp_path: Path
) -> None:
    number, new = f"{paid.scope}-1", ("--bank-reference", "B-2")
    lines: list[tuple[str, ...]] = [
        ("account", "pay", paid.account, *new),
        ("account", "refund", paid.account, *new),
        ("account", "reverse", paid.account, "--bank-reference", "B-1", *WHY),
        ("invoice", "pay", number, *new),
        ("invoice", "reverse", number, "--bank-reference", "B-1", *WHY),
        ("invoice", "in-transit", number, *new, "--kind", "ach"),
        ("invoice", "dispute", number, *WHY),
        ("invoice", "credit", number, *WHY),
    ]
    for line in lines:
        refused = shell.asked(*line, "--amount", "-5 EUR", status=1)["refused"]
        assert refused["code"] == "amount_not_acceptable", line
        assert "more than zero" in refused["reason"], line
    assert shell.invalid(*lines[0], "--amount", "- 5") == {"--amount": "not_an_amount"}
