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
        group, _, name = command.name.rpartition(" ")
        _group(groups, group).command(command.where, name=name, help=command.does)
    return groups[""]


def _group(groups: dict[str, App], path: str) -> App:
    """The group of this name, such as "access key", within the one of the words before."""
    if path not in groups:
        within, _, name = path.rpartition(" ")
        groups[path] = App(name=name, help_flags=(), version_flags=())
        _group(groups, within).command(groups[path])
    return groups[path]
