"""What the billing system is told, on the command line."""

from tests.cli.shell import Shell


def test_with_the_ledger_there_is_nothing_to_tell(shell: Shell) -> None:
    shown = shell.asked("provider", "list", "--all")
    assert (shown["provider"], shown["calls"]) == ("ledger", [])
    refused = shell.asked("provider", "again", "99", status=1)
    assert refused["refused"]["code"] == "call_unknown"
    assert shell.asked("provider", "done", "99", status=1)["refused"]["code"] == "call_unknown"
