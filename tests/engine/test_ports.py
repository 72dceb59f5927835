"""Ports that are wanted twice or impossible are reported before anything is started."""

from typing import Any

import pytest

from engine.errors import EngineUnusable, PortTaken
from engine.local.embedded import ui_port_of
from engine.local.ports import Wanted, refuse_impossible
from settings import Settings
from worker import arguments, console_settings, wanted_ports


def wanted(line: str, **settings: Any) -> list[Wanted]:
    return wanted_ports(arguments(line.split()), Settings(**settings))


@pytest.mark.parametrize(
    ("line", "settings", "port", "options"),
    [
        ("--dev --console --port 7300 --console-port 8300", {}, 8300, "--ui-port --console-port"),
        ("--dev --console --port 7080", {}, 8080, "--ui-port --console-port"),
        ("--dev --console --console-port 7233", {}, 7233, "--port --console-port"),
        ("--rehearsal --port 7300 --ui-port 7300", {}, 7300, "--port --ui-port"),
        (
            "--dev --port 7300",
            {"metrics_address": "127.0.0.1:8300"},
            8300,
            "--ui-port PAYBYINVOICE_METRICS_ADDRESS",
        ),
    ],
)
def test_one_that_two_want_is_reported_with_what_changes_either(
    line: str, settings: dict[str, str], port: int, options: str
) -> None:
    with pytest.raises(PortTaken, match=f"port {port}") as refused:
        refuse_impossible(wanted(line, **settings))
    assert all(option in refused.value.reason for option in options.split())
    if "--ui-port" in options:
        assert "Temporal's own web pages" in refused.value.reason


def test_one_that_there_is_not_is_reported_with_what_changes_it() -> None:
    with pytest.raises(EngineUnusable, match=r"66000.* --ui-port"):
        refuse_impossible(wanted("--dev --port 65000"))


@pytest.mark.parametrize(
    "line", ["--dev", "--dev --console", "--rehearsal --port 65000 --ui-port 1"]
)
def test_others_are_all_right(line: str) -> None:
    refuse_impossible(wanted(line))


def test_the_web_pages_are_a_thousand_above_the_engine_unless_said() -> None:
    assert (ui_port_of(7233, None), ui_port_of(7233, 9000)) == (8233, 9000)


def test_the_page_of_the_engine_here_may_ask_the_console_here_unless_another_is_named() -> None:
    def page(**settings: Any) -> str | None:
        chosen = arguments(["--dev", "--console", "--console-port", "8300"])
        served = console_settings(chosen, Settings(**settings), "http://127.0.0.1:8233")
        assert served.console_address == "127.0.0.1:8300"
        return served.temporal_ui

    assert page() == "http://127.0.0.1:8233"
    assert page(temporal_ui="https://temporal.example/ui") == "https://temporal.example/ui"
