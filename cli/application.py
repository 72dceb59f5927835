"""The cyclopts application, put together from the table of commands."""

from cyclopts import App

from cli.commands import COMMANDS

NAME = "starter"


def build() -> App:
    """Every command registered by name; nothing of theirs is imported yet.

    Help and versions are not cyclopts's business here: see `cli.help`.
    """
    groups = {"": App(name=NAME, help_flags=(), version_flags=())}
    for command in COMMANDS:
        *group, name = command.name.split()
        parent = groups[""]
        if group:
            parent = _group(groups, group[0])
        parent.command(command.where, name=name, help=command.does)
    return groups[""]


def _group(groups: dict[str, App], name: str) -> App:
    if name not in groups:
        groups[name] = App(name=name, help_flags=(), version_flags=())
        groups[""].command(groups[name])
    return groups[name]
