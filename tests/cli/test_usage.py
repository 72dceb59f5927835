"""Command lines that make no sense: reported with the option they are about, before anything
runs."""

import json
from typing import get_args

import pytest

from cli import words
from cli.application import build
from cli.commands import COMMANDS
from cli.main import main
from cli.pages.text import option
from cli.parameters import whole_number
from domain.forms.documents import DocumentKind
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import Instrument, WireKind
from domain.requests.lifecycle import State
from domain.requests.messages import DeclineCode, Security
from domain.turns import Who


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("nope", ["command"]),
        ("account", ["command"]),
        ("account nope", ["command"]),
        ("--json list", ["command"]),
        ("status", ["REQUEST"]),
        ("status a b", ["b"]),
        ("status a --nope", ["--nope"]),
        ("list --state nope", ["--state"]),
        ("list --state", ["--state"]),
        ("list --state draft --state draft", ["--state"]),
        ("withdraw a", ["--reason"]),
        ("withdraw a --reason=", ["--reason"]),
        ("withdraw a --reason r --by=", ["--by"]),
        ("withdraw a --reason r --key=", ["--key"]),
        ("decide a", ["VERDICT"]),
        ("decide a perhaps", ["VERDICT"]),
        ("decide a approve", ["--limit"]),
        ("decide a approve --limit much", ["--limit"]),
        ("decide a approve --limit NaN", ["--limit"]),
        ("decide a approve --limit 5 --security-amount 5", ["--security"]),
        ("decide a more-info --limit 5", ["--reason", "--limit"]),
        ("decide a decline --application b", ["--code", "--reason", "--application"]),
        ("decide a decline --code nope --reason r", ["--code"]),
        ("security a", ["--provided"]),
        ("ask-documents a --kind nope --reason r", ["--kind"]),
        ("ask-documents a --reason r", ["--kind"]),
        ("review-document a doc-1 refuse", ["--reason"]),
        ("extend-deadline a", ["--until"]),
        ("extend-deadline a --days 1 --until 2026-12-24", ["--until"]),
        ("extend-deadline a --until soon", ["--until"]),
        ("extend-deadline a --until 9999-12-31", ["--until"]),
        ("extend-deadline a --days 0", ["--days"]),
        ("extend-deadline a --days many", ["--days"]),
        ("extend-deadline a --days 7.5", ["--days"]),
        ("fast-forward a soon", ["BY"]),
        ("fast-forward a 0d", ["BY"]),
        ("fast-forward a 9999d", ["BY"]),
        ("diagram account", ["MACHINE"]),
        ("invoice", ["command"]),
        ("invoice isue f", ["command"]),
        ("invoice issue", ["FILE"]),
        ("invoice show", ["NUMBER"]),
        ("invoice list --state nope", ["--state"]),
        ("invoice list --limit 0", ["--limit"]),
        ("invoice list --limit many", ["--limit"]),
        ("invoice list --limit 2.5", ["--limit"]),
        (f"invoice list --limit {9**30}", ["--limit"]),
        (f"account confirm-limit a {9**30}", ["PROPOSAL"]),
        (f"provider again {9**30}", ["CALL"]),
        (f"provider done {9**30}", ["CALL"]),
        ("provider check --account a --scope s --url http://[::1", ["--url"]),
        ("provider check --account a --scope s --url https://xn--zz/", ["--url"]),
        ("invoice pay a --amount 5", ["--bank-reference"]),
        ("invoice pay a --bank-reference b", ["--amount"]),
        ("invoice pay --amount 5 --bank-reference b", ["NUMBER"]),
        ("invoice pay a --amount much --bank-reference b", ["--amount"]),
        ("invoice pay a --amount 1,5,0 --bank-reference b", ["--amount"]),
        ("invoice pay a --amount 1e3 --bank-reference b", ["--amount"]),
        ("invoice pay a --amount 5XYZ --bank-reference b", ["--amount"]),
        ("invoice pay a --amount 1.234EUR --bank-reference b", ["--amount"]),
        ("invoice pay a=much --amount 5 --bank-reference b", ["NUMBER"]),
        ("invoice pay a --amount 5 --bank-reference -b*", ["--bank-reference"]),
        ("invoice pay a --amount 5 --bank-reference b*", ["--bank-reference"]),
        ("invoice pay a --amount 5 --bank-reference b --value-date soon", ["--value-date"]),
        ("invoice pay a --amount 5 --bank-reference b --instrument gold", ["--instrument"]),
        ("invoice pay a --amount 5 --bank-reference b --by=", ["--by"]),
        ("invoice pay a --amount 5 --bank-reference b --key=", ["--key"]),
        ("account pay a --amount much --bank-reference b", ["--amount"]),
        ("account pay --amount 5 --bank-reference b", ["ACCOUNT"]),
        ("invoice reverse a --reason r", ["--bank-reference"]),
        ("invoice reverse a --bank-reference b", ["--reason"]),
        ("invoice reverse a --bank-reference b --reason=", ["--reason"]),
        ("invoice in-transit a --amount 5 --bank-reference b", ["--kind"]),
        ("invoice in-transit a --amount 5 --bank-reference b --kind post", ["--kind"]),
        ("invoice dispute a --reason r", ["--amount"]),
        ("invoice dispute a --amount x --reason r", ["--amount"]),
        ("invoice dispute a --amount 5 --reason=", ["--reason"]),
        ("invoice resolve a --reason r", ["VERDICT"]),
        ("invoice resolve a perhaps --reason r", ["VERDICT"]),
        ("invoice credit a --amount x --reason r", ["--amount"]),
        ("invoice write-off a", ["--reason"]),
        ("account apply-credit a", ["NUMBER"]),
        ("account statement", ["ACCOUNT"]),
        ("account statement a --csv", ["--csv"]),
        ("completion cmd", ["SHELL"]),
        ("withdraw a --reason \udcff", ["command"]),
    ],
)
async def test_a_line_that_makes_no_sense_is_reported_by_its_options(
    line: str, fields: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    written = [*line.split(), "--json"] if "--json" not in line else line.split()
    assert await main(written) == 2
    problems = json.loads(capsys.readouterr().out)["invalid"]
    assert [each["field"] for each in problems] == fields
    assert all(each["problem"] and each["code"] for each in problems)


async def test_people_read_what_is_wrong_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await main(["stauts", "a"]) == 2
    shown = capsys.readouterr()
    assert not shown.out
    assert "There is no command 'stauts'. Did you mean 'status'?" in shown.err


def test_every_choice_of_the_domain_can_be_typed() -> None:
    for typed, meant in (
        (words.StateName, State),
        (words.WhoName, Who),
        (words.KindName, DocumentKind),
        (words.DeclineName, DeclineCode),
        (words.SecurityName, Security),
        (words.InvoiceStateName, InvoiceState),
        (words.InstrumentName, Instrument),
        (words.WireKindName, WireKind),
    ):
        assert get_args(typed) == tuple(option(each) for each in meant)


def test_no_command_rounds_a_number_that_was_to_be_a_whole_one() -> None:
    app = build()
    for command in COMMANDS:
        _, apps, _ = app.parse_commands(command.name.split())
        for each in apps[-1].assemble_argument_collection():
            if each.hint in (int, int | None):
                assert each.parameter.converter is whole_number, (command.name, each.name)
