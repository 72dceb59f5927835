"""The help pages, as plain text.

Drawing them with rich would take as long as everything else that a help page needs; the overview
comes from the table of commands alone.
"""

import inspect
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.commands import AREAS, Command, named, within

if TYPE_CHECKING:
    from cyclopts import Argument

USAGE = "Usage: python starter.py"
_FLAGS = ("--help", "-h")


def is_asked_for(tokens: Sequence[str]) -> bool:
    """Whether a command line wants to be explained rather than run."""
    options = tokens[: tokens.index("--")] if "--" in tokens else tokens
    return not tokens or any(flag in options for flag in _FLAGS)


def page(tokens: Sequence[str]) -> str:
    """The page of the command that is named, of its group, or else the overview.

    Raises:
        WrongUsage: there is no such command.
    """
    words = [token for token in tokens if not token.startswith("-")]
    if not words:
        lines = _overview()
    elif commands := within(" ".join(words)):
        lines = _of_group(" ".join(words), commands)
    else:
        lines = _of_command(named(words))
    return "\n".join([*lines, ""])


def _overview() -> Iterator[str]:
    yield f"{USAGE} COMMAND ..."
    yield ""
    yield from _paragraph(
        "Requests to pay a cloud subscription by invoice, and the invoices that follow: start them,"
        " drive them, look at them."
    )
    for area, commands in AREAS.items():
        yield ""
        yield f"{area}:"
        yield from _columns((command.name, command.does) for command in commands)
    yield ""
    yield from _paragraph(
        "'COMMAND --help' explains one of them. Each takes --json, and then prints JSON on standard"
        " output and nothing else. Exit status: 0 done; 1 refused; 2 wrong usage or an invalid"
        " file; 3 the engine or another service cannot be reached."
    )


def _of_group(name: str, commands: Sequence[Command]) -> Iterator[str]:
    yield f"{USAGE} {name} COMMAND ..."
    yield ""
    yield "Commands:"
    yield from _columns((command.name, command.does) for command in commands)


def _of_command(command: Command) -> Iterator[str]:
    from cli.application import build

    _, apps, _ = build().parse_commands(command.name.split())
    taken = [each for each in apps[-1].assemble_argument_collection() if each.show]
    positional = [each for each in taken if _is_named_by_place(each)]
    options = [each for each in taken if not _is_named_by_place(each)]
    required = [_label(each) for each in options if each.required]
    parts = [USAGE, command.name, *map(_placed, positional), *required, "[OPTIONS]"]
    yield " ".join(parts)
    for paragraph in (inspect.getdoc(apps[-1].default_command) or "").split("\n\n"):
        yield ""
        yield from _paragraph(paragraph)
    if positional:
        yield ""
        yield "Arguments:"
        yield from _columns((each.name, _explained(each)) for each in positional)
    yield ""
    yield "Options:"
    rows = [(_label(each), _explained(each)) for each in options]
    yield from _columns([*rows, ("--help", "Show this page.")])


def _is_named_by_place(argument: "Argument") -> bool:
    return argument.is_positional_only() or _may_be_several(argument)


def _may_be_several(argument: "Argument") -> bool:
    return argument.field_info.kind is inspect.Parameter.VAR_POSITIONAL


def _placed(argument: "Argument") -> str:
    return f"{argument.name}..." if _may_be_several(argument) else argument.name


def _label(option: "Argument") -> str:
    if option.is_flag():
        return option.name
    value = option.parameter.metavar or option.name.strip("-").upper()
    return f"{option.name} {value}"


def _explained(argument: "Argument") -> str:
    sentences = [argument.parameter.help] if argument.parameter.help else []
    if choices := argument.get_choices():
        sentences.append(f"One of {', '.join(choices)}.")
    return " ".join(sentences)


def _width() -> int:
    return max(40, min(shutil.get_terminal_size().columns, 100))


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), _width(), break_on_hyphens=False)


def _columns(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    listed = list(rows)
    indent = min(max(len(name) for name, _ in listed), 26) + 4
    for name, text in listed:
        first = f"  {name}".ljust(indent)
        if len(name) + 2 >= indent:
            yield first
            first = " " * indent
        wrapped = textwrap.wrap(text, _width() - indent, break_on_hyphens=False) or [""]
        yield (first + wrapped[0]).rstrip()
        yield from (" " * indent + line for line in wrapped[1:])
