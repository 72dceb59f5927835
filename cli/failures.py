"""How a command reports that it was not done: its message and exit status."""

import sys
import traceback

from rich.console import Group, RenderableType
from rich.text import Text

from cli.output import console, print_json
from cli.pages.tables import problems_table
from cli.pages.text import plain
from cli.usage import WrongUsage, problem
from domain.errors import (
    DomainError,
    InvalidFile,
    ServiceUnreachable,
    document_of,
)
from engine.errors import EngineUnusable
from engine.observing import request_ids
from wording.catalogue import staff_words
from wording.refusals import Face, said_of

REFUSED, WRONG_USAGE, UNREACHABLE = 1, 2, 3


def report(failure: DomainError | OSError, as_json: bool) -> int:
    """Says why on standard error, or as JSON on standard output; gives the exit status."""
    refusal = failure if isinstance(failure, DomainError) else _of_system(failure)
    if as_json:
        print_json(document_of(refusal))
    else:
        console(sys.stderr).print(_page(refusal))
    return _status(refusal)


def report_fault(fault: Exception, as_json: bool) -> int:
    """Reports a bug: the traceback on standard error, for whoever mends it, and what the logs of
    the worker call this command."""
    traceback.print_exception(fault)
    request_id = request_ids.current()
    said = staff_words()("failure.bug", request=request_id)
    if as_json:
        refusal = {"code": "internal_error", "reason": said, "details": {}}
        print_json({"refused": refusal, "request_id": request_id})
    else:
        console(sys.stderr).print(Text(said, "red"))
    return REFUSED


def _of_system(failure: OSError) -> DomainError:
    sentence = failure.strerror or str(failure) or type(failure).__name__
    if isinstance(failure, ConnectionError | TimeoutError) or failure.filename is None:
        return ServiceUnreachable(staff_words()("failure.no_answer", said=sentence))
    return WrongUsage([problem(str(failure.filename), f"{sentence}.", "unusable")])


def _status(refusal: DomainError) -> int:
    if isinstance(refusal, InvalidFile):
        return WRONG_USAGE
    return UNREACHABLE if isinstance(refusal, ServiceUnreachable | EngineUnusable) else REFUSED


def _page(refusal: DomainError) -> RenderableType:
    problems = refusal.details.get("problems", [])
    if isinstance(refusal, WrongUsage):
        lines = [f"{each['field']}: {each['problem']}" for each in problems]
        help_is = Text(staff_words()("usage.try_help"), "dim")
        return Group(*(Text(plain(line), "red") for line in lines), help_is)
    sentence = Text(plain(said_of(refusal, Face.COMMAND_LINE)), "red")
    if request := refusal.details.get("request"):
        sentence.append(f" ({plain(request)})")
    if not problems:
        return Group(sentence, Text(f"[{refusal.code}]", "dim"))
    return Group(sentence, problems_table(problems))
