"""What a command says: tables and colours to people, JSON to programs."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


@Parameter(name="*")
@dataclass(frozen=True)
class Output:
    """Who reads what a command has to say."""

    json: Annotated[
        bool, Parameter(negative=(), help="Print one JSON document instead of text for people.")
    ] = False

    def show(self, data: Any, page: Callable[[], "RenderableType"]) -> None:
        """Says it: the data to a program, the page to people."""
        if self.json:
            print_json(data)
        else:
            # What is typed again, or copied, is never cut off.
            console().print(page(), crop=False)


FOR_PEOPLE = Output()


def print_json(data: Any, indent: int | None = 2) -> None:
    """One JSON document on standard output, in UTF-8 whatever the terminal speaks."""
    document = json.dumps(data, ensure_ascii=False, indent=indent) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(document.encode())
    sys.stdout.buffer.flush()


def console(stream: IO[str] | None = None) -> "Console":
    """A console for people, by default on standard output. It shows what it is given: nothing in
    a text is taken for a colour or a picture."""
    from rich.console import Console

    class OurConsole(Console):
        def on_broken_pipe(self) -> None:
            # Handled by `engine.leaving`, which has the right exit status.
            raise BrokenPipeError

    target = stream or sys.stdout
    if hasattr(target, "reconfigure"):
        target.reconfigure(errors="replace")
    return OurConsole(file=target, markup=False, emoji=False, highlight=False)
