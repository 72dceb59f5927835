"""From a command line to an exit status."""

import asyncio
import sys
from collections.abc import Sequence

from cli import help
from cli.commands import named
from cli.tokens import in_full, with_values
from cli.usage import WrongUsage, problem
from domain.errors import DomainError
from engine.errors import EngineUnusable
from engine.observing import request_ids, tracing

DONE = 0


async def main(tokens: Sequence[str]) -> int:
    """Runs a command and gives the exit status: 0 done; 1 refused by the business; 2 wrong usage
    or an invalid file; 3 the engine or another service cannot be reached."""
    request_ids.begin()
    tokens = in_full(tokens)
    as_json = "--json" in (tokens[: tokens.index("--")] if "--" in tokens else tokens)
    try:
        if help.is_asked_for(tokens):
            sys.stdout.write(help.page(tokens))
        else:
            return await _run(tokens)
    except (DomainError, OSError) as failure:
        if isinstance(failure, BrokenPipeError):
            raise
        if (task := asyncio.current_task()) and task.cancelling():
            # Ctrl-C while waiting for an answer: the client takes it for a missing one.
            raise asyncio.CancelledError from failure
        from cli.failures import report

        return report(failure, as_json)
    except Exception as fault:
        from cli.failures import report_fault

        return report_fault(fault, as_json)
    return DONE


async def _run(tokens: Sequence[str]) -> int:
    from cyclopts import CycloptsError

    from cli.application import build

    try:
        "".join(tokens).encode()
    except UnicodeEncodeError:
        from wording.catalogue import staff_words

        said = staff_words()("usage.not_text")
        raise WrongUsage([problem("command", said, "not_text")]) from None
    name = named(tokens).name
    tokens = with_values(tokens)
    try:
        command, bound, _ = build().parse_args(tokens, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        from cli.parsing import usage_of

        raise usage_of(error) from error
    _start_traces()
    with tracing.span(f"starter.py {name}"):
        return await command(*bound.args, **bound.kwargs) or DONE


def _start_traces() -> None:
    try:
        tracing.start("pay-by-invoice-command")
    except EngineUnusable as unusable:
        raise WrongUsage([problem("OTEL_*", unusable.reason, "unusable")]) from unusable
