"""`sample` as somebody uses it, on an engine that does not let time be skipped.

It takes seconds: all of the sample is filled in, message by message."""

from collections.abc import Iterator

import pytest

from cli.samples.companies import companies
from cli.samples.lives import LIVES
from cli.samples.receivables import INVOICES
from tests.cli.conftest import at_work
from tests.cli.shell import Shell

KINDS = ("accounts", "requests", "invoices", "bank_entries")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with at_work(tmp_path_factory.mktemp("sample"), "--dev") as shell:
        yield shell


def test_a_running_copy_is_filled_once_however_often_it_is_asked(running: Shell) -> None:
    first = running.asked("sample")
    assert not first["time_was_skipped"]
    assert len(first["accounts"]) == len(companies())
    assert len(first["requests"]) == len(LIVES)
    assert len(first["invoices"]) == len(INVOICES)
    assert len(first["bank_entries"]) == 4
    assert all(each["new"] for kind in KINDS for each in first[kind])
    again = running.asked("sample")
    assert not any(each["new"] for kind in KINDS for each in again[kind])
    assert states_of(again) == states_of(first)
    shown = running.run("sample")
    assert shown.status == 0
    assert "were there already" in shown.out
    assert "was there" in shown.out


def states_of(filled: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    requests = {each["request"]: each["state"] for each in filled["requests"]}
    return requests | {each["invoice"]: each["state"] for each in filled["invoices"]}


def test_without_an_engine_nothing_is_filled(lonely: Shell) -> None:
    refused = lonely.asked("sample", status=3)
    assert refused["refused"]["code"] == "service_unreachable"
